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
	for m := range 3 {
		if _, err := q.Exec(ctx, "select events.ensure_partition($1)", now.AddDate(0, m, 0)); err != nil {
			return err
		}
	}
	return nil
}
