package subscription

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

const (
	trialWarning = 3 * 24 * time.Hour
	unseenAfter  = time.Minute // a purchase whose end nobody saw is brought on by the sweep
)

// Sweep is the periodic job that renews, retries, ends, earns and warns.
type Sweep struct{}

// Kind names the job.
func (Sweep) Kind() string { return "subscription_sweep" }

// SweepDue does all that is due now. It may run any number of times and in several places at once.
func (s *Service) SweepDue(ctx context.Context) error {
	now, q := s.Clock.Now(), subscriptiondb.New(s.DB)
	due, err1 := q.DueSubscriptions(ctx, now)
	unseen, err2 := q.PendingSince(ctx, now.Add(-unseenAfter))
	ending, err3 := q.TrialsEnding(ctx, now.Add(trialWarning))
	earned, err4 := q.DuePeriods(ctx, now)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	var faults []error
	each := func(list []uuid.UUID, do func(context.Context, uuid.UUID) error) {
		for _, id := range list {
			faults = append(faults, do(ctx, id)) // one stuck subscription does not hold up the others
		}
	}
	each(earned, s.earn) // before a renewal, so that a period that is over is closed first
	each(unseen, s.advance)
	each(ending, s.warn)
	each(due, s.renew)
	return errors.Join(faults...)
}

// renew does what is due for one subscription: it ends, or its next period is charged, or its last charge is tried again.
func (s *Service) renew(ctx context.Context, id uuid.UUID) error {
	var charge bool
	err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
		sub, err := lockTx(ctx, tx, id)
		if err != nil || !sub.Status.Runs() || sub.ChargeAt.IsZero() || sub.ChargeAt.After(s.Clock.Now()) {
			return err
		}
		open, err := openPeriod(ctx, tx, id)
		if err != nil {
			return err
		}
		if charge = open.ID != uuid.Nil; charge {
			return nil
		}
		if sub.CancelAtEnd {
			_, err = s.endTx(ctx, tx, sub, Cancelled)
			return err
		}
		charge = true
		return s.openNextTx(ctx, tx, sub)
	})
	if err != nil || !charge {
		return err
	}
	_, err = s.charge(ctx, id, true, "")
	return decided(err)
}

// openNextTx opens the period after the paid one: of the same terms, or of those that were to follow.
func (s *Service) openNextTx(ctx context.Context, tx db.Tx, sub Subscription) error {
	next := Next{sub.TermsID, sub.Cycle}
	if sub.Next != nil {
		next = *sub.Next
	}
	terms, _, err := agreed(ctx, tx, next.TermsID)
	if err != nil {
		return err
	}
	price, ok := terms[next.TermsID].Price(next.Cycle, sub.Currency)
	if !ok {
		return ErrNoPrice
	}
	until := after(sub.PaidUntil, next.Cycle, 1)
	if !sub.Anchor.IsZero() && next.Cycle == sub.Cycle {
		until = after(sub.Anchor, next.Cycle, sub.Cycles+1)
	}
	_, err = s.insertPeriodTx(ctx, tx, sub, Period{From: sub.PaidUntil, Until: until, TermsID: next.TermsID, PlanID: terms[next.TermsID].PlanID,
		Cycle: next.Cycle, WorthMinor: price.Minor})
	return err
}

// warn plans the letter before a trial ends, once.
func (s *Service) warn(ctx context.Context, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		sub, err := lockTx(ctx, tx, id)
		if err != nil || sub.Status != Trial || sub.CancelAtEnd || !sub.WarnedAt.IsZero() {
			return err
		}
		sub.WarnedAt = s.Clock.Now()
		if _, err := s.saveTx(ctx, tx, sub, "", owner(sub)); err != nil {
			return err
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: trialEnding{SubscriptionID: id}})
	})
}
