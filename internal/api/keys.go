package api

import (
	"context"
	"crypto/sha256"
	"io"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/danielgtaylor/huma/v2"
)

// keyed is the input of an operation that may be repeated: it embeds IdempotencyHeader. Its scope holds the operation
// and the account that asks. Inputs of visitors add who they are by a method asker, and inputs whose JSON is not what
// they ask for say it by a method meaning.
type keyed interface{ idempotencyKey() string }

type (
	asker   interface{ asker() string }
	meaning interface{ meaning() (any, error) }
)

// keyNeeded refuses requests without the key that their operation's document requires, before anything else of them is
// read: idem.ErrNeeded.
func keyNeeded(a huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		for _, p := range ctx.Operation().Parameters {
			if p.Required && p.In == "header" && p.Name == "Idempotency-Key" && ctx.Header(p.Name) == "" {
				_ = huma.WriteErr(a, ctx, http.StatusInternalServerError, "", idem.ErrNeeded) // newError finds the status; the client may have gone
				return
			}
		}
		next(ctx)
	}
}

// once registers an operation whose use case does its work, and remembers its answer, in one transaction (idem.InTx).
func once[I keyed, O any](a huma.API, o huma.Operation, do func(context.Context, *I) (*O, error)) {
	huma.Register(a, o, func(ctx context.Context, in *I) (*O, error) {
		k, err := keyOf(ctx, o.OperationID, *in)
		if err != nil {
			return nil, err
		}
		return do(idem.With(ctx, k), in)
	})
}

func keyOf(ctx context.Context, operation string, in keyed) (idem.Key, error) {
	if in.idempotencyKey() == "" {
		return idem.Key{}, nil
	}
	scope := operation + ":" + identity.PrincipalFrom(ctx).PersonID.String()
	if who, ok := in.(asker); ok {
		scope += ":" + who.asker()
	}
	var request any = in
	if m, ok := in.(meaning); ok {
		var err error
		if request, err = m.meaning(); err != nil {
			return idem.Key{}, err
		}
	}
	return idem.New(scope, in.idempotencyKey(), request)
}

// digest is what an upload is, for the hash of its request; the file is read again afterwards.
func digest(file io.ReadSeeker) ([]byte, error) {
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return nil, err
	}
	_, err := file.Seek(0, io.SeekStart)
	return h.Sum(nil), err
}

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
