package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"

	"github.com/google/go-cmp/cmp"
)

func TestBookingAgainOffersTheSameWeekdayAndTime(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	_, err := s.Rebook(t.Context(), c, b.ID)
	want(t, err, booking.ErrState)
	s.clock.Set(b.End)
	s.book(guest(), monday.AddDate(0, 0, 7)) // the same time of the next week is taken
	got, err := s.Rebook(t.Context(), c, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	like := []time.Time{monday.AddDate(0, 0, 7).Add(time.Hour), monday.AddDate(0, 0, 14), monday.AddDate(0, 0, 21)}
	if d := cmp.Diff(like, got.Starts); d != "" || got.ServiceID != s.serviceID || got.Mode != b.Mode {
		t.Errorf("%+v\n%s", got, d)
	}
	if id := s.hold(guest(), got.Starts[0]); mustRead(s, s.practitioner, id).Start != got.Starts[0] {
		t.Error("what is offered cannot be held")
	}
	_, err = s.Rebook(t.Context(), guest(), b.ID)
	want(t, err, booking.ErrNotFound)
	s.asOwner("update catalog.service set active = false")
	_, err = s.Rebook(t.Context(), c, b.ID)
	want(t, err, booking.ErrServiceClosed)
}

// TestTheWeekIsThatOfTheClockOnTheWall: across a change of clocks nine stays nine.
func TestTheWeekIsThatOfTheClockOnTheWall(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, berlin)
	}
	like := at(time.October, 19, 9) // a Monday in summer time, which ends on the 25th
	starts := []time.Time{
		at(time.October, 20, 9), at(time.October, 26, 8), at(time.October, 26, 9), at(time.October, 26, 10), // winter
		at(time.November, 1, 9), at(time.November, 5, 9), at(time.November, 5, 21), at(time.November, 9, 9),
	}
	got := booking.Weekly(starts, like, berlin, 4)
	want := []time.Time{at(time.October, 20, 9), at(time.October, 26, 9), at(time.November, 1, 9), at(time.November, 9, 9)}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := booking.Weekly(starts, like, berlin, 2); len(got) != 2 {
		t.Errorf("%v", got)
	}
}
