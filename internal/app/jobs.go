package app

import (
	"context"
	"time"

	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"
)

// schedulePeriodic registers what runs by itself for the platform; modules register their own (booking/jobs.go …).
func (a *App) schedulePeriodic(context.Context) error {
	jobs.Handle(a.jobs, func(ctx context.Context, _ events.Partition) error {
		return events.EnsurePartitions(ctx, a.db, a.clock.Now())
	})
	jobs.Handle(a.jobs, func(ctx context.Context, _ idem.Sweep) error { return idem.Forget(ctx, a.db, a.clock.Now()) })
	a.jobs.Every(24*time.Hour, events.Partition{}, jobs.QueueBulk)
	a.jobs.Every(time.Hour, idem.Sweep{}, jobs.QueueBulk)
	return nil
}

// openQueue ends registration: every kind of job is known from here on.
func (a *App) openQueue(context.Context) error { return a.jobs.Open() }
