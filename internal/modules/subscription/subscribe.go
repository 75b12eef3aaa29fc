package subscription

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// maxTried attempts to subscribe may come to nothing within triedWithin.
const (
	maxTried    = 10
	triedWithin = time.Hour
)

// Choice asks for a plan on the terms that its buyer saw.
type Choice struct {
	TermsID   uuid.UUID
	Cycle     Cycle
	DueNow    money.Amount // as shown: zero when it begins with a trial
	Method    payment.Method
	ReturnURL string // where a payer comes back to after their bank asked something
}

// begun is what a key remembers.
type begun struct{ ID, MethodID uuid.UUID }

// Subscribe keeps the method and takes the first payment, or begins the trial, for a signed-in person with a verified
// address. The same key goes on with the same purchase. When the bank asks something the subscription is given beside the
// error, so that the payer can come back to it.
// Errors: identity.ErrUnauthenticated, identity.ErrUnverified, ErrNotForYou, ErrTermsChanged, ErrNoPrice, ErrQuote, ErrAlready,
// ErrPending, ErrTooMany, payment.ErrCannotKeep, payment.ErrDeclined, payment.ErrActionRequired (details.action_url),
// payment.ErrProcessing, payment.ErrUnknown, payment.ErrClosed, idem.ErrReused.
func (s *Service) Subscribe(ctx context.Context, who identity.Principal, c Choice, key idem.Key) (Subscription, error) {
	if err := identity.RequireVerified(who); err != nil {
		return Subscription{}, err
	}
	gateway, err := s.Payments.Keeper(c.DueNow.Currency)
	if err != nil {
		return Subscription{}, err
	}
	var b begun
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		b, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() (begun, error) { return s.beginTx(ctx, tx, who, c, gateway) })
		return err
	})
	if err != nil {
		return Subscription{}, err
	}
	// From here on something may be kept or charged: the caller's patience no longer matters.
	ctx = context.WithoutCancel(ctx)
	kept, err := s.Payments.Keep(ctx, gateway, payment.SaveRequest{Reference: b.MethodID, Payer: who.PersonID, Method: c.Method, ReturnURL: c.ReturnURL})
	if err != nil {
		_, gone := s.giveUp(ctx, b.ID)
		return Subscription{}, first(err, gone)
	}
	sub, err := s.follow(ctx, b.ID, kept, c.ReturnURL)
	if err == nil && sub.Status == Void { // the same key again, after it came to nothing
		return sub, payment.ErrClosed
	}
	return sub, err
}

// first of two errors: the one that the caller is to hear of.
func first(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// beginTx writes down the terms before any gateway is asked.
func (s *Service) beginTx(ctx context.Context, tx db.Tx, who identity.Principal, c Choice, gateway string) (begun, error) {
	now, q := s.Clock.Now(), subscriptiondb.New(tx)
	tried, err := q.CountTried(ctx, subscriptiondb.CountTriedParams{PersonID: who.PersonID, Since: now.Add(-triedWithin)})
	if err != nil {
		return begun{}, err
	}
	if tried >= maxTried {
		return begun{}, ErrTooMany
	}
	plan, terms, err := onSale(ctx, tx, c.TermsID, now)
	if err != nil {
		return begun{}, err
	}
	if plan.Family == ForPractitioners && who.Role != identity.Practitioner {
		return begun{}, ErrNotForYou
	}
	price, ok := terms.Price(c.Cycle, c.DueNow.Currency)
	if !ok {
		return begun{}, ErrNoPrice
	}
	trial, err := trialOf(ctx, q, who.PersonID, plan.Family, terms)
	if err != nil {
		return begun{}, err
	}
	if trial > 0 {
		price.Minor = 0
	}
	if price != c.DueNow {
		return begun{}, ErrQuote
	}
	row, err := q.InsertSubscription(ctx, subscriptiondb.InsertSubscriptionParams{ID: s.IDs.ID(), PersonID: who.PersonID, Family: string(plan.Family),
		PlanID: plan.ID, TermsID: terms.ID, Cycle: string(c.Cycle), Currency: price.Currency, TrialDays: int16(trial), MethodID: s.IDs.ID(),
		MethodGateway: gateway, Now: now})
	if db.IsNoRows(err) {
		return begun{}, s.inTheWay(ctx, q, who.PersonID, plan.Family)
	}
	return begun{row.ID, row.MethodID}, err
}

// trialOf is how many days a person may try terms: none the second time.
func trialOf(ctx context.Context, q *subscriptiondb.Queries, person uuid.UUID, f Family, t Terms) (int, error) {
	if t.TrialDays == 0 {
		return 0, nil
	}
	had, err := q.HadTrial(ctx, subscriptiondb.HadTrialParams{PersonID: person, Family: string(f)})
	if err != nil || had {
		return 0, err
	}
	return t.TrialDays, nil
}

func (s *Service) inTheWay(ctx context.Context, q *subscriptiondb.Queries, person uuid.UUID, f Family) error {
	live, err := found(q.LiveSubscription(ctx, subscriptiondb.LiveSubscriptionParams{PersonID: person, Family: string(f)}))
	switch {
	case err != nil:
		return ErrPending.With(err) // it ended in between: the caller's retry begins anew
	case live.Status == Pending:
		return ErrPending
	}
	return ErrAlready
}
