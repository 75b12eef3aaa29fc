package tariff

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/tariff/internal/tariffdb"
	"klear/internal/platform/db"
)

// standing is what a quote depends on beside the rules.
type standing struct {
	plan     string
	mostBps  int64 // of the price, that the practitioner's subscription promises; -1: none does
	platform bool  // it is registered in the country
	place
}

// standing reads it on q: a quote is asked for in transactions that hold locks, where no second connection may be waited for.
func (s *Service) standing(ctx context.Context, q db.Querier, a Ask, day time.Time) (standing, error) {
	row, err := on(q).Standing(ctx, tariffdb.StandingParams{CategoryID: a.CategoryID, PractitionerID: a.PractitionerID, PersonID: maybe(a.PersonID), Country: a.Country, Day: day, At: a.At})
	return standing{plan: row.Plan, mostBps: int64(row.MostBps), platform: row.PlatformRegistered,
		place: place{country: a.Country, path: row.Path, slugs: row.Slugs, registered: row.Registered, day: day}}, err
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

// promised is the rule for a price, or the share that the practitioner's plan promises where that is less.
func (x standing) promised(r Rule, price int64) (Rule, error) {
	if x.mostBps < 0 {
		return r, nil
	}
	most := Side{Bps: x.mostBps}
	by, err := most.of(price)
	if err != nil {
		return r, ErrTooLarge.With(err)
	}
	if fee, err := r.Practitioner.of(price); err != nil || by < fee {
		r.Practitioner = most
	}
	return r, nil
}

// taxesFor are the taxes of what is asked; without anybody who is registered there are none.
func (s *Service) taxesFor(ctx context.Context, q db.Querier, x standing) (Taxes, error) {
	if !x.platform && !x.registered {
		return Taxes{}, nil
	}
	rules, err := s.taxRulesOf(ctx, q, x.country)
	return taxesOf(rules, x.place, x.platform), err
}

// taxRulesOf are the program's rules and the operators' own of a country.
func (s *Service) taxRulesOf(ctx context.Context, q db.Querier, country string) ([]TaxRule, error) {
	rows, err := on(q).TaxRulesOf(ctx, country)
	return slices.Concat(law, taxRulesOf(rows)), err
}
