package desk

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/clock"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
)

// Deps is everything that the module needs from others; app.New fills it.
type Deps struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      ids.Source
	Events   *events.Bus
	Jobs     *jobs.Client
	People   People
	Catalog  Catalog
	Payments PaymentSteps
	Payouts  Payouts
	Sessions Sessions
	Credits  Credits
}

// PaymentSteps is what the desk needs of payments; see the methods of payment.Service.
type PaymentSteps interface {
	TryStep(ctx context.Context, key string) error
	GiveUpStepTx(ctx context.Context, tx db.Tx, now time.Time, key string) error
	PayOffTx(ctx context.Context, tx db.Tx, now time.Time, refund uuid.UUID) error
}

// Payouts is what the desk needs of payouts; see payout.Service.
type Payouts interface {
	TrySend(ctx context.Context, id uuid.UUID) error
}

// People is what the desk needs from identity.
type People interface {
	// SuspendTx stops an account in the caller's transaction.
	SuspendTx(ctx context.Context, tx db.Tx, by identity.Principal, person uuid.UUID, reason string) error
	SealTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, plain []byte) ([]byte, error)
	OpenTx(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, sealed []byte) ([]byte, error)
}

// Catalog is what the desk needs from the catalogue.
type Catalog interface {
	// HideTx takes a page out of sight until its practitioner hands in papers again and an operator approves.
	HideTx(ctx context.Context, tx db.Tx, by identity.Principal, practitioner uuid.UUID, reason string) error
}
