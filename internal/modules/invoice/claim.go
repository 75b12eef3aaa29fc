package invoice

import (
	"context"

	"klear/internal/modules/invoice/internal/invoicedb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ClaimTx gives an account the documents of guests whose address it proved, sealed anew with its key.
func (s *Service) ClaimTx(ctx context.Context, tx db.Tx, person uuid.UUID, guests []uuid.UUID) error {
	rows, err := on(tx).DocumentsOfBuyers(ctx, guests)
	if err != nil {
		return err
	}
	for _, r := range rows {
		var w words
		if err := s.openTx(ctx, tx, r.BuyerID, field(r.ID, "words"), r.Words, &w); err != nil {
			return err
		}
		sealed, err := s.sealTx(ctx, tx, person, field(r.ID, "words"), w)
		if err != nil {
			return err
		}
		if err := on(tx).Claim(ctx, invoicedb.ClaimParams{ID: r.ID, BuyerID: person, Words: sealed}); err != nil {
			return err
		}
	}
	return nil
}
