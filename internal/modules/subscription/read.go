package subscription

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Detail is a subscription with what it is of and what was paid, the latest period first.
type Detail struct {
	Subscription
	Plan    Plan
	Terms   Terms
	Price   Price
	Follows *Follows // nil: it goes on as it is, or ends
	Periods []Period
	Names   map[uuid.UUID]Plan // of the plans that the periods are of
}

// Follows is another plan from PaidUntil on.
type Follows struct {
	Plan  Plan
	Price Price
}

// Mine lists what a person has and had, the latest first, at most 50, in six queries. Errors: identity.ErrUnauthenticated.
func (s *Service) Mine(ctx context.Context, who identity.Principal) ([]Detail, error) {
	if !who.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := subscriptiondb.New(s.DB).SubscriptionsOf(ctx, who.PersonID)
	if err != nil {
		return nil, err
	}
	return s.details(ctx, rows)
}

// ByID reads one. Errors: ErrNotFound, also when it is not theirs.
func (s *Service) ByID(ctx context.Context, who identity.Principal, id uuid.UUID) (Detail, error) {
	row, err := subscriptiondb.New(s.DB).Subscription(ctx, id)
	if sub, err := found(row, err); err != nil || !who.SignedIn() || sub.PersonID != who.PersonID {
		return Detail{}, first(err, ErrNotFound)
	}
	list, err := s.details(ctx, []subscriptiondb.SubscriptionSubscription{row})
	if err != nil {
		return Detail{}, err
	}
	return list[0], nil
}

// Grants is what a person's plan of a family gives now; nil without one.
func (s *Service) Grants(ctx context.Context, q db.Querier, person uuid.UUID, f Family) (Grants, error) {
	sub, err := found(subscriptiondb.New(q).LiveSubscription(ctx, subscriptiondb.LiveSubscriptionParams{PersonID: person, Family: string(f)}))
	if err == ErrNotFound || !sub.Status.Runs() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	rows, err := subscriptiondb.New(q).TermsByIDs(ctx, []uuid.UUID{sub.TermsID})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	t, err := termsOf(rows[0])
	return t.Grants, err
}

// TrialLeft is how many days of trial a person would have of terms.
func (s *Service) TrialLeft(ctx context.Context, who identity.Principal, f Family, t Terms) (int, error) {
	return trialOf(ctx, subscriptiondb.New(s.DB), who.PersonID, f, t)
}

// details reads what subscriptions are of.
func (s *Service) details(ctx context.Context, rows []subscriptiondb.SubscriptionSubscription) ([]Detail, error) {
	out, at := make([]Detail, len(rows)), map[uuid.UUID]int{}
	var of, ids []uuid.UUID
	for i, r := range rows {
		sub := subscriptionOf(r)
		out[i].Subscription, at[r.ID] = sub, i
		ids, of = append(ids, r.ID), append(of, sub.TermsID)
		if sub.Next != nil {
			of = append(of, sub.Next.TermsID)
		}
	}
	paid, err := subscriptiondb.New(s.DB).PeriodsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range paid {
		d := &out[at[p.SubscriptionID]]
		d.Periods = append(d.Periods, periodOf(p))
		of = append(of, p.TermsID)
	}
	terms, byID, err := agreed(ctx, s.DB, of...)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].fill(terms, byID)
	}
	return out, nil
}

func (d *Detail) fill(terms map[uuid.UUID]Terms, byID map[uuid.UUID]Plan) {
	d.Plan, d.Terms, d.Names = byID[d.PlanID], terms[d.TermsID], byID
	price, _ := d.Terms.Price(d.Cycle, d.Currency)
	d.Price = Price{d.Cycle, price}
	if d.Next == nil {
		return
	}
	t := terms[d.Next.TermsID]
	next, _ := t.Price(d.Next.Cycle, d.Currency)
	d.Follows = &Follows{byID[t.PlanID], Price{d.Next.Cycle, next}}
}

// mine reads a subscription for its owner. Errors: ErrNotFound.
func (s *Service) mine(ctx context.Context, q db.Querier, who identity.Principal, id uuid.UUID) (Subscription, error) {
	sub, err := found(subscriptiondb.New(q).Subscription(ctx, id))
	if err != nil || !who.SignedIn() || sub.PersonID != who.PersonID {
		return Subscription{}, first(err, ErrNotFound)
	}
	return sub, nil
}

func (s *Service) liveOf(ctx context.Context, who identity.Principal, f Family) (Subscription, error) {
	if !who.SignedIn() {
		return Subscription{}, ErrNotFound
	}
	return found(subscriptiondb.New(s.DB).LiveSubscription(ctx, subscriptiondb.LiveSubscriptionParams{PersonID: who.PersonID, Family: string(f)}))
}
