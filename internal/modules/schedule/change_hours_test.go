package schedule_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"

	"github.com/google/uuid"
)

var kolkata = time.FixedZone("IST", 5*3600+1800)

func (b *bench) hours(t *testing.T) schedule.Hours {
	t.Helper()
	h, err := b.service.Hours(t.Context(), b.offering.PractitionerID, kolkata)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (b *bench) change(t *testing.T, c schedule.HoursChange) ([]schedule.Meeting, error) {
	t.Helper()
	return b.service.ChangeHours(t.Context(), identity.Principal{}, b.offering.PractitionerID, kolkata, c)
}

// booked takes an hour for good.
func (b *bench) booked(t *testing.T, start time.Time) uuid.UUID {
	t.Helper()
	taken, err := b.holdWith(t.Context(), schedule.Hold{Start: start, Status: slots.Confirmed})
	if err != nil {
		t.Fatal(err)
	}
	return taken.OccupancyID
}

// TestOfManyEditorsOneSaves: all looked at the same hours.
func TestOfManyEditorsOneSaves(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	for range 3 { // the first change of all, and later ones
		seen := b.hours(t)
		var won, late atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				switch _, err := b.change(t, schedule.HoursChange{Hours: seen}); {
				case err == nil:
					won.Add(1)
				case errors.Is(err, schedule.ErrHoursChanged):
					late.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 || late.Load() != 15 {
			t.Fatalf("%d saved and %d were too late, of 16", won.Load(), late.Load())
		}
	}
}

func TestAVersionThatNeverWas(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	h := b.hours(t)
	h.Version += 7
	if _, err := b.change(t, schedule.HoursChange{Hours: h}); !errors.Is(err, schedule.ErrHoursChanged) {
		t.Errorf("it was saved: %v", err)
	}
}

// TestABookingOutsideIsAcceptedOrNothingChanges, and it is never cancelled.
func TestABookingOutsideIsAcceptedOrNothingChanges(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	one, two := b.booked(t, monday), b.booked(t, monday.Add(3*time.Hour))
	closed := b.hours(t)
	closed.TimeOff = []schedule.Absence{{From: "2026-11-23", To: "2026-11-23"}}
	for _, accept := range [][]uuid.UUID{nil, {two}, {uuid.New()}} {
		_, err := b.change(t, schedule.HoursChange{Hours: closed, Accept: accept})
		met := schedule.Outside(err)
		if !errors.Is(err, schedule.ErrOutside) || len(met) == 0 || met[0].ID != one {
			t.Fatalf("accepting %v: %v, %+v", accept, err, met)
		}
		if len(b.hours(t).TimeOff) != 0 || b.hours(t).Version != closed.Version {
			t.Fatal("a refused change left something")
		}
	}
	outside, err := b.change(t, schedule.HoursChange{Hours: closed, Accept: []uuid.UUID{one, two}})
	if err != nil || len(outside) != 2 {
		t.Fatalf("%+v, %v", outside, err)
	}
	again := b.hours(t)
	again.Weekly = again.Weekly[:3]
	if outside, err = b.change(t, schedule.HoursChange{Hours: again}); err != nil || len(outside) != 2 {
		t.Errorf("what was outside before is asked about again: %+v, %v", outside, err)
	}
	var n int
	if err := b.db.QueryRow(t.Context(), "select count(*) from schedule.occupancy where status = 'confirmed'").Scan(&n); err != nil || n != 2 {
		t.Errorf("%d bookings stand, %v", n, err)
	}
}

func TestPreview(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{BufferAfterMin: 15})
	id := b.booked(t, monday)
	at := func(hour, minute int) time.Time { return time.Date(2026, 11, 23, hour, minute, 0, 0, kolkata) }
	if _, err := b.service.BlockTime(t.Context(), identity.Principal{}, b.offering.PractitionerID, at(12, 0), at(13, 0)); err != nil {
		t.Fatal(err)
	}
	b.link(t, at(15, 0).UTC())
	p, err := b.service.Preview(t.Context(), b.offering.PractitionerID, kolkata, nil)
	if err != nil || len(p.Days) != schedule.PreviewDays || len(p.Outside) != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if first := p.Days[0]; first.Date != "2026-11-20" || len(first.Free) != 1 || !first.Free[0].Start.Equal(now) {
		t.Errorf("today: %+v", first)
	}
	day := p.Days[3]
	var kinds []string
	for _, x := range day.Taken {
		kinds = append(kinds, x.Kind)
	}
	if day.Date != "2026-11-23" || day.Rule != schedule.RuleWeekly || len(kinds) != 3 || kinds[0] != "booking" || kinds[1] != "block" || kinds[2] != "calendar" {
		t.Errorf("%+v", day)
	}
	want := []schedule.Stretch{{Start: at(10, 15), End: at(12, 0)}, {Start: at(13, 0), End: at(15, 0)}, {Start: at(16, 0), End: at(18, 0)}}
	if len(day.Free) != len(want) {
		t.Fatalf("free %+v", day.Free)
	}
	for i, w := range want {
		if !day.Free[i].Start.Equal(w.Start) || !day.Free[i].End.Equal(w.End) {
			t.Errorf("free %+v, want %+v", day.Free[i], w)
		}
	}
	draft := b.hours(t)
	draft.Overrides = []schedule.DateWindows{{Date: "2026-11-23", Windows: []schedule.Window{{Start: "22:00", End: "26:00"}}}}
	draft.TimeOff = []schedule.Absence{{From: "2026-11-25", To: "2026-11-26"}}
	p, err = b.service.Preview(t.Context(), b.offering.PractitionerID, kolkata, &draft)
	if err != nil || len(p.Outside) != 1 || p.Outside[0].ID != id {
		t.Fatalf("outside %+v, %v", p.Outside, err)
	}
	if d := p.Days[3]; d.Rule != schedule.RuleOverride || len(d.Open) != 1 || !d.Open[0].Start.Equal(at(22, 0)) || !d.Open[0].End.Equal(at(24, 0)) {
		t.Errorf("the night: %+v", d)
	}
	if d := p.Days[4]; len(d.Open) != 2 || !d.Open[0].Start.Equal(at(24, 0)) || !d.Open[0].End.Equal(at(26, 0)) {
		t.Errorf("the tail: %+v", d)
	}
	if d := p.Days[6]; d.Rule != schedule.RuleTimeOff || len(d.Open) != 0 {
		t.Errorf("time off: %+v", d)
	}
	if b.hours(t).Version != draft.Version {
		t.Error("looking changed something")
	}
}

// TestPreviewOfAClockChange: the date of a change is an hour longer, and says so.
func TestPreviewOfAClockChange(t *testing.T) {
	b := setup(t, catalogtest.ServiceSpec{})
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	b.clock.Set(time.Date(2027, 10, 28, 12, 0, 0, 0, time.UTC))
	h := b.hours(t)
	h.Overrides = []schedule.DateWindows{{Date: "2027-10-31", Windows: []schedule.Window{{Start: "00:00", End: "06:00"}}}}
	p, err := b.service.Preview(t.Context(), b.offering.PractitionerID, berlin, &h)
	if err != nil {
		t.Fatal(err)
	}
	if d := p.Days[3]; d.Shift != -60 || len(d.Open) != 1 || d.Open[0].End.Sub(d.Open[0].Start) != 7*time.Hour {
		t.Errorf("%+v", d)
	}
}
