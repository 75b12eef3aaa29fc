package booking_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// mondays are n weeks from monday on, the first one from.
func mondays(from, n int) []time.Time {
	out := make([]time.Time, n)
	for i := range out {
		out[i] = monday.AddDate(0, 0, 7*(from+i))
	}
	return out
}

func (s *stage) holdSeries(c booking.Caller, starts []time.Time) ([]*booking.Booking, error) {
	s.t.Helper()
	return s.HoldSeries(s.t.Context(), c, booking.SeriesHold{ServiceID: s.serviceID, Starts: starts}, idem.Key{})
}

func TestAPlanNamesItsClashes(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.book(guest(), mondays(2, 1)[0])
	plan, err := s.PlanSeries(t.Context(), booking.SeriesPlan{ServiceID: s.serviceID, Start: monday, Weeks: 1, Count: 8})
	if err != nil || len(plan) != 8 {
		t.Fatalf("%v, %v", plan, err)
	}
	for i, it := range plan {
		if !it.Start.Equal(mondays(i, 1)[0]) || (it.Clash != "") != (i == 2) {
			t.Errorf("%d: %+v", i, it)
		}
	}
	if near := plan[2].Near; plan[2].Clash != "conflict" || len(near) != 3 || !near[0].Equal(mondays(2, 1)[0].Add(time.Hour)) {
		t.Errorf("%+v", plan[2])
	}
	for _, wrong := range []booking.SeriesPlan{{Weeks: 0, Count: 8}, {Weeks: 5, Count: 8}, {Weeks: 1, Count: 1}, {Weeks: 1, Count: 53}} {
		wrong.ServiceID, wrong.Start = s.serviceID, monday
		if _, err := s.PlanSeries(t.Context(), wrong); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
}

// TestASeriesKeepsItsWallTime: nine in Berlin stays nine when summer time begins.
func TestASeriesKeepsItsWallTime(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Zone: "Europe/Berlin"}, catalogtest.ServiceSpec{})
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2026, 11, 23, 9, 0, 0, 0, berlin)
	plan, err := s.PlanSeries(t.Context(), booking.SeriesPlan{ServiceID: s.serviceID, Start: first, Weeks: 4, Count: 6})
	if err != nil || len(plan) != 6 {
		t.Fatalf("%v, %v", plan, err)
	}
	var starts []time.Time
	for i, it := range plan {
		if local := it.Start.In(berlin); local.Hour() != 9 || local.Weekday() != time.Monday || it.Clash != "" {
			t.Errorf("%d is at %v: %s", i, local, it.Clash)
		}
		starts = append(starts, it.Start)
	}
	if _, before := plan[0].Start.In(berlin).Zone(); before != 3600 {
		t.Error("the first one is not in winter")
	}
	if _, after := plan[5].Start.In(berlin).Zone(); after != 7200 {
		t.Error("the last one is not in summer")
	}
	if list, err := s.holdSeries(guest(), starts); err != nil || len(list) != 6 {
		t.Errorf("%d held, %v", len(list), err)
	}
}

func TestASeriesIsHeldWholeOrNotAtAll(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{WindowDays: 365})
	s.book(guest(), mondays(2, 1)[0])
	s.book(guest(), mondays(4, 1)[0])
	c := guest()
	_, err := s.holdSeries(c, append(mondays(0, 4), mondays(4, 1)[0].Add(-3*time.Hour)))
	want(t, err, booking.ErrSeriesClash)
	e, _ := apperr.As(err)
	clashes := e.Details.(map[string][]booking.Clash)["clashes"]
	if len(clashes) != 2 || clashes[1].Rule != "grid" || clashes[0].Rule != "taken" || !clashes[0].Start.Equal(mondays(2, 1)[0]) {
		t.Errorf("%+v", clashes)
	}
	for _, at := range mondays(0, 2) {
		if !s.free(at) {
			t.Errorf("%v is held by a series that is not", at)
		}
	}
	starts := append(mondays(0, 2), mondays(2, 1)[0].Add(time.Hour), mondays(3, 1)[0])
	list, err := s.holdSeries(c, starts)
	if err != nil || len(list) != 4 {
		t.Fatalf("%d held, %v", len(list), err)
	}
	for i, b := range list {
		if b.SeriesID != list[0].SeriesID || b.SeriesID == uuid.Nil || b.SeriesNo != i+1 || !b.Start.Equal(starts[i]) || s.free(b.Start) {
			t.Errorf("%d: %+v", i, b)
		}
	}
	if sizes, err := s.SeriesSizes(t.Context(), list[2:3]); err != nil || sizes[list[0].SeriesID] != 4 {
		t.Errorf("%v, %v", sizes, err)
	}
	if _, err := s.holdSeries(c, mondays(10, 2)); !errors.Is(err, booking.ErrTooManyHolds) {
		t.Errorf("a second series is held: %v", err)
	}
	s.hold(c, mondays(20, 1)[0]) // it counts as one of three
	s.hold(c, mondays(21, 1)[0])
	if _, err := s.Hold(t.Context(), c, booking.HoldRequest{ServiceID: s.serviceID, Start: mondays(22, 1)[0]}, idem.Key{}); !errors.Is(err, booking.ErrTooManyHolds) {
		t.Errorf("a fourth hold: %v", err)
	}
	s.clock.Advance(16 * time.Minute)
	for _, b := range list {
		if !s.free(b.Start) {
			t.Errorf("%v is still held", b.Start)
		}
	}
}

// TestSeriesThatMeet: of eight that want the same week one has it, and no other is half held. Without the constraint several
// would be, so that the race is one.
func TestSeriesThatMeet(t *testing.T) {
	race := func(s *stage, from int) (won int) {
		var wg sync.WaitGroup
		var errs [8]error
		for i := range errs {
			starts := mondays(from+i%2*3, 4) // they meet in one week
			wg.Go(func() { _, errs[i] = s.holdSeries(guest(), starts) })
		}
		wg.Wait()
		for _, err := range errs {
			if err == nil {
				won++
			} else if !errors.Is(err, booking.ErrSeriesClash) {
				t.Error(err)
			}
		}
		return won
	}
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{WindowDays: 730})
	for round := range 6 {
		from := round * 7
		won := race(s, from)
		if won != 1 {
			t.Fatalf("round %d: %d are held", round, won)
		}
		taken := 0
		for _, at := range mondays(from, 7) {
			if !s.free(at) {
				taken++
			}
		}
		if taken != 4 {
			t.Errorf("round %d: %d weeks are taken", round, taken)
		}
	}
	s.asOwner("alter table schedule.occupancy drop constraint no_overlap")
	for round := range 6 {
		if won := race(s, 50+round*7); won > 1 {
			return
		}
	}
	t.Error("without the constraint one of them was held all the same: the race proves nothing")
}

// TestTheTableHasNoHalfSeries, whatever the code does.
func TestTheTableHasNoHalfSeries(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	list, err := s.holdSeries(guest(), mondays(0, 2))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.db.Exec(t.Context(), `insert into booking.series (id, practitioner_id, service_id, size, created_at)
		values (gen_random_uuid(), $1, $2, 3, now())`, list[0].PractitionerID, list[0].ServiceID)
	if !db.Violates(err, "series_whole") {
		t.Errorf("a series without its bookings: %v", err)
	}
}

func TestOneOfASeriesAndTheRest(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	list, err := s.holdSeries(c, mondays(0, 5))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range list {
		if _, err := s.pay(c, b.ID, goodCard); err != nil {
			t.Fatal(err)
		}
	}
	price := list[0].Price.Minor
	if _, back, err := s.Cancel(t.Context(), c, list[1].ID, booking.Cancellation{}); err != nil || back.Minor != price {
		t.Fatalf("one alone: %v, %v", back, err)
	}
	if _, err := s.Move(t.Context(), c, list[3].ID, 0, list[3].Start.Add(2*time.Hour)); err != nil {
		t.Fatalf("one alone moves: %v", err)
	}
	s.clock.Set(list[2].Start.Add(-time.Hour)) // too late to leave the third for free
	all := 3 * price                           // as the page said before the term of the first passed
	_, _, err = s.CancelLater(t.Context(), c, list[2].ID, booking.Cancellation{Shown: &all})
	want(t, err, booking.ErrRefundLess)
	for _, it := range list[2:] {
		if got := mustRead(s, c, it.ID).Status; got != booking.Confirmed {
			t.Errorf("a refused cancellation left %d %s", it.SeriesNo, got)
		}
	}
	_, back, err := s.CancelLater(t.Context(), c, list[2].ID, booking.Cancellation{Reason: "I move away"})
	if err != nil || back.Minor != 2*price+booking.TermsOf(list[2]).Refund.Minor {
		t.Fatalf("%v, %v", back, err)
	}
	for i, status := range []booking.Status{booking.Confirmed, booking.Cancelled, booking.Cancelled, booking.Cancelled, booking.Cancelled} {
		if got := mustRead(s, c, list[i].ID).Status; got != status {
			t.Errorf("%d is %s, want %s", i, got, status)
		}
	}
	if !s.free(list[4].Start) {
		t.Error("a cancelled time is still taken")
	}
	_, _, err = s.CancelLater(t.Context(), c, list[2].ID, booking.Cancellation{})
	want(t, err, booking.ErrState)
	s.balanced()
	_, err = s.holdSeries(s.practitioner, mondays(8, 2))
	want(t, err, booking.ErrOwnService)
}
