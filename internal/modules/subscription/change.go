package subscription

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// quoteHolds is how long an amount may be looked at before it is agreed to.
const quoteHolds = 15 * time.Minute

// Quote is what a change of plan means, exactly: agreed to as it is, or not at all.
type Quote struct {
	TermsID uuid.UUID
	Cycle   Cycle
	At      time.Time    // the instant that it is reckoned from
	DueNow  money.Amount // zero: nothing is charged now
	Price   money.Amount // of the new plan, a cycle
	Worth   money.Amount // of the new plan until Until; zero when it begins later
	Unused  money.Amount // of the present period, taken off Worth; zero when it begins later
	From    time.Time    // when the new plan begins
	Until   time.Time    // when it is charged next; zero when it begins later
	Later   bool         // it costs less, and begins when the paid period is over
}

// Preview reckons a change at this moment. It holds for 15 minutes. Errors: ErrNotFound, ErrTermsChanged, ErrNoPrice,
// ErrSame, ErrPastDue, ErrState.
func (s *Service) Preview(ctx context.Context, who identity.Principal, id, terms uuid.UUID, c Cycle) (Quote, error) {
	sub, err := s.mine(ctx, s.DB, who, id)
	if err != nil {
		return Quote{}, err
	}
	return quote(ctx, s.DB, sub, terms, c, s.Clock.Now().UTC().Truncate(time.Second))
}

func quote(ctx context.Context, q db.Querier, sub Subscription, terms uuid.UUID, c Cycle, at time.Time) (Quote, error) {
	switch {
	case sub.Status == PastDue:
		return Quote{}, ErrPastDue
	case !sub.Status.Runs():
		return Quote{}, ErrState
	case sub.TermsID == terms && sub.Cycle == c:
		return Quote{}, ErrSame
	}
	plan, chosen, err := onSale(ctx, q, terms, at)
	if err != nil {
		return Quote{}, err
	}
	if plan.Family != sub.Family {
		return Quote{}, ErrTermsChanged
	}
	price, ok := chosen.Price(c, sub.Currency)
	if !ok {
		return Quote{}, ErrNoPrice
	}
	if sub.Status == Trial {
		none := money.Amount{Currency: sub.Currency}
		return Quote{TermsID: terms, Cycle: c, At: at, DueNow: none, Price: price, Worth: none, Unused: none, From: at, Until: sub.PaidUntil}, nil
	}
	row, err := subscriptiondb.New(q).CurrentPeriod(ctx, sub.ID)
	if err != nil {
		return Quote{}, err
	}
	return reckon(sub, periodOf(row), terms, c, price, at), nil
}

// reckon is the arithmetic of a change in the middle of the paid period p.
func reckon(sub Subscription, p Period, terms uuid.UUID, c Cycle, price money.Amount, at time.Time) Quote {
	in := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: sub.Currency} }
	out := Quote{TermsID: terms, Cycle: c, At: at, Price: price, From: at, Until: after(at, c, 1), Worth: price, Unused: in(p.unused(at))}
	if c == sub.Cycle { // the rest of the cycle that runs
		out.Until = sub.PaidUntil
		whole := sub.PaidUntil.Sub(after(sub.Anchor, c, sub.Cycles-1))
		out.Worth = in(share(price, sub.PaidUntil.Sub(at), whole))
	}
	if out.DueNow = in(out.Worth.Minor - out.Unused.Minor); out.DueNow.Minor > 0 && out.Unused.Minor%money.Step(sub.Currency) != 0 {
		// A period whose parts were reckoned before they went in steps.
		out.DueNow = in(money.Down(out.DueNow.Minor, sub.Currency))
		out.Worth = in(out.Unused.Minor + out.DueNow.Minor)
	}
	if out.DueNow.Minor <= 0 || !at.After(p.From) {
		return Quote{TermsID: terms, Cycle: c, At: at, Price: price, DueNow: in(0), Worth: in(0), Unused: in(0), From: sub.PaidUntil, Later: true}
	}
	return out
}

// Agreed is a quote as its reader saw it, and agrees to.
type Agreed struct {
	TermsID   uuid.UUID
	Cycle     Cycle
	At        time.Time    // of Quote
	DueNow    money.Amount // of Quote
	ReturnURL string
}

// Change takes another plan, exactly as quoted. What costs more is charged and begins at once; a decline changes nothing.
// Errors: those of Preview, ErrQuote, ErrBusy, payment's as in Subscribe, idem.ErrReused.
func (s *Service) Change(ctx context.Context, who identity.Principal, id uuid.UUID, a Agreed, key idem.Key) (Subscription, error) {
	var open bool // a charge follows
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		open, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() (bool, error) { return s.changeTx(ctx, tx, who, id, a) })
		return err
	})
	if err != nil {
		return Subscription{}, err
	}
	if !open {
		return s.mine(ctx, s.DB, who, id)
	}
	sub, err := s.charge(context.WithoutCancel(ctx), id, false, a.ReturnURL)
	if err == nil && (sub.TermsID != a.TermsID || sub.Cycle != a.Cycle) { // the same key again, after it came to nothing
		return sub, payment.ErrClosed
	}
	return sub, err
}

func (s *Service) changeTx(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID, a Agreed) (open bool, err error) {
	sub, err := lockTx(ctx, tx, id)
	if err != nil || sub.PersonID != who.PersonID || !who.SignedIn() {
		return false, first(err, ErrNotFound)
	}
	if now := s.Clock.Now(); a.At.After(now) || now.Sub(a.At) > quoteHolds {
		return false, ErrQuote
	}
	busy, err := openPeriod(ctx, tx, id)
	if err != nil {
		return false, err
	}
	if busy.ID != uuid.Nil && sub.Status != PastDue {
		return false, ErrBusy
	}
	q, err := quote(ctx, tx, sub, a.TermsID, a.Cycle, a.At.UTC())
	if err != nil {
		return false, err
	}
	if q.DueNow != a.DueNow {
		return false, ErrQuote
	}
	if stale, err := earnedSince(ctx, tx, id, q); err != nil || stale {
		return false, first(err, ErrQuote)
	}
	terms, _, err := agreed(ctx, tx, a.TermsID)
	if err != nil {
		return false, err
	}
	plan := terms[a.TermsID].PlanID
	switch {
	case q.Later:
		sub.Next, sub.CancelAtEnd = &Next{a.TermsID, a.Cycle}, false
		_, err = s.saveTx(ctx, tx, sub, "", owner(sub))
		return false, err
	case q.DueNow.Minor == 0: // within the trial
		sub.PlanID, sub.TermsID, sub.Cycle, sub.Next, sub.CancelAtEnd = plan, a.TermsID, a.Cycle, nil, false
		_, err = s.saveTx(ctx, tx, sub, EventChanged, events.Actor{Kind: "person", ID: who.PersonID})
		return false, err
	}
	_, err = s.insertPeriodTx(ctx, tx, sub, Period{From: q.From, Until: q.Until, TermsID: a.TermsID, PlanID: plan, Cycle: a.Cycle,
		WorthMinor: q.Worth.Minor, CarriedMinor: q.Unused.Minor})
	return true, err
}

// earnedSince says whether more of the present period is revenue by now than q leaves of it. The period stays locked: what
// is not earned yet is not before the change is decided (earn).
func earnedSince(ctx context.Context, tx db.Tx, subscription uuid.UUID, q Quote) (bool, error) {
	if q.Unused.Minor == 0 {
		return false, nil // it begins later, within a trial, or when all went by
	}
	row, err := subscriptiondb.New(tx).CurrentPeriod(ctx, subscription)
	if err != nil {
		return false, err
	}
	if row, err = subscriptiondb.New(tx).LockPeriod(ctx, row.ID); err != nil {
		return false, err
	}
	p := periodOf(row)
	return p.EarnedMinor > p.Kept()-q.Unused.Minor, nil
}
