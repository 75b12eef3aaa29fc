package payment

import (
	"context"

	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ClaimTx gives an account what its owner paid as a guest, so that its receipts are theirs to read. The ledger does not
// change: who paid is no account of the books.
func (s *Service) ClaimTx(ctx context.Context, tx db.Tx, personID uuid.UUID, guests []uuid.UUID) error {
	return paymentdb.New(tx).ClaimPayments(ctx, paymentdb.ClaimPaymentsParams{PersonID: personID, Guests: guests})
}
