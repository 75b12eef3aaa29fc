package booking

import (
	"context"
	"time"

	"klear/internal/platform/jobs"
)

const sweepEvery = 20 * time.Second

// register puts the module's workers on the queue; called by New, before the queue is opened.
func (s *Service) register() {
	jobs.Handle(s.Jobs, s.SettlePayment)
	jobs.Handle(s.Jobs, s.VoidPayment)
	jobs.Handle(s.Jobs, s.CapturePayment)
	jobs.Handle(s.Jobs, s.ChargeKept)
	jobs.Handle(s.Jobs, s.SweepOverdue)
	jobs.Handle(s.Jobs, s.remind)
	jobs.Handle(s.Jobs, s.ReleaseClosed)
	jobs.Handle(s.Jobs, s.offerWaiting)
	jobs.Handle(s.Jobs, s.SweepWaiting)
	s.Jobs.Every(waitingEvery, WaitingSweep{}, jobs.QueueDefault)
	s.Jobs.Every(sweepEvery, Sweep{}, jobs.QueueMoney)
}

// remind sends a reminder if the booking still stands at the time the reminder is about.
func (s *Service) remind(ctx context.Context, j Remind) error {
	b, err := s.read(ctx, j.BookingID)
	if err != nil || b.Status != Confirmed || !b.Start.Equal(j.Start) || s.Clock.Now().After(b.Start) {
		return err
	}
	return s.Notices.Reminder(ctx, b, j.Before)
}
