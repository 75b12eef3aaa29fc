package payment

import (
	"context"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// FreezeTx locks a payment and the balance of its practitioner, like a dispute that opens: what is written in tx about the
// booking comes before an earning or a payout, or after it, and never beside it. Errors: ErrNotFound.
func (s *Service) FreezeTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	p, err := found(paymentdb.New(tx).LockPayment(ctx, id))
	if err != nil || p.PractitionerID == uuid.Nil {
		return err
	}
	_, err = ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency)
	return err
}

// LeftTx is what can still be given back of a captured payment, in minor units: what is kept, without what the platform lost
// to a payer's bank. The payment is locked. Errors: ErrNotFound.
func (s *Service) LeftTx(ctx context.Context, tx db.Tx, id uuid.UUID) (int64, error) {
	q := paymentdb.New(tx)
	p, err := found(q.LockPayment(ctx, id))
	if err != nil {
		return 0, err
	}
	state, err := q.DisputeState(ctx, id)
	return max(p.KeptMinor()-state.LostMinor, 0), err
}
