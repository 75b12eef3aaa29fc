package booking

import (
	"context"
	"slices"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/platform/db"
)

// Step is a change of status.
type Step struct{ From, To Status }

// Mirrored is the state machine as the code knows it.
func Mirrored() map[Step][]string {
	out := make(map[Step][]string, len(allowed))
	for t, actors := range allowed {
		out[Step{t.from, t.to}] = slices.Clone(actors)
	}
	return out
}

// Published is the state machine as the database enforces it.
func Published(ctx context.Context, q db.Querier) (map[Step][]string, error) {
	rows, err := bookingdb.New(q).Transitions(ctx)
	out := make(map[Step][]string, len(rows))
	for _, r := range rows {
		out[Step{Status(r.FromStatus), Status(r.ToStatus)}] = r.Actors
	}
	return out, err
}

// RemindNow is the worker of a reminder, called by tests that want it at a certain moment.
func (s *Service) RemindNow(ctx context.Context, j Remind) error { return s.remind(ctx, j) }

// Weekly is weekly.
var Weekly = weekly
