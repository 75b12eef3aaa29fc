package subscription

import (
	"context"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// paidTx begins the period that was paid; once. It is the first one, follows the last one, or cuts it short.
func (s *Service) paidTx(ctx context.Context, tx db.Tx, sub Subscription, p Period) (Subscription, error) {
	if p.Paid {
		return sub, nil
	}
	kind, by := EventRenewed, events.System
	var carried int64
	switch {
	case sub.Status == Pending:
		kind, by = EventStarted, owner(sub)
	case p.From.Before(sub.PaidUntil):
		kind, by = EventChanged, owner(sub)
		var err error
		if carried, err = s.cutTx(ctx, tx, sub, p); err != nil {
			return sub, err
		}
	}
	tax, err := s.taxTx(ctx, tx, p)
	if err != nil {
		return sub, err
	}
	earn := nextEarning(p.From, p.Until)
	row, err := subscriptiondb.New(tx).PayPeriod(ctx, subscriptiondb.PayPeriodParams{ID: p.ID, EarnAt: &earn, TaxMinor: tax.minor + carried, TaxOwner: tax.term.Owner,
		ChargeTaxMinor: tax.minor})
	if err != nil {
		return sub, err
	}
	out, err := s.saveTx(ctx, tx, sub.on(p, kind == EventChanged), kind, by)
	if err != nil {
		return out, err
	}
	return out, s.documentTx(ctx, tx, sub, periodOf(row), tax)
}

// on is the subscription once a period of it was paid. A period that cuts another short keeps the anchor, unless the cycle
// changes; so does a renewal.
func (s Subscription) on(p Period, cut bool) Subscription {
	switch {
	case s.Anchor.IsZero(), s.Cycle != p.Cycle:
		s.Anchor, s.Cycles = p.From, 1
	case !cut:
		s.Cycles++
	}
	s.Status, s.PlanID, s.TermsID, s.Cycle, s.Next = Active, p.PlanID, p.TermsID, p.Cycle, nil
	s.PaidUntil, s.ChargeAt, s.Retries = p.Until, p.Until, 0
	if cut {
		s.CancelAtEnd = false // who takes a larger plan goes on
	}
	return s
}

// cutTx ends the present period where p begins: what was used of it is earned, what is left goes on into p. It says how much
// of that is tax, which was taken out when the period was paid.
func (s *Service) cutTx(ctx context.Context, tx db.Tx, sub Subscription, p Period) (int64, error) {
	q := subscriptiondb.New(tx)
	row, err := q.CurrentPeriod(ctx, sub.ID)
	if err != nil {
		return 0, err
	}
	old := periodOf(row)
	tax := old.keptTax() - old.taxOf(old.Kept()-p.CarriedMinor)
	row, err = q.CutPeriod(ctx, subscriptiondb.CutPeriodParams{ID: row.ID, EndsAt: p.From, GivenMinor: p.CarriedMinor, GivenTaxMinor: tax})
	if err != nil {
		return 0, err
	}
	old = periodOf(row)
	_, err = ledger.PostTx(ctx, tx, ledger.Posting{ID: s.IDs.ID(), EventKey: "sub:carry:" + p.ID.String(), Event: "subscription_carried", At: s.Clock.Now(),
		Lines: []ledger.Line{ledger.Debit(deferred(old), p.CarriedMinor-tax), ledger.Credit(deferred(p), p.CarriedMinor-tax)}})
	if err != nil {
		return 0, err
	}
	return tax, s.earnTx(ctx, tx, old, p.From)
}

func deferred(p Period) ledger.Account {
	return ledger.Account{Kind: ledger.DeferredRevenue, Owner: p.ID.String(), Currency: p.Currency}
}

// failedTx counts a charge that came to nothing; once per attempt.
func (s *Service) failedTx(ctx context.Context, tx db.Tx, sub Subscription, p Period, attempt uuid.UUID) (Subscription, error) {
	if p.Paid || p.Void || p.PaymentID != attempt {
		return sub, nil
	}
	q := subscriptiondb.New(tx)
	renewal := sub.Status.Runs() && !p.From.Before(sub.PaidUntil)
	if !renewal || sub.Retries == len(retryDays) {
		if err := q.VoidPeriod(ctx, p.ID); err != nil {
			return sub, err
		}
	}
	switch {
	case sub.Status == Pending:
		sub.Status = Void
		if err := s.forgetTx(ctx, tx, sub); err != nil {
			return sub, err
		}
		return s.saveTx(ctx, tx, sub, "", events.System)
	case !renewal:
		return sub, nil // the larger plan did not begin, and nothing changed
	case sub.Retries == len(retryDays):
		return s.endTx(ctx, tx, sub, Unpaid)
	}
	if err := q.TryPeriod(ctx, subscriptiondb.TryPeriodParams{ID: p.ID}); err != nil {
		return sub, err
	}
	sub.Status, sub.ChargeAt = PastDue, p.From.Add(time.Duration(retryDays[sub.Retries])*24*time.Hour)
	sub.Retries++
	return s.saveTx(ctx, tx, sub, EventChargeFailed, events.System)
}

// endTx ends a subscription now; the gateway forgets its method.
func (s *Service) endTx(ctx context.Context, tx db.Tx, sub Subscription, reason string) (Subscription, error) {
	if err := s.forgetTx(ctx, tx, sub); err != nil {
		return sub, err
	}
	sub.Status, sub.EndedAt, sub.EndReason, sub.ChargeAt, sub.ActionURL = Ended, s.Clock.Now(), reason, time.Time{}, ""
	return s.saveTx(ctx, tx, sub, EventEnded, events.System)
}
