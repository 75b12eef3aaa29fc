package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Sweep is the periodic job that tidies up after time has passed. Nothing depends on it being prompt: an ended hold is
// free in every listing before it runs.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "booking_sweep" }

// SweepOverdue expires holds, requests and proposals whose time is up, completes sessions that nobody closed, charges what
// is due, and cancels what was not paid.
func (s *Service) SweepOverdue(ctx context.Context, _ Sweep) error {
	now := s.Clock.Now()
	q := bookingdb.New(s.DB)
	overdue, err := q.Overdue(ctx, now)
	if err != nil {
		return err
	}
	finished, err := q.Finished(ctx, now.Add(-completeAfter))
	if err != nil {
		return err
	}
	unanswered, err := q.OverdueProposals(ctx, now)
	if err != nil {
		return err
	}
	faults := []error{s.chargeDue(ctx, now), s.cancelUnpaid(ctx, now)}
	for _, id := range overdue {
		faults = append(faults, s.expire(ctx, id))
	}
	for _, id := range unanswered { // of bookings that stand: a request that ended took its proposal along
		faults = append(faults, s.lapse(ctx, id))
	}
	for _, id := range finished {
		faults = append(faults, s.complete(ctx, id))
	}
	return errors.Join(faults...) // one stuck booking does not hold up the others
}

// expire ends one hold or request. A hold whose payment is under way is left to the payment: its answer decides.
func (s *Service) expire(ctx context.Context, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		now := s.Clock.Now()
		b, err := s.lock(ctx, bookingdb.New(tx), id)
		if err != nil {
			return err
		}
		if (b.Status != Held && b.Status != Pending) || b.ExpiresAt.After(now) {
			return nil
		}
		return s.giveUpTx(ctx, tx, b, now)
	})
}

func (s *Service) giveUpTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	if b.Status == Held {
		undecided, err := s.undecided(ctx, tx, b)
		if err != nil || undecided {
			return err
		}
	}
	return s.endPaidTx(ctx, tx, b, end{to: Expired, by: bySystem, event: "booking.expired", now: now}, "")
}

// undecided reports that a gateway may still take money for this hold. One that waits for its payer is given up.
func (s *Service) undecided(ctx context.Context, tx db.Tx, b *Booking) (bool, error) {
	p, paying, err := s.livePayment(ctx, tx, b.ID)
	if err != nil || !paying {
		return false, err
	}
	switch p.Status {
	case payment.Created, payment.Unknown, payment.Processing, payment.Authorised, payment.Captured:
		return true, nil
	}
	return false, nil
}

func (s *Service) complete(ctx context.Context, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		b, err := s.lock(ctx, bookingdb.New(tx), id)
		if err != nil {
			return err
		}
		if check(b, Completed, bySystem) != nil {
			return nil
		}
		return s.completeTx(ctx, tx, Caller{}, b, s.Clock.Now())
	})
}
