package payment

import (
	"context"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ClaimTx gives an account what its owner paid as a guest, so that its receipts are theirs to read, and what is owed to the
// guest as credit.
func (s *Service) ClaimTx(ctx context.Context, tx db.Tx, personID uuid.UUID, guests []uuid.UUID) error {
	if err := paymentdb.New(tx).ClaimPayments(ctx, paymentdb.ClaimPaymentsParams{PersonID: personID, Guests: guests}); err != nil {
		return err
	}
	for _, guest := range guests {
		if err := s.moveCreditTx(ctx, tx, guest, personID); err != nil {
			return err
		}
	}
	return nil
}

// moveCreditTx moves what there is, in every currency.
func (s *Service) moveCreditTx(ctx context.Context, tx db.Tx, from, to uuid.UUID) error {
	list, err := ledger.Credits(ctx, tx, from)
	if err != nil {
		return err
	}
	for _, a := range list {
		if a.Minor, err = ledger.LockCreditTx(ctx, tx, ledger.CreditOf(from, a.Currency)); err != nil {
			return err
		}
		if a.Minor == 0 {
			continue
		}
		id := s.ids.ID()
		if _, err := ledger.PostTx(ctx, tx, ledger.CreditMoved(ledger.Heading{ID: id, Key: "claim:" + id.String(), At: s.clock.Now()}, from, to, a)); err != nil {
			return err
		}
	}
	return nil
}
