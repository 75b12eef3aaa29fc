package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

type jobKey struct{}

// LogContext adds the id and kind of the job that ctx belongs to to a log record; hand it to telemetry.LogOptions.
func LogContext(ctx context.Context, r *slog.Record) {
	if j, ok := ctx.Value(jobKey{}).(*rivertype.JobRow); ok {
		r.AddAttrs(slog.Int64("job_id", j.ID), slog.String("job_kind", j.Kind))
	}
}

// alarm says it loudly when a job will not be tried again: somebody has to look.
type alarm struct {
	log     *slog.Logger
	givenUp func(kind string)
}

// HandleError hears of every failed try.
func (a *alarm) HandleError(ctx context.Context, j *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	switch {
	case j.Attempt < j.MaxAttempts:
		return nil
	case j.MaxAttempts == 1: // of Every: the next period tries again
		a.log.WarnContext(ctx, "a periodic job failed", "job_id", j.ID, "job_kind", j.Kind, "error", err)
	default:
		a.log.ErrorContext(ctx, "a job was given up on", "job_id", j.ID, "job_kind", j.Kind, "attempts", j.Attempt, "error", err)
	}
	if a.givenUp != nil {
		a.givenUp(j.Kind)
	}
	return nil
}

// HandlePanic hears of a try that panicked; it counts as failed.
func (a *alarm) HandlePanic(ctx context.Context, j *rivertype.JobRow, v any, _ string) *river.ErrorHandlerResult {
	return a.HandleError(ctx, j, fmt.Errorf("panic: %v", v))
}

// Backlog is how far the workers of one queue are behind.
type Backlog struct {
	Queue     string
	Waiting   int64 // due, and not taken yet
	Running   int64
	Later     int64         // due at a later time: reminders, retries
	Discarded int64         // given up on, and not yet cleaned away
	Oldest    time.Duration // how long the longest waiting one is due
}

// Backlogs reads the state of all queues, for metrics and the operator. Finished jobs are not looked at.
func (c *Client) Backlogs(ctx context.Context) ([]Backlog, error) {
	const read = `select queue,
			count(*) filter (where state = 'available' or (state in ('scheduled', 'retryable') and scheduled_at <= now())),
			count(*) filter (where state = 'running'),
			count(*) filter (where state in ('scheduled', 'retryable') and scheduled_at > now()),
			count(*) filter (where state = 'discarded'),
			coalesce(extract(epoch from now() - min(scheduled_at) filter (where state = 'available'
				or (state in ('scheduled', 'retryable') and scheduled_at <= now()))), 0)::float8
		from jobs.river_job where state in ('available', 'running', 'scheduled', 'retryable', 'discarded') group by queue`
	rows, err := c.pool.Query(ctx, read)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(r pgx.CollectableRow) (b Backlog, err error) {
		var seconds float64
		err = r.Scan(&b.Queue, &b.Waiting, &b.Running, &b.Later, &b.Discarded, &seconds)
		b.Oldest = time.Duration(max(seconds, 0) * float64(time.Second))
		return b, err
	})
}

// Queues are all of them, so that an empty one is reported too.
var Queues = []string{QueueDefault, QueueMoney, QueueBulk}
