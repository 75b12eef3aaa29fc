package api

import (
	"context"

	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Keys binds idempotency keys for commands that are repeatable by themselves and span several transactions with calls
// of other companies in between, so that no single transaction could hold the key with the effect.
type Keys struct {
	DB    *db.DB
	Clock clock.Clock
}

// Bind ties the key to its request: the same request passes again, another one is refused. Errors: idem.ErrReused.
func (k Keys) Bind(ctx context.Context, key idem.Key) error {
	if key.Key == "" {
		return nil
	}
	return k.DB.InTx(ctx, func(tx db.Tx) error {
		_, _, err := idem.Run(ctx, tx, key, k.Clock.Now(), func() (Empty, error) { return Empty{}, nil })
		return err
	})
}
