package reconcile

import (
	"context"
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
	longestIn = 62 // days that are asked for at once, as after a long stop
)

// plan asks for the days that were never read since they ended, the latest first, and once a day again for the last few: gateways add
// to their reports. Before it looks whether the operators have to be told it takes out what took itself back.
func (s *Service) plan(ctx context.Context, _ Plan) error {
	now := s.Clock.Now()
	last := dayOf(now.Add(-settleIn)).AddDate(0, 0, -1)
	var list []jobs.Job
	configured := s.gateways()
	if err := s.know(ctx, now, configured); err != nil {
		return err
	}
	if err := s.net(ctx, now); err != nil {
		return err
	}
	for _, gateway := range configured {
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
	rows, err := on(s.DB).DaysSince(ctx, reconciledb.DaysSinceParams{Gateway: gateway, Since: date(since)})
	read := map[time.Time]time.Time{}
	for _, r := range rows {
		read[dayOf(r.Day.Time)] = r.FetchedAt
	}
	var out []time.Time
	for day := last; !day.Before(since) && len(out) < longestIn; day = day.AddDate(0, 0, -1) {
		at := read[day] // zero: never
		if at.Before(day.AddDate(0, 0, 1)) || day.After(last.AddDate(0, 0, -againFor)) && now.Sub(at) >= againIn {
			out = append(out, day)
		}
	}
	return out, err
}

// know stores what the gateways say of their reports, and which are not configured any more.
func (s *Service) know(ctx context.Context, now time.Time, configured []string) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		for _, gateway := range configured {
			if err := keepGateway(ctx, on(tx), gateway, s.Reporters[gateway]); err != nil {
				return err
			}
		}
		return on(tx).CloseGateways(ctx, reconciledb.CloseGatewaysParams{Now: now, Configured: configured})
	})
}
