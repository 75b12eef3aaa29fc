package payment

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/internal/paymentdb"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// RefundSend is the job that tells a gateway of a refund.
type RefundSend struct {
	RefundID uuid.UUID `json:"refund_id"`
}

// Kind names the job.
func (RefundSend) Kind() string { return "refund_send" }

// WebhookReceived is the job that acts on a stored webhook.
type WebhookReceived struct {
	Gateway string `json:"gateway"`
	EventID string `json:"event_id"`
}

// Kind names the job.
func (WebhookReceived) Kind() string { return "payment_webhook" }

// LateVoid is the job that finds out what a gateway did after an attempt was over: it releases what was reserved, and
// brings what was taken into the books, from where it goes back.
type LateVoid struct {
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (LateVoid) Kind() string { return "payment_late_void" }

// Sweep is the job that completes what a crash left open, once a minute.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "payment_sweep" }

// FollowOpen is the job that reads open disputes again, once an hour: a notice of the decision may be lost.
type FollowOpen struct{}

// Kind names the job.
func (FollowOpen) Kind() string { return "payment_disputes" }

// SealBooks is the job that adds to the ledger's chain what was posted since, once a minute.
type SealBooks struct{}

// Kind names the job.
func (SealBooks) Kind() string { return "ledger_seal" }

// SignBooks is the job that signs the ledger's chain, once a day; it runs more often, and a day is signed once.
type SignBooks struct{}

// Kind names the job.
func (SignBooks) Kind() string { return "ledger_sign" }

func refundJob(refund uuid.UUID) jobs.Job {
	return jobs.Job{Args: RefundSend{refund}, Queue: jobs.QueueMoney}
}

func webhookJob(gateway, event string) jobs.Job {
	return jobs.Job{Args: WebhookReceived{gateway, event}, Queue: jobs.QueueMoney}
}

func voidJob(payment uuid.UUID) jobs.Job {
	return jobs.Job{Args: LateVoid{payment}, Queue: jobs.QueueMoney}
}

func (s *Service) registerJobs() {
	jobs.Handle(s.jobs, func(ctx context.Context, j RefundSend) error { return waits(s.sendRefund(ctx, j.RefundID)) })
	jobs.Handle(s.jobs, s.handleWebhook)
	jobs.Handle(s.jobs, s.lateVoid)
	jobs.Handle(s.jobs, s.forgetMethod)
	s.OnNotice(AboutSaved, s.onSaved)
	jobs.Handle(s.jobs, func(ctx context.Context, _ Sweep) error { return s.sweep(ctx) })
	s.jobs.Every(time.Minute, Sweep{}, jobs.QueueMoney)
	jobs.Handle(s.jobs, func(ctx context.Context, _ FollowOpen) error { return s.followOpen(ctx) })
	s.jobs.Every(time.Hour, FollowOpen{}, jobs.QueueMoney)
	jobs.Handle(s.jobs, func(ctx context.Context, _ BankNews) error { return s.readBankNews(ctx) })
	s.jobs.Every(bankNewsEvery, BankNews{}, jobs.QueueMoney)
	jobs.Handle(s.jobs, func(ctx context.Context, _ SealBooks) error {
		_, err := s.witness.Seal(ctx, s.db, s.clock.Now())
		return err
	})
	s.jobs.Every(time.Minute, SealBooks{}, jobs.QueueBulk)
	if s.signer != nil {
		jobs.Handle(s.jobs, func(ctx context.Context, _ SignBooks) error {
			if _, err := s.witness.Seal(ctx, s.db, s.clock.Now()); err != nil {
				return err // a chain that was rewritten is not signed
			}
			return ledger.SignDay(ctx, s.db, s.signer, s.clock.Now())
		})
		s.jobs.Every(time.Hour, SignBooks{}, jobs.QueueBulk)
	}
}

// lateVoid cleans up at the gateway; our books have the attempt as over already. It runs until the gateway answered.
func (s *Service) lateVoid(ctx context.Context, j LateVoid) error {
	p, err := s.Get(ctx, s.db, j.PaymentID)
	if err != nil {
		return err
	}
	g, err := s.gateway(p.Gateway)
	if err != nil {
		return err
	}
	i, err := s.find(ctx, p)
	switch {
	case errors.Is(err, ErrNoIntent) && s.clock.Now().Sub(p.CreatedAt) >= abandonAfter:
		return nil // nothing arrived there, and nothing will
	case err != nil:
		return err
	case i.Status == Captured:
		return s.refresh(ctx, p)
	case i.Status == Processing:
		return ErrProcessing // it has yet to say
	case i.Status != Authorised && i.Status != RequiresAction:
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	_, err = g.Void(ctx, VoidRequest{IdempotencyKey: voidKey(p.ID), Reference: p.ID, Ref: i.Ref})
	if errors.Is(err, ErrGatewayRefused) { // it moved on: captured money is returned by whoever learns of it
		return s.refresh(ctx, p)
	}
	return err
}

// followOpen reads the disputes that are not decided; one whose gateway is silent does not hold up the others.
func (s *Service) followOpen(ctx context.Context) error {
	open, err := paymentdb.New(s.db).OpenDisputedPayments(ctx, sweepRows)
	faults := []error{err}
	for _, id := range open {
		faults = append(faults, s.FollowDisputes(ctx, id))
	}
	return errors.Join(faults...)
}
