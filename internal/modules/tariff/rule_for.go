package tariff

import (
	"context"
	"time"

	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// standing is what a quote depends on beside the rules.
type standing struct {
	day  time.Time
	plan string
	path []uuid.UUID // the categories of the service, the root first
}

// standing reads it on q: a quote is asked for in transactions that hold locks, where no second connection may be waited for.
func (s *Service) standing(ctx context.Context, q db.Querier, practitioner, category uuid.UUID, day time.Time) (standing, error) {
	row, err := on(q).Standing(ctx, tariffdb.StandingParams{CategoryID: category, PractitionerID: practitioner, Day: day})
	return standing{day, row.Plan, row.Path}, err
}

// ruleFor reads the rules of a day and chooses; the brand's percentage is the rule without an id.
func (s *Service) ruleFor(ctx context.Context, q db.Querier, x standing, currency string) (Rule, error) {
	rows, err := on(q).RulesOn(ctx, tariffdb.RulesOnParams{Day: x.day, Path: x.path, Plan: x.plan, Currency: currency})
	if err != nil {
		return Rule{}, err
	}
	if r, found := choose(rulesOf(rows), x.path, x.plan, currency, x.day); found {
		return r, nil
	}
	return Rule{Practitioner: Side{Bps: s.BrandBps}}, nil
}
