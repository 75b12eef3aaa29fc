package insight

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight/internal/insightdb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/jobs"
)

const (
	every   = 24 * time.Hour                // how often is asked whose week is over
	week    = 7*24*time.Hour - 12*time.Hour // a look of a week ago is no longer new; the half day keeps it on its day
	keep    = 400 * 24 * time.Hour
	perPage = 500
)

// Weekly is the daily job that finds those whose last look is a week old.
type Weekly struct{}

// Kind names the job.
func (Weekly) Kind() string { return "insight_weekly" }

// LookAt is the job of one person's look.
type LookAt struct{ PersonID uuid.UUID }

// Kind names the job.
func (LookAt) Kind() string { return "insight_look" }

// register puts the module's workers on the queue; called by New, before the queue is opened.
func (s *Service) register() {
	jobs.Handle(s.Jobs, s.Sweep)
	jobs.Handle(s.Jobs, func(ctx context.Context, a LookAt) error {
		if no, err := s.barredOf(ctx, s.DB, a.PersonID); no || err != nil {
			return err
		}
		return s.look(ctx, a.PersonID)
	})
	s.Jobs.Every(every, Weekly{}, jobs.QueueBulk)
}

// Sweep enqueues a look for everybody with enough days and none this week, a page of people at a time, and forgets looks of
// more than a year ago. Whether a look is barred is asked by the job of each person.
func (s *Service) Sweep(ctx context.Context, _ Weekly) error {
	now := s.Clock.Now()
	if err := on(s.DB).Expire(ctx, now.Add(-keep)); err != nil {
		return err
	}
	first, _ := window(now)
	for after := uuid.Nil; ; {
		people, err := s.Moods.WithDays(ctx, first, MinDays, after, perPage)
		if err != nil || len(people) == 0 {
			return err
		}
		if err := s.enqueue(ctx, people, now); err != nil {
			return err
		}
		after = people[len(people)-1]
	}
}

func (s *Service) enqueue(ctx context.Context, people []uuid.UUID, now time.Time) error {
	looked, err := on(s.DB).Looked(ctx, insightdb.LookedParams{People: people, Since: now.Add(-week)})
	if err != nil {
		return err
	}
	fresh := make(map[uuid.UUID]bool, len(looked))
	for _, p := range looked {
		fresh[p] = true
	}
	var list []jobs.Job
	for _, p := range people {
		if !fresh[p] {
			list = append(list, jobs.Job{Args: LookAt{p}, Queue: jobs.QueueBulk, Unique: true})
		}
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.Jobs.AddTx(ctx, tx, list...) })
}

// OnErased deletes what was said to who deleted their account. Subscribe it to identity.EventAccountDeleted.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	gone, err := events.Decode[identity.DeletedEvent](d)
	if err != nil {
		return err
	}
	return on(s.DB).Forget(ctx, append([]uuid.UUID{gone.PersonID}, gone.GuestIDs...))
}
