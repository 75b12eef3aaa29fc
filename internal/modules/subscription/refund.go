package subscription

import (
	"context"
	"fmt"
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// RefundReasons are the codes that an operator chooses from.
var RefundReasons = []string{"goodwill", "mistake", "not_as_promised", "withdrawal"}

// GivingBack is what an operator means to give back of what was charged for a period.
type GivingBack struct {
	PeriodID    uuid.UUID
	AmountMinor int64 // 0: all that is left of the charge
	Ends        bool  // the plan ends now; otherwise it goes on to where it was paid
}

// RefundQuote is what a refund means, exactly: done as it was looked at, or not at all.
type RefundQuote struct {
	GivingBack              // AmountMinor is never 0
	At         time.Time    // the instant that it is reckoned from
	Amount     money.Amount // goes back to the payer
	Tax        money.Amount // of Amount: no longer owed to the tax office
	Earned     money.Amount // revenue that is taken back; less than nothing: what is kept is earned now, because the plan ends
	Left       money.Amount // what is kept of the charge afterwards
	Until      time.Time    // when the period is over
}

// RefundAgreed is a refund as an operator saw it in the preview, and wants it.
type RefundAgreed struct {
	GivingBack            // AmountMinor is that of the preview
	At          time.Time // like the next, of RefundQuote
	TaxMinor    int64
	EarnedMinor int64
	LeftMinor   int64
}

// Agreed is what an operator sends back to have a refund as it was shown.
func (q RefundQuote) Agreed() RefundAgreed {
	return RefundAgreed{q.GivingBack, q.At, q.Tax.Minor, q.Earned.Minor, q.Left.Minor}
}

// PreviewRefund reckons a refund at this moment. It holds for 15 minutes. Operators only. Errors: identity's, ErrNoCharge,
// ErrCarried, ErrNotCurrent.
func (s *Service) PreviewRefund(ctx context.Context, who identity.Principal, g GivingBack) (RefundQuote, error) {
	if err := mayRefund(who); err != nil {
		return RefundQuote{}, err
	}
	c, err := chargeOf(subscriptiondb.New(s.DB).Charge(ctx, g.PeriodID))
	if err != nil {
		return RefundQuote{}, err
	}
	return s.refundQuote(ctx, s.DB, c.Period, c.SubscriptionID, g, s.Clock.Now().UTC().Truncate(time.Second))
}

// Refund gives back exactly what was previewed, the way it was paid, and writes the credit note. Operators only. Errors: those
// of PreviewRefund, ErrRefundQuote, apperr.ErrValidation of the reason, payment's of RefundTx, idem.ErrReused.
func (s *Service) Refund(ctx context.Context, who identity.Principal, a RefundAgreed, reason string) (Charge, error) {
	if err := mayRefund(who); err != nil {
		return Charge{}, err
	}
	var v apperr.Validation
	v.Check(slices.Contains(RefundReasons, reason), "reason", "required", "Choose a reason.")
	if err := v.Err(); err != nil {
		return Charge{}, err
	}
	var done uuid.UUID
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &done, func(tx db.Tx) error {
		done = a.PeriodID
		return s.refundTx(ctx, tx, who.Actor(), a, reason)
	})
	if err != nil {
		return Charge{}, err
	}
	return chargeOf(subscriptiondb.New(s.DB).Charge(ctx, done))
}

func mayRefund(who identity.Principal) error {
	return identity.Authorize(who, identity.Refund, identity.ResPayment, identity.Subject{})
}

func (s *Service) refundTx(ctx context.Context, tx db.Tx, by events.Actor, a RefundAgreed, reason string) error {
	c, err := chargeOf(subscriptiondb.New(tx).Charge(ctx, a.PeriodID))
	if err != nil {
		return err
	}
	sub, err := lockTx(ctx, tx, c.SubscriptionID)
	if err != nil {
		return err
	}
	row, err := subscriptiondb.New(tx).LockPeriod(ctx, a.PeriodID)
	if err != nil {
		return err
	}
	p := periodOf(row)
	open, err := openPeriod(ctx, tx, sub.ID)
	if err != nil {
		return err
	}
	if open.ID != uuid.Nil && open.From.Before(p.Until) {
		return ErrBusy // a change that is being paid counts on what is kept of this one
	}
	if now := s.Clock.Now(); a.At.After(now) || now.Sub(a.At) > quoteHolds {
		return ErrRefundQuote
	}
	a.At = a.At.UTC()
	q, err := s.refundQuote(ctx, tx, p, sub.ID, a.GivingBack, a.At)
	if err != nil {
		return err
	}
	if q.Agreed() != a {
		return ErrRefundQuote
	}
	if err := s.takeBackTx(ctx, tx, p, q, reason); err != nil {
		return err
	}
	if sub, err = s.tellRefundTx(ctx, tx, sub, q, by); err != nil || s.Papers == nil {
		return err
	}
	return s.Papers.PlanBackTx(ctx, tx, s.Clock.Now(), invoice.PlanBack{PeriodID: p.ID, BuyerID: sub.PersonID, Amount: q.Amount, TaxMinor: q.Tax.Minor})
}

// refundQuote is the arithmetic of a refund for period p at an instant.
func (s *Service) refundQuote(ctx context.Context, q db.Querier, p Period, subscription uuid.UUID, g GivingBack, at time.Time) (RefundQuote, error) {
	left := p.Charge().Minor - p.Refunded
	if g.AmountMinor == 0 {
		if g.AmountMinor = left; p.Kept() < left { // the rest went on into the next period, once in amounts that no gateway sends
			g.AmountMinor = money.Down(p.Kept(), p.Currency)
		}
	}
	if g.AmountMinor <= 0 || g.AmountMinor > min(left, p.Kept()) {
		return RefundQuote{}, ErrCarried
	}
	if g.Ends {
		if err := endable(ctx, q, p, subscription); err != nil {
			return RefundQuote{}, err
		}
	}
	after, err := p.refunded(g, at)
	if err != nil {
		return RefundQuote{}, err
	}
	in := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: p.Currency} }
	return RefundQuote{GivingBack: g, At: at, Amount: in(g.AmountMinor), Tax: in(after.RefundedTax - p.RefundedTax), Left: in(left - g.AmountMinor),
		Earned: in(p.EarnedMinor - p.EarnedTax - after.EarnedMinor + after.EarnedTax), Until: after.Until}, nil
}

// endable reports whether the plan runs on p.
func endable(ctx context.Context, q db.Querier, p Period, subscription uuid.UUID) error {
	sub, err := found(subscriptiondb.New(q).Subscription(ctx, subscription))
	if err != nil {
		return err
	}
	last, err := subscriptiondb.New(q).CurrentPeriod(ctx, subscription)
	if err != nil {
		return err
	}
	if last.ID != p.ID || !sub.Status.Runs() {
		return ErrNotCurrent
	}
	return nil
}

// refunded is p after the refund. While the plan goes on, its worth is earned by the time that went by, less now; once it ends,
// all that is kept is earned.
func (p Period) refunded(g GivingBack, at time.Time) (Period, error) {
	out := p
	out.Refunded += g.AmountMinor
	tax, err := money.CumulativeReversal(p.ChargeTax, p.Charge().Minor, out.Refunded, p.RefundedTax)
	if err != nil {
		return p, err
	}
	out.RefundedTax += min(max(tax, p.keptTax()-out.Kept()), p.keptTax())
	if g.Ends && at.Before(out.Until) {
		out.Until = at
		if !at.After(out.From) {
			out.Until = out.From.Add(time.Second)
		}
	}
	if !at.Before(out.Until) || g.Ends {
		out.EarnedMinor, out.EarnAt = out.Kept(), time.Time{}
	} else {
		out.EarnedMinor = min(p.EarnedMinor, out.earnedBy(at))
	}
	out.EarnedTax = out.taxOf(out.EarnedMinor)
	return out, nil
}

// takeBackTx moves the money: revenue and tax go back to what the period holds, and from there to the payer.
func (s *Service) takeBackTx(ctx context.Context, tx db.Tx, p Period, q RefundQuote, reason string) error {
	after, err := p.refunded(q.GivingBack, q.At)
	if err != nil {
		return err
	}
	_, err = subscriptiondb.New(tx).RefundPeriod(ctx, subscriptiondb.RefundPeriodParams{ID: p.ID, EndsAt: after.Until, RefundedMinor: after.Refunded,
		RefundedTaxMinor: after.RefundedTax, EarnedMinor: after.EarnedMinor, EarnedTaxMinor: after.EarnedTax, EarnAt: orNull(after.EarnAt)})
	if err != nil {
		return err
	}
	now, key := s.Clock.Now(), fmt.Sprintf("ref:plan:%s:%d", p.ID, after.Refunded)
	_, err = ledger.PostTx(ctx, tx, ledger.SubscriptionTakenBack(ledger.Heading{ID: s.IDs.ID(), Key: "sub:" + key, PaymentID: p.PaymentID, At: now}, p.ID.String(), p.TaxOwner, q.Earned, q.Tax.Minor))
	if err != nil {
		return err
	}
	_, err = s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: p.PaymentID, AmountMinor: q.AmountMinor, EventKey: key, Reason: reason})
	return err
}

// tellRefundTx ends the plan when that was meant, and publishes the refund.
func (s *Service) tellRefundTx(ctx context.Context, tx db.Tx, sub Subscription, q RefundQuote, by events.Actor) (Subscription, error) {
	if q.Ends {
		if err := s.dropChargeTx(ctx, tx, sub.ID); err != nil {
			return sub, err
		}
		sub.PaidUntil, sub.CancelAtEnd, sub.Next = q.Until, false, nil
		var err error
		if sub, err = s.endTx(ctx, tx, sub, Refunded); err != nil {
			return sub, err
		}
	}
	row, err := subscriptiondb.New(tx).BumpSubscription(ctx, sub.ID)
	if err != nil {
		return sub, err
	}
	sub = subscriptionOf(row)
	f := sub.fact()
	f.PeriodID, f.RefundMinor = q.PeriodID, q.AmountMinor
	return sub, s.publishTx(ctx, tx, sub, EventRefunded, by, f)
}
