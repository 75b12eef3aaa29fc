package reconcile

import (
	"context"
	"maps"
	"slices"
	"time"

	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// Plan is the hourly job that decides which days are to be read.
type Plan struct{}

// Kind names the job.
func (Plan) Kind() string { return "reconcile_plan" }

// DayJob is the job that reconciles one day (UTC) of one gateway.
type DayJob struct {
	Gateway string    `json:"gateway"`
	Day     time.Time `json:"day"`
}

// Kind names the job.
func (DayJob) Kind() string { return "reconcile_day" }

const (
	settleIn  = time.Hour // after the end of a day its report is taken for complete
	againFor  = 4         // days in a row on which a day is read again
	againIn   = 20 * time.Hour
	longestIn = 62 // days that are caught up at most, as after a long stop
)

// plan asks for the days that were never read, and once a day again for the last few: gateways add to their reports. Then
// it looks whether the operators have to be told.
func (s *Service) plan(ctx context.Context, _ Plan) error {
	now := s.Clock.Now()
	last := dayOf(now.Add(-settleIn)).AddDate(0, 0, -1)
	var list []jobs.Job
	for _, gateway := range slices.Sorted(maps.Keys(s.Reporters)) {
		days, err := s.dueDays(ctx, gateway, last, now)
		if err != nil {
			return err
		}
		for _, day := range days {
			list = append(list, jobs.Job{Args: DayJob{gateway, day}, Queue: jobs.QueueMoney, Unique: true})
		}
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		return s.Jobs.AddTx(ctx, tx, append(list, jobs.Job{Args: Tell{}, Queue: jobs.QueueMoney, Unique: true})...)
	})
}

func (s *Service) dueDays(ctx context.Context, gateway string, last, now time.Time) ([]time.Time, error) {
	first, err := on(s.DB).FirstMovement(ctx, gateway)
	if db.IsNoRows(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	since := dayOf(first)
	if earliest := last.AddDate(0, 0, -longestIn); since.Before(earliest) {
		since = earliest
	}
	rows, err := on(s.DB).DaysSince(ctx, reconciledb.DaysSinceParams{Gateway: gateway, Since: date(since)})
	read := map[time.Time]time.Time{}
	for _, r := range rows {
		read[dayOf(r.Day.Time)] = r.FetchedAt
	}
	var out []time.Time
	for day := since; !day.After(last); day = day.AddDate(0, 0, 1) {
		at, done := read[day]
		if !done || day.After(last.AddDate(0, 0, -againFor)) && now.Sub(at) >= againIn {
			out = append(out, day)
		}
	}
	return out, err
}
