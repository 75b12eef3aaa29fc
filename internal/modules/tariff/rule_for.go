package tariff

import (
	"context"
	"time"

	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// ruleFor reads the rules of a day and chooses; the brand's percentage is the rule without an id.
func (s *Service) ruleFor(ctx context.Context, q db.Querier, category uuid.UUID, plan, currency string, day time.Time) (Rule, error) {
	path, err := s.path(ctx, category)
	if err != nil {
		return Rule{}, err
	}
	rows, err := on(q).RulesOn(ctx, tariffdb.RulesOnParams{Day: day, Path: path, Plan: plan, Currency: currency})
	if err != nil {
		return Rule{}, err
	}
	if r, found := choose(rulesOf(rows), path, plan, currency, day); found {
		return r, nil
	}
	return Rule{Practitioner: Side{Bps: s.BrandBps}}, nil
}

// path is a category and what it lies in, the root first; none for a category that is not there.
func (s *Service) path(ctx context.Context, category uuid.UUID) ([]uuid.UUID, error) {
	tree, err := s.Catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	out := []uuid.UUID{}
	for _, c := range tree.Path(category) {
		out = append(out, c.ID)
	}
	return out, nil
}
