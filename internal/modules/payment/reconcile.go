package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/payment/internal/paymentdb"

	"github.com/google/uuid"
)

// How long things may stay open.
const (
	staleAfter   = 2 * time.Minute  // without news, a payment is read from the gateway
	refundAfter  = 15 * time.Minute // a refund that is still pending is sent again
	abandonAfter = 30 * time.Minute // an attempt that the gateway never heard of is given up: twice a booking's hold
	actionAfter  = 24 * time.Hour   // a payer who did not come back is not waited for any longer
	sweepRows    = 200
)

// Reconcile reads the gateway's books about a payment that has no final answer: after a crash between the gateway's
// answer and ours, a lost webhook, an unknown answer. It calls the network; record the outcome with RecordTx, or with
// Record where no booking changes with it. A payment that is authorised, captured or over gives what is known.
//
// An attempt that the gateway never heard of is given up after 30 minutes; until then the outcome is no news.
func (s *Service) Reconcile(ctx context.Context, id uuid.UUID) (Outcome, error) {
	p, err := s.Get(ctx, s.db, id)
	if err != nil {
		return Outcome{}, err
	}
	switch p.Status {
	case Created, RequiresAction, Processing, Unknown:
	default:
		return outcomeOfPayment(p), nil
	}
	now := s.clock.Now()
	if err := paymentdb.New(s.db).CheckedPayment(ctx, paymentdb.CheckedPaymentParams{ID: p.ID, Now: now}); err != nil {
		return Outcome{}, err
	}
	o, err := s.read(ctx, p)
	switch age := now.Sub(p.CreatedAt); {
	case errors.Is(err, ErrNoIntent) && p.ChargeAskedAt != nil: // whoever charges goes on until it arrives
		return outcomeOfPayment(p), nil
	case errors.Is(err, ErrNoIntent) && age >= abandonAfter:
		return Outcome{Status: Voided, DeclineCode: neverSent}, nil
	case errors.Is(err, ErrNoIntent):
		return outcomeOfPayment(p), nil
	case err == nil && o.Status == RequiresAction && age >= actionAfter:
		return s.VoidAuthorised(ctx, id)
	case err == nil && o.Status == Unknown && p.Status != Created: // no answer now either: no news
		return outcomeOfPayment(p), nil
	}
	return o, err
}

// Stale lists open payments without news since olderThan, those first that were left longest; at most 200.
func (s *Service) Stale(ctx context.Context, olderThan time.Time) ([]uuid.UUID, error) {
	return paymentdb.New(s.db).StalePayments(ctx, paymentdb.StalePaymentsParams{OlderThan: olderThan, MaxRows: sweepRows})
}

// sweep is the safety net under every crash: open payments are reconciled, what was decided about them is done, pending
// refunds are sent again.
func (s *Service) sweep(ctx context.Context) error {
	now := s.clock.Now()
	stale, err := s.Stale(ctx, now.Add(-staleAfter))
	if err != nil {
		return err
	}
	var failed []error
	for _, id := range stale {
		o, err := s.Reconcile(ctx, id)
		if err == nil {
			_, err = s.Record(ctx, id, o)
		}
		failed = append(failed, err)
	}
	failed = append(failed, s.settleMethods(ctx, now), s.finishAsked(ctx, now.Add(-staleAfter)), paymentdb.New(s.db).ForgetOldTries(ctx, now.Add(-triesWithin)))
	refunds, err := paymentdb.New(s.db).PendingRefunds(ctx, paymentdb.PendingRefundsParams{OlderThan: now.Add(-refundAfter), MaxRows: sweepRows})
	failed = append(failed, err)
	for _, id := range refunds {
		failed = append(failed, waits(s.sendRefund(ctx, id)))
	}
	return errors.Join(failed...)
}
