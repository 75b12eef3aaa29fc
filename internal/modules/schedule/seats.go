package schedule

import (
	"context"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"

	"github.com/google/uuid"
)

// Seats is how full a group session is.
type Seats struct{ Taken, Capacity int }

// Left is how many more can come.
func (s Seats) Left() int { return max(s.Capacity-s.Taken, 0) }

// SeatsOf tells how full group sessions are, by the id of their occupancy, seats that are only held at now included.
// Private sessions and ids of nothing are absent.
func (s *Service) SeatsOf(ctx context.Context, now time.Time, occupancies []uuid.UUID) (map[uuid.UUID]Seats, error) {
	out := map[uuid.UUID]Seats{}
	if len(occupancies) == 0 {
		return out, nil
	}
	rows, err := scheduledb.New(s.DB).SeatsOf(ctx, scheduledb.SeatsOfParams{Now: now, Ids: occupancies})
	for _, r := range rows {
		out[r.ID] = Seats{Taken: int(r.Taken), Capacity: int(r.Capacity)}
	}
	return out, err
}
