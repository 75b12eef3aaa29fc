package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/schedule"
	"klear/internal/platform/clock"

	"github.com/google/uuid"
)

// Rebook is how something that is over can be booked once more.
type Rebook struct {
	ServiceID uuid.UUID
	Slug      string // of the practitioner, as it is today
	Mode      string
	Starts    []time.Time // UTC, soonest first: one a week, the nearest to the weekday and time of before
}

const (
	rebookStarts = 3
	weekLength   = 7 * 24 * time.Hour
	minutesAWeek = int64(weekLength / time.Minute)
)

// Rebook looks for openings like those of a booking that is over: the same service, near the same weekday and wall time
// in the practitioner's zone. Holding one of them is Hold's affair. Errors: ErrNotFound, ErrState while the booking is
// still ahead, ErrServiceClosed.
func (s *Service) Rebook(ctx context.Context, c Caller, id uuid.UUID) (Rebook, error) {
	b, err := s.ByID(ctx, c, id)
	if err != nil {
		return Rebook{}, err
	}
	now := s.Clock.Now()
	if !b.Over(now) {
		return Rebook{}, ErrState.WithDetails(map[string]any{"status": b.Status, "wanted": "rebook"})
	}
	svc, err := s.Catalog.ServiceForBooking(ctx, s.DB, b.ServiceID)
	if err != nil {
		return Rebook{}, err
	}
	mode, err := chooseMode(svc, b.Mode)
	if err != nil {
		mode, err = chooseMode(svc, "") // it takes place elsewhere now; the page says where
	}
	if err != nil || !svc.Open(now) {
		return Rebook{}, ErrServiceClosed
	}
	zone, err := clock.Zone(svc.Zone)
	if err != nil {
		return Rebook{}, err
	}
	from := now
	if next := b.Start.Add(weekLength / 2); b.Status != Cancelled && next.After(now) {
		from = next // this week's took place, or its time passed
	}
	list, err := s.Schedule.Slots(ctx, s.DB, schedule.Ask{Offering: schedule.OfferingOf(svc), From: from, To: from.Add(schedule.MaxRange), Now: now})
	if err != nil {
		return Rebook{}, err
	}
	starts := make([]time.Time, len(list))
	for i, slot := range list {
		starts[i] = slot.Start
	}
	return Rebook{ServiceID: b.ServiceID, Slug: svc.Slug, Mode: string(mode), Starts: weekly(starts, b.Start, zone, rebookStarts)}, nil
}

// Over reports that nothing of the booking is ahead: it took place, ended otherwise, or its time has passed.
func (b *Booking) Over(now time.Time) bool { return !b.Live() || !b.End.After(now) }

// weekly picks from starts, ascending, one a week: the nearest to the weekday and wall time of like, for the first n weeks
// that have any. Instants are read on the clock of zone, never the reverse, so that a change of clocks moves nothing.
func weekly(starts []time.Time, like time.Time, zone *time.Location, n int) []time.Time {
	wanted := civilMinutes(like, zone)
	var out []time.Time
	var week, off int64
	for _, t := range starts {
		at := civilMinutes(t, zone)
		d := (at-wanted)%minutesAWeek + minutesAWeek + minutesAWeek/2
		d = d%minutesAWeek - minutesAWeek/2 // from the same time of that week, less than half a week either way
		switch {
		case len(out) == 0 || at-d != week:
			if len(out) == n {
				return out
			}
			out, week, off = append(out, t), at-d, abs(d)
		case abs(d) < off:
			out[len(out)-1], off = t, abs(d)
		}
	}
	return slices.Clip(out)
}

// civilMinutes counts the minutes that a calendar and a clock on the wall have gone through.
func civilMinutes(t time.Time, zone *time.Location) int64 {
	local := t.In(zone)
	_, offset := local.Zone()
	return (local.Unix() + int64(offset)) / 60
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
