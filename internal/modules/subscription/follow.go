package subscription

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// follow acts on what the gateway said about a method: with it kept, a trial begins or what is open is charged.
func (s *Service) follow(ctx context.Context, id uuid.UUID, m payment.SavedMethod, returnURL string) (Subscription, error) {
	var sub Subscription
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		if sub, err = lockTx(ctx, tx, id); err != nil || m.Reference != sub.MethodID {
			return err // another method was asked about since
		}
		sub, err = s.keptTx(ctx, tx, sub, m)
		return err
	})
	if err != nil {
		return sub, err
	}
	switch {
	case m.Status == payment.Authorised && sub.Status != Trial:
		return s.charge(ctx, id, false, returnURL)
	case m.Status == payment.Authorised, m.Reference != sub.MethodID:
		return sub, nil
	}
	return sub, payment.Outcome{Status: m.Status, DeclineCode: m.DeclineCode, ActionURL: m.ActionURL}.Err()
}

// keptTx writes what the gateway said about the method that it was asked to keep.
func (s *Service) keptTx(ctx context.Context, tx db.Tx, sub Subscription, m payment.SavedMethod) (Subscription, error) {
	switch m.Status {
	case payment.Authorised:
		if sub.Status == Void || sub.Status == Ended {
			sub.Kept.Ref = m.Ref
			return sub, s.forgetTx(ctx, tx, sub)
		}
		if sub.Kept.Ref == m.Ref {
			return sub, nil
		}
		if err := s.forgetTx(ctx, tx, sub); err != nil {
			return sub, err
		}
		sub.Kept.Ref, sub.Method, sub.ActionURL = m.Ref, m.Method, ""
		if sub.Status == Pending {
			return s.firstPeriodTx(ctx, tx, sub)
		}
	case payment.RequiresAction:
		sub.ActionURL = m.ActionURL
	case payment.Declined, payment.Voided:
		sub.ActionURL = ""
		if sub.Status == Pending {
			sub.Status = Void
		}
	default:
		return sub, nil
	}
	return s.saveTx(ctx, tx, sub, "", owner(sub))
}

// forgetTx lets the gateway forget the method that was kept before.
func (s *Service) forgetTx(ctx context.Context, tx db.Tx, sub Subscription) error {
	if sub.Kept.Ref == "" {
		return nil
	}
	return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: forget{sub.Kept.Gateway, sub.Kept.Ref}, Queue: jobs.QueueMoney})
}

// firstPeriodTx begins the trial, or opens the period that is to be paid now.
func (s *Service) firstPeriodTx(ctx context.Context, tx db.Tx, sub Subscription) (Subscription, error) {
	now := s.Clock.Now().UTC()
	if sub.TrialDays > 0 {
		sub.Status, sub.PaidUntil = Trial, now.Add(time.Duration(sub.TrialDays)*24*time.Hour)
		sub.ChargeAt = sub.PaidUntil
		if _, err := s.insertPeriodTx(ctx, tx, sub, Period{From: now, Until: sub.PaidUntil, TermsID: sub.TermsID, PlanID: sub.PlanID, Cycle: sub.Cycle, Paid: true}); err != nil {
			return sub, err
		}
		return s.saveTx(ctx, tx, sub, EventStarted, owner(sub))
	}
	terms, _, err := agreed(ctx, tx, sub.TermsID)
	if err != nil {
		return sub, err
	}
	price, ok := terms[sub.TermsID].Price(sub.Cycle, sub.Currency)
	if !ok {
		return sub, ErrNoPrice
	}
	_, err = s.insertPeriodTx(ctx, tx, sub, Period{From: now, Until: after(now, sub.Cycle, 1), TermsID: sub.TermsID, PlanID: sub.PlanID, Cycle: sub.Cycle, WorthMinor: price.Minor})
	if err != nil {
		return sub, err
	}
	return s.saveTx(ctx, tx, sub, "", owner(sub))
}

func (s *Service) insertPeriodTx(ctx context.Context, tx db.Tx, sub Subscription, p Period) (Period, error) {
	status := "open"
	if p.Paid {
		status = "paid"
	}
	row, err := subscriptiondb.New(tx).InsertPeriod(ctx, subscriptiondb.InsertPeriodParams{ID: s.IDs.ID(), SubscriptionID: sub.ID, PlanID: p.PlanID,
		TermsID: p.TermsID, Cycle: string(p.Cycle), Currency: sub.Currency, StartsAt: p.From, EndsAt: p.Until, WorthMinor: p.WorthMinor,
		CarriedMinor: p.CarriedMinor, Status: status, Now: s.Clock.Now()})
	return periodOf(row), err
}

// ComeBack is where a payer returns to from their bank: it asks what became of the method and of the open charge, and gives
// the subscription as it is then. Whatever goes wrong with asking, the sweep repeats. Errors: ErrNotFound.
func (s *Service) ComeBack(ctx context.Context, who identity.Principal, f Family) (Subscription, error) {
	sub, err := s.liveOf(ctx, who, f)
	if err != nil {
		return sub, err
	}
	_ = s.advance(context.WithoutCancel(ctx), sub.ID) // money may have moved
	return found(subscriptiondb.New(s.DB).Subscription(ctx, sub.ID))
}

// abandonAfter is how long a purchase waits for its buyer to answer the bank.
const abandonAfter = time.Hour

// advance brings a subscription on whose bank was asked something: about the method, then about the charge.
func (s *Service) advance(ctx context.Context, id uuid.UUID) error {
	sub, err := found(subscriptiondb.New(s.DB).Subscription(ctx, id))
	if err != nil {
		return err
	}
	if sub.Kept.Ref != "" && sub.ActionURL == "" {
		if sub.Status == Pending && s.Clock.Now().Sub(sub.CreatedAt) >= abandonAfter {
			_, err := s.giveUp(ctx, id)
			return err
		}
		return s.resumeCharge(ctx, id)
	}
	m, err := s.Payments.FindKept(ctx, sub.Kept.Gateway, sub.MethodID)
	if errors.Is(err, payment.ErrNoIntent) {
		m, err = payment.SavedMethod{Reference: sub.MethodID, Status: payment.Unknown}, nil
	}
	if err != nil {
		return err
	}
	if open := m.Status == payment.RequiresAction || m.Status == payment.Unknown; open && sub.Status == Pending && s.Clock.Now().Sub(sub.CreatedAt) >= abandonAfter {
		_, err := s.giveUp(ctx, id)
		return err
	}
	_, err = s.follow(ctx, id, m, "")
	return decided(err)
}

// resumeCharge asks the gateway about the attempt that is under way.
func (s *Service) resumeCharge(ctx context.Context, id uuid.UUID) error {
	p, err := openPeriod(ctx, s.DB, id)
	if err != nil || p.ID == uuid.Nil {
		return err
	}
	if p.PaymentID == uuid.Nil {
		_, err := s.charge(ctx, id, true, "")
		return decided(err)
	}
	return s.SettlePayment(ctx, Settle{SubscriptionID: id, PeriodID: p.ID, PaymentID: p.PaymentID})
}

func openPeriod(ctx context.Context, q db.Querier, subscription uuid.UUID) (Period, error) {
	row, err := subscriptiondb.New(q).OpenPeriod(ctx, subscription)
	if db.IsNoRows(err) {
		return Period{}, nil
	}
	return periodOf(row), err
}

// decided drops what is an answer and not a fault.
func decided(err error) error {
	for _, answer := range []error{payment.ErrDeclined, payment.ErrClosed, payment.ErrActionRequired, payment.ErrProcessing, payment.ErrUnknown, ErrReturned} {
		if errors.Is(err, answer) {
			return nil
		}
	}
	return err
}
