package payment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// statusEvents says which event tells of a status. Processing is no news to anybody.
var statusEvents = map[Status]string{
	Later:          EventKept,
	RequiresAction: EventRequiresAction, Unknown: EventUnknown, Authorised: EventAuthorised,
	Captured: EventCaptured, Declined: EventDeclined, Voided: EventVoided, Returned: EventReturned,
}

// fromStatuses is advances in the form that the query takes.
var fromStatuses = func() map[Status][]string {
	out := map[Status][]string{}
	for to, from := range advances {
		for _, f := range from {
			out[to] = append(out[to], string(f))
		}
	}
	return out
}()

// RecordTx writes what the gateway said: the payment's status, with the posting of a capture and the event, in the
// caller's transaction beside the booking's own change. It is idempotent: the same outcome again, or news that the
// payment is already past, changes nothing and gives the payment as it is. Look at the returned status, not at the
// outcome's: money for an attempt that is over is taken into the books and sent back, and the status is Returned.
//
// told names subscribers that act on the news in this very transaction and need no delivery of it.
//
// Three statements: compare and set, posting, event. Errors: ErrNotFound, ErrState when the news contradicts the books.
func (s *Service) RecordTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID, o Outcome, told ...string) (Payment, error) {
	if (o.Status == Captured) != (o.CapturedMinor > 0) {
		return Payment{}, ErrState.With(fmt.Errorf("outcome %s of %d minor units", o.Status, o.CapturedMinor))
	}
	if err := s.keepTx(ctx, tx, now, id, o); err != nil {
		return Payment{}, err
	}
	row, err := paymentdb.New(tx).AdvancePayment(ctx, paymentdb.AdvancePaymentParams{
		ID: id, FromStatuses: fromStatuses[o.Status], Status: string(o.Status), GatewayRef: o.GatewayRef, CapturedMinor: o.CapturedMinor,
		Method: o.Method, ActionUrl: o.ActionURL, DeclineCode: o.DeclineCode, Now: now})
	if db.IsNoRows(err) {
		return s.recordLateTx(ctx, tx, now, id, o)
	}
	if err != nil {
		return Payment{}, err
	}
	p := paymentOf(row.PaymentPayment)
	if p.Status == Authorised || p.Status == Captured {
		if err := s.forgetTries(ctx, tx, p.ID); err != nil {
			return Payment{}, err
		}
	}
	if p.keeping() && !p.Status.Live() {
		if err := s.dropMethodTx(ctx, tx, p.MethodID); err != nil {
			return Payment{}, err
		}
	}
	if p, err = s.followTx(ctx, tx, now, p, row.Reserved); err != nil {
		return Payment{}, err
	}
	if typ, ok := statusEvents[p.Status]; ok {
		e := p.event(typ, now, gatewayActor)
		e.Told = told
		err = s.bus.PublishTx(ctx, tx, e)
	}
	return p, err
}

// followTx posts what an outcome means for money and reserved credit; reserved is what was, before the outcome.
func (s *Service) followTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, reserved int64) (Payment, error) {
	if p.Purpose == ForDebt && p.Status == Captured {
		return s.repaidTx(ctx, tx, now, p)
	}
	return p, s.followCreditTx(ctx, tx, now, p, reserved)
}

// Record is RecordTx in a transaction of its own, for news that reached us behind the booking's back. The booking
// learns of it from the event.
func (s *Service) Record(ctx context.Context, id uuid.UUID, o Outcome) (p Payment, err error) {
	err = s.db.InTx(ctx, func(tx db.Tx) error {
		p, err = s.RecordTx(ctx, tx, s.clock.Now(), id, o)
		return err
	})
	return p, err
}

// recordLateTx deals with an outcome that does not advance the payment.
func (s *Service) recordLateTx(ctx context.Context, tx db.Tx, now time.Time, id uuid.UUID, o Outcome) (Payment, error) {
	p, err := found(paymentdb.New(tx).LockPayment(ctx, id))
	switch {
	case err != nil:
		return Payment{}, err
	case p.Status == o.Status && p.CapturedMinor == o.CapturedMinor, p.Status == Returned && p.CapturedMinor == o.CapturedMinor:
		return p, nil // said before
	case (p.Status == Declined || p.Status == Voided) && o.Status == Captured:
		return s.returnTx(ctx, tx, now, p, o)
	case (p.Status == Declined || p.Status == Voided) && o.Status == Authorised:
		return p, s.jobs.AddTx(ctx, tx, voidJob(p.ID))
	case past(p.Status, o.Status):
		return p, nil
	}
	return Payment{}, ErrState.With(errors.New("a payment that is " + string(p.Status) + " cannot become " + string(o.Status)))
}

// past reports that news is older than where the payment is, or that an attempt which is over did not take money.
// Created is what a payment is before any news, and what was kept is charged or given up by now.
func past(now, news Status) bool {
	return news == Created || news == Later || slices.Contains(advances[now], news) || (!now.Live() && news != Captured && news != Authorised)
}

// returnTx takes money into the books that arrived after the attempt was over, and sends it back.
func (s *Service) returnTx(ctx context.Context, tx db.Tx, now time.Time, p Payment, o Outcome) (Payment, error) {
	q := paymentdb.New(tx)
	p, err := found(q.ReturnPayment(ctx, paymentdb.ReturnPaymentParams{ID: p.ID, GatewayRef: o.GatewayRef, CapturedMinor: o.CapturedMinor, Method: o.Method, Now: now}))
	if err != nil {
		return Payment{}, err
	}
	key := "return:" + p.ID.String()
	refund, err := q.InsertRefund(ctx, paymentdb.InsertRefundParams{ID: s.ids.ID(), PaymentID: p.ID, EventKey: key, AmountMinor: p.CapturedMinor,
		Currency: p.Currency, Reason: "attempt_over", Now: now})
	if err != nil {
		return Payment{}, err
	}
	for _, posting := range []ledger.Posting{
		p.capturePosting(s.ids.ID(), now),
		p.refundPosting(s.ids.ID(), key, now, givenBack{amount: p.CapturedMinor}),
	} {
		if _, err := ledger.PostTx(ctx, tx, posting); err != nil {
			return Payment{}, err
		}
	}
	if err := s.jobs.AddTx(ctx, tx, refundJob(refund.ID)); err != nil {
		return Payment{}, err
	}
	return p, s.bus.PublishTx(ctx, tx, p.event(EventReturned, now, gatewayActor))
}
