package payout

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payout/internal/payoutdb"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Send is the job that tells a gateway of a payout.
type Send struct {
	PayoutID uuid.UUID `json:"payout_id"`
}

// Kind names the job.
func (Send) Kind() string { return "payout_send" }

// Work is the job that makes the decisions of a run.
type Work struct {
	RunID uuid.UUID `json:"run_id"`
}

// Kind names the job.
func (Work) Kind() string { return "payout_run" }

// Start is the periodic job that starts the day's run.
type Start struct{}

// Kind names the job.
func (Start) Kind() string { return "payout_start" }

// Sweep is the periodic job that completes what a crash left open and reads what a bank may have returned.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "payout_sweep" }

// How long things may stay without news.
const (
	sweepEvery   = 10 * time.Minute
	sendingAfter = 5 * time.Minute
	movingAfter  = time.Hour
	paidAfter    = 12 * time.Hour
	returnable   = 30 * 24 * time.Hour // a bank returns a payout within so long
	runAfter     = 10 * time.Minute
	payeeAfter   = time.Hour
	sweepRows    = 200
)

func (s *Service) registerJobs() {
	jobs.Handle(s.Jobs, func(ctx context.Context, j Send) error { return s.send(ctx, j.PayoutID) })
	jobs.Handle(s.Jobs, func(ctx context.Context, j Work) error { return s.work(ctx, j.RunID) })
	jobs.Handle(s.Jobs, func(ctx context.Context, _ Start) error { return s.schedule(ctx) })
	jobs.Handle(s.Jobs, func(ctx context.Context, _ Sweep) error { return s.sweep(ctx) })
	jobs.Handle(s.Jobs, func(ctx context.Context, _ Debts) error { return s.SweepDebts(ctx) })
	jobs.Handle(s.Jobs, func(ctx context.Context, j SettleDebt) error { return s.SettleDebtPayment(ctx, j) })
	s.Jobs.Every(debtsEvery, Debts{}, jobs.QueueMoney)
	s.Jobs.Every(time.Hour, Start{}, jobs.QueueMoney)
	s.Jobs.Every(sweepEvery, Sweep{}, jobs.QueueMoney)
}

// sweep is the safety net under every crash and every lost notice.
func (s *Service) sweep(ctx context.Context) error {
	now, q := s.Clock.Now(), on(s.DB)
	stale, err := q.Stale(ctx, payoutdb.StaleParams{SendingBefore: now.Add(-sendingAfter), MovingBefore: now.Add(-movingAfter),
		PaidBefore: now.Add(-paidAfter), PaidSince: now.Add(-returnable), MaxRows: sweepRows})
	if err != nil {
		return err
	}
	runs, err := q.UnfinishedRuns(ctx, now.Add(-runAfter))
	if err != nil {
		return err
	}
	payees, err := q.Unready(ctx, payoutdb.UnreadyParams{OlderThan: now.Add(-payeeAfter), MaxRows: sweepRows})
	if err != nil {
		return err
	}
	var faults []error
	for _, id := range stale {
		faults = append(faults, s.refresh(ctx, id))
	}
	for _, id := range runs {
		faults = append(faults, s.work(ctx, id))
	}
	for _, id := range payees {
		faults = append(faults, s.refreshPayee(ctx, id))
	}
	return errors.Join(faults...)
}

// OnNotice acts on news of a payout or a payee: what happened is read from the gateway, so notices may come in any order
// and any number of times.
func (s *Service) OnNotice(ctx context.Context, n payment.Notice) error {
	switch n.About {
	case payment.AboutPayout:
		return s.refresh(ctx, n.Reference)
	case payment.AboutPayee:
		return s.refreshPayee(ctx, n.Reference)
	}
	return nil
}
