package promo

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/promo/internal/promodb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// End takes a promotion back: from here on nobody may use it. Who used it keeps it. Operators only. Errors: identity's,
// ErrNotFound, ErrEnded.
func (s *Service) End(ctx context.Context, by identity.Principal, id uuid.UUID) (Promotion, error) {
	if err := may(by, identity.Update); err != nil {
		return Promotion{}, err
	}
	now := s.Clock.Now()
	var out Promotion
	err := idem.InTx(ctx, s.DB, now, &out, func(tx db.Tx) error {
		row, err := on(tx).EndPromotion(ctx, promodb.EndPromotionParams{ID: id, EndedBy: by.PersonID, EndedAt: now})
		if db.IsNoRows(err) {
			return notEnded(ctx, tx, id)
		}
		out = promotionOf(row)
		return err
	})
	return out, err
}

// notEnded says why no promotion was ended.
func notEnded(ctx context.Context, q db.Querier, id uuid.UUID) error {
	_, err := on(q).Promotion(ctx, id)
	if db.IsNoRows(err) {
		return ErrNotFound
	}
	if err == nil {
		err = ErrEnded
	}
	return err
}
