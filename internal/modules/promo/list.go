package promo

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/promo/internal/promodb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Page of a list; Number counts from 1, Limit is 1 to 100.
type Page struct{ Number, Limit int }

const maxPage = 10_000

// List gives the promotions, the newest first, and how many there are. Operators only. Errors: identity's.
func (s *Service) List(ctx context.Context, by identity.Principal, page Page) ([]Promotion, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	number, most := min(max(page.Number, 1), maxPage), min(max(page.Limit, 1), 100)
	rows, err := on(s.DB).Promotions(ctx, promodb.PromotionsParams{MaxRows: int32(most), Skip: int32((number - 1) * most)})
	out, total := make([]Promotion, len(rows)), 0
	for i, r := range rows {
		out[i], total = promotionOf(r.PromoPromotion), int(r.Total)
	}
	return out, total, err
}

// Code is the code of a promotion, for what a price was made of. Errors: ErrNotFound.
func (s *Service) Code(ctx context.Context, q db.Querier, id uuid.UUID) (string, error) {
	row, err := on(q).Promotion(ctx, id)
	if db.IsNoRows(err) {
		err = ErrNotFound
	}
	return row.Code, err
}
