package schedule

import (
	"context"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"

	"github.com/google/uuid"
)

// Occupied is a stretch of a practitioner's time that is taken here. Instants are UTC.
type Occupied struct {
	ID         uuid.UUID // of the occupancy, as a booking names it
	Status     string    // hold, pending, confirmed, completed, no_show, block
	Start, End time.Time
	From, To   time.Time // with the buffers around it
}

// Busy is a stretch that a linked calendar makes busy. What it says there is never known here.
type Busy struct{ Start, End time.Time }

// maxTaken bounds one answer of Taken: more than seven days hold.
const maxTaken = 2000

// Taken lists what takes a practitioner's time in [from, to), earliest first: bookings, holds that still run, blocks by
// hand, and the busy times of linked calendars. It asks nobody for permission: the caller is the practitioner's own page.
func (s *Service) Taken(ctx context.Context, practitionerID uuid.UUID, from, to time.Time) ([]Occupied, []Busy, error) {
	q := scheduledb.New(s.DB)
	rows, err := q.TakenBetween(ctx, scheduledb.TakenBetweenParams{PractitionerID: practitionerID, Since: from, Until: to, Now: s.Clock.Now(), MaxRows: maxTaken})
	if err != nil {
		return nil, nil, err
	}
	elsewhere, err := q.BusyBetween(ctx, scheduledb.BusyBetweenParams{PractitionerID: practitionerID, Since: from, Until: to, MaxRows: maxTaken})
	if err != nil {
		return nil, nil, err
	}
	taken, busy := make([]Occupied, len(rows)), make([]Busy, len(elsewhere))
	for i, r := range rows {
		taken[i] = Occupied{ID: r.ID, Status: r.Status, Start: r.StartsAt.UTC(), End: r.EndsAt.UTC(), From: r.BlockedFrom.UTC(), To: r.BlockedTo.UTC()}
	}
	for i, b := range elsewhere {
		busy[i] = Busy{Start: b.StartsAt.UTC(), End: b.EndsAt.UTC()}
	}
	return taken, busy, nil
}
