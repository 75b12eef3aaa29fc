package schedule

import (
	"context"
	"fmt"
	"slices"
	"time"

	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// PreviewDays is how many dates a preview shows, today included.
const PreviewDays = 14

// Preview is what hours come to: the next dates as the slot engine sees them, and what a change would leave outside.
type Preview struct {
	Zone string       `json:"zone"`
	Days []PreviewDay `json:"days"`
	// Outside are the bookings that a draft has no room for although the hours that stand have; none without a draft.
	Outside []Meeting `json:"outside"`
}

// PreviewDay is one date of the practitioner's calendar.
type PreviewDay struct {
	Date  string     `json:"date" format:"date"`
	Rule  string     `json:"rule" enum:"weekly,override,time_off" doc:"what decided about the date"`
	Open  []Stretch  `json:"open" doc:"by the declared hours"`
	Taken []TakenFor `json:"taken" doc:"that meets the date, buffers included"`
	Free  []Stretch  `json:"free" doc:"open, not taken, and still ahead"`
	Shift int        `json:"shiftMinutes,omitempty" doc:"by which the clocks go forward on this date; negative: back"`
}

// Stretch is a half-open range of instants.
type Stretch struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// TakenFor is taken time and by what: a booking or request, a hold, a block by hand, or a calendar elsewhere.
type TakenFor struct {
	Stretch
	Kind string `json:"kind" enum:"booking,hold,block,calendar"`
}

// The rules of a PreviewDay, and the kinds of TakenFor.
const (
	RuleWeekly   = "weekly"
	RuleOverride = "override"
	RuleTimeOff  = "time_off"

	TakenBooking  = "booking"
	TakenHold     = "hold"
	TakenBlock    = "block"
	TakenCalendar = "calendar"
)

// Preview shows the next PreviewDays dates under the hours that stand, or under draft if that is given. Nothing is
// changed. Errors: validation of the draft.
func (s *Service) Preview(ctx context.Context, practitionerID uuid.UUID, zone *time.Location, draft *Hours) (Preview, error) {
	now := s.Clock.Now()
	today := slots.DateOf(now.In(zone))
	out := Preview{Zone: zone.String(), Outside: []Meeting{}}
	hours, err := s.draftOrStanding(ctx, practitionerID, zone, draft)
	if err != nil {
		return Preview{}, err
	}
	if draft != nil {
		err := s.DB.InTx(ctx, func(tx db.Tx) (err error) {
			_, out.Outside, err = s.outsideTx(ctx, tx, practitionerID, zone, hours)
			return err
		})
		if err != nil {
			return Preview{}, err
		}
	}
	cal, err := slots.Compile(hours)
	if err != nil {
		return Preview{}, fmt.Errorf("practitioner %s: %w", practitionerID, err)
	}
	reach := span{now.Add(-48 * time.Hour), now.Add((PreviewDays + 2) * 24 * time.Hour)}
	read, err := load(ctx, s.DB, []uuid.UUID{practitionerID}, nil, reach, now)
	if err != nil {
		return Preview{}, err
	}
	taken := takenOf(read.books[practitionerID], now)
	for d := today; d < today+PreviewDays; d++ {
		open, day := cal.On(d)
		out.Days = append(out.Days, previewDay(d, ruleOf(hours, d), open, day, taken, now))
		out.Days[len(out.Days)-1].Shift = shift(day, zone)
	}
	return out, nil
}

func (s *Service) draftOrStanding(ctx context.Context, practitionerID uuid.UUID, zone *time.Location, draft *Hours) (slots.Hours, error) {
	if draft != nil {
		return draft.declare(zone)
	}
	standing, err := s.Hours(ctx, practitionerID, zone)
	if err != nil {
		return slots.Hours{}, err
	}
	return standing.declare(zone)
}

func ruleOf(h slots.Hours, d slots.Date) string {
	switch {
	case slices.ContainsFunc(h.TimeOff, func(r slots.DateRange) bool { return r.Contains(d) }):
		return RuleTimeOff
	case slices.ContainsFunc(h.Overrides, func(o slots.Override) bool { return o.Date == d }):
		return RuleOverride
	}
	return RuleWeekly
}

// takenOf lists what takes time, by start.
func takenOf(b *book, now time.Time) []TakenFor {
	var out []TakenFor
	for _, e := range b.entries {
		if !e.booking.Blocks(now, slots.Policy{}, "") || (e.capacity > 1 && e.liveSeats == 0) {
			continue
		}
		kind := TakenBooking
		switch {
		case e.serviceID == uuid.Nil:
			kind = TakenBlock
		case e.booking.Status == slots.Hold:
			kind = TakenHold
		}
		out = append(out, TakenFor{Stretch(e.booking.Blocked), kind})
	}
	for _, x := range b.busy {
		out = append(out, TakenFor{Stretch(x), TakenCalendar})
	}
	slices.SortFunc(out, func(a, b TakenFor) int { return a.Start.Compare(b.Start) })
	return out
}

func previewDay(d slots.Date, rule string, open []slots.Interval, day slots.Interval, taken []TakenFor, now time.Time) PreviewDay {
	p := PreviewDay{Date: d.String(), Rule: rule, Open: stretches(open), Taken: []TakenFor{}}
	cut := []slots.Interval{{Start: day.Start, End: now}}
	for _, t := range taken {
		if t.Start.Before(day.End) && t.End.After(day.Start) {
			p.Taken, cut = append(p.Taken, t), append(cut, slots.Interval(t.Stretch))
		}
	}
	p.Free = stretches(slots.Without(open, cut))
	return p
}

func stretches(list []slots.Interval) []Stretch {
	out := make([]Stretch, len(list))
	for i, x := range list {
		out[i] = Stretch(x)
	}
	return out
}

// shift is by how many minutes the clocks go forward between the ends of a day.
func shift(day slots.Interval, zone *time.Location) int {
	_, before := day.Start.In(zone).Zone()
	_, after := day.End.In(zone).Zone()
	return (after - before) / 60
}
