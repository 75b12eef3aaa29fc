package subscription

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

const (
	settleAfter = 20 * time.Second
	// undecidedFor is when the sweep looks again at a charge that it began.
	undecidedFor = time.Hour
)

// Settle is the job that finishes a charge whose end was not seen.
type Settle struct {
	SubscriptionID uuid.UUID `json:"subscription_id"`
	PeriodID       uuid.UUID `json:"period_id"`
	PaymentID      uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (Settle) Kind() string { return "subscription_settle" }

// PaymentNews is the subscriber that hears of payments.
const PaymentNews = "subscription.payments"

var errStillOpen = errors.New("the payment of the subscription is still undecided")

// charge takes the money for the open period from the kept method; without an open period nothing happens. Two at once
// charge once: they share the attempt. Errors: payment's, as in Subscribe.
func (s *Service) charge(ctx context.Context, id uuid.UUID, away bool, returnURL string) (Subscription, error) {
	var sub Subscription
	var j Settle
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		if sub, err = lockTx(ctx, tx, id); err != nil {
			return err
		}
		j, err = s.attemptTx(ctx, tx, &sub)
		return err
	})
	if err != nil || j.PaymentID == uuid.Nil {
		return sub, err
	}
	outcome, err := s.Payments.ChargeKept(ctx, j.PaymentID, sub.Kept, away, returnURL)
	if errors.Is(err, payment.ErrGatewayRefused) || errors.Is(err, payment.ErrTestCardOnly) { // it no longer keeps the method
		outcome, err = payment.Outcome{Status: payment.Declined, DeclineCode: payment.DeclineGeneric}, nil
	}
	if err != nil {
		return sub, err
	}
	return s.settle(context.WithoutCancel(ctx), j, outcome)
}

// attemptTx writes down that the open period is being charged. The subscription is locked.
func (s *Service) attemptTx(ctx context.Context, tx db.Tx, sub *Subscription) (Settle, error) {
	now := s.Clock.Now()
	p, err := openPeriod(ctx, tx, sub.ID)
	if err != nil || p.ID == uuid.Nil {
		return Settle{}, err
	}
	paying, err := s.Payments.BeginTx(ctx, tx, now, payment.Begin{BookingID: p.ID, Purpose: payment.ForSubscription, Gateway: sub.Kept.Gateway,
		PayerID: sub.PersonID, Amount: p.Charge()})
	if err != nil {
		return Settle{}, err
	}
	if err := subscriptiondb.New(tx).TryPeriod(ctx, subscriptiondb.TryPeriodParams{ID: p.ID, PaymentID: &paying.ID}); err != nil {
		return Settle{}, err
	}
	if sub.Status.Runs() && !sub.ChargeAt.After(now) { // until there is an answer, the sweep leaves it alone
		sub.ChargeAt = now.Add(undecidedFor)
		if *sub, err = s.saveTx(ctx, tx, *sub, "", events.System); err != nil {
			return Settle{}, err
		}
	}
	j := Settle{sub.ID, p.ID, paying.ID}
	return j, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: j, At: now.Add(settleAfter), Queue: jobs.QueueMoney})
}

// SettlePayment asks the gateway what became of a charge and acts on it. Also called when a webhook arrives.
func (s *Service) SettlePayment(ctx context.Context, j Settle) error {
	outcome, err := s.Payments.Reconcile(ctx, j.PaymentID)
	if err != nil {
		return err
	}
	_, err = s.settle(ctx, j, outcome)
	switch {
	case errors.Is(err, payment.ErrActionRequired), errors.Is(err, payment.ErrProcessing), errors.Is(err, payment.ErrUnknown):
		return errStillOpen
	}
	return decided(err)
}

// OnPayment is the subscriber behind news of a payment that came behind the subscription's back, and of the payer's bank.
func (s *Service) OnPayment(ctx context.Context, d events.Delivery) error {
	data, err := events.Decode[payment.EventData](d)
	switch {
	case err != nil || data.Purpose != payment.ForSubscription:
		return err
	case d.Type == payment.EventDisputeDecided:
		return s.followBank(ctx, data)
	}
	row, err := subscriptiondb.New(s.DB).Period(ctx, data.BookingID)
	if err != nil {
		return err
	}
	return s.SettlePayment(ctx, Settle{row.SubscriptionID, row.ID, data.PaymentID})
}

// settle records what the gateway said together with what follows, in one transaction, any number of times: the
// subscription's row lock puts them in line.
func (s *Service) settle(ctx context.Context, j Settle, outcome payment.Outcome) (sub Subscription, err error) {
	var verdict error
	err = s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		if sub, err = lockTx(ctx, tx, j.SubscriptionID); err != nil {
			return err
		}
		row, err := subscriptiondb.New(tx).LockPeriod(ctx, j.PeriodID)
		if err != nil {
			return err
		}
		p := periodOf(row)
		paid, err := s.Payments.RecordTx(ctx, tx, s.Clock.Now(), j.PaymentID, outcome, PaymentNews)
		if err != nil {
			return err
		}
		switch verdict = nil; {
		case paid.Status == payment.Captured && p.Void:
			verdict, err = ErrReturned, s.sendBackTx(ctx, tx, paid)
		case paid.Status == payment.Captured:
			sub, err = s.paidTx(ctx, tx, sub, p)
		case paid.Status == payment.Returned:
			verdict = ErrReturned
		case paid.Status.Live():
			verdict = payment.Outcome{Status: paid.Status, ActionURL: paid.ActionURL}.Err()
		default:
			verdict = payment.Outcome{Status: paid.Status, DeclineCode: paid.DeclineCode}.Err()
			sub, err = s.failedTx(ctx, tx, sub, p, paid.ID)
		}
		return err
	})
	return sub, first(err, verdict)
}

// sendBackTx refunds a charge for a period that was given up while the bank thought about it.
func (s *Service) sendBackTx(ctx context.Context, tx db.Tx, paid payment.Payment) error {
	if paid.KeptMinor() == 0 {
		return nil
	}
	_, err := s.Payments.RefundTx(ctx, tx, s.Clock.Now(), payment.Refund{PaymentID: paid.ID, AmountMinor: paid.KeptMinor(),
		EventKey: "ref:sub:" + paid.ID.String(), Reason: "subscription_over"})
	return err
}
