package subscription

import (
	"context"
	"time"

	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Offers lists the plans of a family that can be chosen now, from the smallest to the largest, each with the terms in force
// and those to come, in three queries.
func (s *Service) Offers(ctx context.Context, f Family) ([]Plan, error) {
	all, err := plans(ctx, s.DB, subscriptiondb.PlansParams{Family: string(f)})
	if err != nil {
		return nil, err
	}
	now, out := s.Clock.Now(), all[:0]
	for _, p := range all {
		if _, ok := p.At(now); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

func plans(ctx context.Context, q db.Querier, p subscriptiondb.PlansParams) ([]Plan, error) {
	rows, err := subscriptiondb.New(q).Plans(ctx, p)
	if err != nil {
		return nil, err
	}
	return withTerms(ctx, q, rows)
}

func withTerms(ctx context.Context, q db.Querier, rows []subscriptiondb.SubscriptionPlan) ([]Plan, error) {
	ids, at, out := make([]uuid.UUID, len(rows)), map[uuid.UUID]int{}, make([]Plan, len(rows))
	for i, r := range rows {
		p, err := planOf(r)
		if err != nil {
			return nil, err
		}
		ids[i], out[i], at[r.ID] = r.ID, p, i
	}
	terms, err := subscriptiondb.New(q).TermsOfPlans(ctx, ids)
	if err != nil {
		return nil, err
	}
	priced, err := withPrices(ctx, q, terms)
	for _, t := range priced {
		p := &out[at[t.PlanID]]
		p.Terms = append(p.Terms, t)
	}
	return out, err
}

func withPrices(ctx context.Context, q db.Querier, rows []subscriptiondb.SubscriptionTerm) ([]Terms, error) {
	ids, at, out := make([]uuid.UUID, len(rows)), map[uuid.UUID]int{}, make([]Terms, len(rows))
	for i, r := range rows {
		t, err := termsOf(r)
		if err != nil {
			return nil, err
		}
		ids[i], out[i], at[r.ID] = r.ID, t, i
	}
	prices, err := subscriptiondb.New(q).PricesOf(ctx, ids)
	for _, p := range prices {
		t := &out[at[p.TermsID]]
		t.Prices = append(t.Prices, Price{Cycle(p.Cycle), money.Amount{Minor: p.AmountMinor, Currency: p.Currency}})
	}
	return out, err
}

// agreed reads terms by their ids, with the plans they are of.
func agreed(ctx context.Context, q db.Querier, ids ...uuid.UUID) (map[uuid.UUID]Terms, map[uuid.UUID]Plan, error) {
	rows, err := subscriptiondb.New(q).TermsByIDs(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	list, err := withPrices(ctx, q, rows)
	if err != nil {
		return nil, nil, err
	}
	terms, of := map[uuid.UUID]Terms{}, make([]uuid.UUID, len(list))
	for i, t := range list {
		terms[t.ID], of[i] = t, t.PlanID
	}
	named, err := subscriptiondb.New(q).PlansByIDs(ctx, of)
	if err != nil {
		return nil, nil, err
	}
	byID := map[uuid.UUID]Plan{}
	for _, r := range named {
		if byID[r.ID], err = planOf(r); err != nil {
			return nil, nil, err
		}
	}
	return terms, byID, nil
}

// onSale is a plan's terms as somebody may choose them now: those in force, of a plan that is sold. Errors: ErrTermsChanged.
func onSale(ctx context.Context, q db.Querier, id uuid.UUID, now time.Time) (Plan, Terms, error) {
	terms, byID, err := agreed(ctx, q, id)
	if err != nil {
		return Plan{}, Terms{}, err
	}
	t, ok := terms[id]
	if !ok || byID[t.PlanID].Closed {
		return Plan{}, Terms{}, ErrTermsChanged
	}
	rows, err := subscriptiondb.New(q).PlansByIDs(ctx, []uuid.UUID{t.PlanID})
	if err != nil {
		return Plan{}, Terms{}, err
	}
	latest, err := withTerms(ctx, q, rows)
	if err != nil {
		return Plan{}, Terms{}, err
	}
	if in, ok := latest[0].At(now); !ok || in.ID != id {
		return Plan{}, Terms{}, ErrTermsChanged
	}
	return latest[0], t, nil
}
