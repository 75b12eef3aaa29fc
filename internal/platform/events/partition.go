package events

import (
	"context"
	"time"

	"klear/internal/platform/db"
)

// Partition is the daily job that makes the partitions of this month and the next two.
type Partition struct{}

// Kind names the job.
func (Partition) Kind() string { return "event_partition" }

// EnsurePartitions makes the monthly partitions around now ahead of need.
func EnsurePartitions(ctx context.Context, q db.Querier, now time.Time) error {
	y, month, _ := now.UTC().Date()
	for m := range 3 {
		// From the first of the month: a month after 31 May is in July.
		if _, err := q.Exec(ctx, "select events.ensure_partition($1)", time.Date(y, month+time.Month(m), 1, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
	}
	return nil
}
