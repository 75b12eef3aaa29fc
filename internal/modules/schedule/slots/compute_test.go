package slots_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"klear/internal/modules/schedule/slots"
)

func utc(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// mondays is a practitioner in New York who is open on Mondays from 09:00 to 12:00.
func mondays(t *testing.T) slots.Member {
	h := slots.Hours{Zone: zone(t, "America/New_York")}
	h.Weekly[0] = []slots.Window{{Start: 9 * 60, End: 12 * 60}}
	return slots.Member{Calendar: compile(t, h)}
}

func hourly(members ...slots.Member) slots.Query {
	return slots.Query{
		Now: utc("2026-10-20T00:00:00Z"), From: utc("2026-10-26T00:00:00Z"), To: utc("2026-10-27T00:00:00Z"),
		Service: slots.Service{Duration: time.Hour}, Members: members,
	}
}

func taken(start string, length time.Duration) slots.Interval {
	return slots.Interval{Start: utc(start), End: utc(start).Add(length)}
}

func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	valid := func() slots.Hours { return slots.Hours{Zone: time.UTC} }
	bad := map[string]func(*slots.Hours){
		"no zone":             func(h *slots.Hours) { h.Zone = nil },
		"negative start":      func(h *slots.Hours) { h.Weekly[0] = []slots.Window{{Start: -1, End: 60}} },
		"starts on next date": func(h *slots.Hours) { h.Weekly[0] = []slots.Window{{Start: 1440, End: 1500}} },
		"end before start":    func(h *slots.Hours) { h.Weekly[6] = []slots.Window{{Start: 600, End: 540}} },
		"beyond 48:00":        func(h *slots.Hours) { h.Weekly[6] = []slots.Window{{Start: 600, End: 2881}} },
		"override":            func(h *slots.Hours) { h.Overrides = []slots.Override{{Windows: []slots.Window{{Start: 2, End: 1}}}} },
		"time off":            func(h *slots.Hours) { h.TimeOff = []slots.DateRange{{From: 2, To: 1}} },
	}
	for name, spoil := range bad {
		h := valid()
		spoil(&h)
		if _, err := slots.Compile(h); !errors.Is(err, slots.ErrHours) {
			t.Errorf("%s: Compile returned %v", name, err)
		}
	}
}

func TestQueriesWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	m := mondays(t)
	for name, spoil := range map[string]func(*slots.Query){
		"no members":     func(q *slots.Query) { q.Members = nil },
		"no duration":    func(q *slots.Query) { q.Service.Duration = 0 },
		"empty range":    func(q *slots.Query) { q.To = q.From },
		"inverted range": func(q *slots.Query) { q.From, q.To = q.To, q.From },
		"inverted range with available days": func(q *slots.Query) {
			q.From, q.To = q.To, q.From
			q.Window = slots.BookingWindow{Kind: slots.AvailableDays, Days: 2}
		},
		"no available days": func(q *slots.Query) { q.Window = slots.BookingWindow{Kind: slots.AvailableDays} },
	} {
		q := hourly(m)
		spoil(&q)
		if got := slots.Compute(&q, nil); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestCheckNamesTheRule(t *testing.T) {
	t.Parallel()
	m := mondays(t)
	m.Busy = []slots.Interval{taken("2026-10-26T14:00:00Z", time.Hour)}
	q := hourly(m)
	q.Window = slots.BookingWindow{Kind: slots.RollingDays, Days: 21}
	for start, want := range map[string]slots.Rule{
		"2026-10-26T13:00:00Z": slots.Offered,
		"2026-10-26T13:30:00Z": slots.NotOnGrid,
		"2026-10-26T13:00:01Z": slots.NotOnGrid,
		"2026-10-26T14:00:00Z": slots.Conflict,
		"2026-10-27T13:00:00Z": slots.NotOnGrid,
		"2026-10-19T13:00:00Z": slots.ShortNotice,
		"2026-11-09T14:00:00Z": slots.Offered,
		"2026-11-16T14:00:00Z": slots.OutOfWindow,
	} {
		slot, rule := slots.Check(&q, utc(start))
		if rule != want {
			t.Errorf("Check(%s) refuses by %q, want %q", start, rule, want)
		}
		if want == slots.Offered && !slot.Start.Equal(utc(start)) {
			t.Errorf("Check(%s) gives %s", start, slot.Start)
		}
	}
}

func TestAssignable(t *testing.T) {
	t.Parallel()
	free, busy, lead := mondays(t), mondays(t), mondays(t)
	busy.Busy = []slots.Interval{taken("2026-10-26T13:00:00Z", time.Hour)}
	lead.Required = true
	q := hourly(busy, lead, free)
	q.Mode = slots.Any
	for start, want := range map[string][]int{
		"2026-10-26T13:00:00Z": {2},
		"2026-10-26T14:00:00Z": {0, 2},
		"2026-10-26T14:30:00Z": nil,
	} {
		if diff := cmp.Diff(want, slots.Assignable(&q, utc(start), nil)); diff != "" {
			t.Errorf("Assignable(%s) (-want +got):\n%s", start, diff)
		}
	}
}

func TestOccurrencesNameTheClashes(t *testing.T) {
	t.Parallel()
	h := slots.Hours{Zone: zone(t, "America/New_York"), TimeOff: []slots.DateRange{
		{From: slots.NewDate(2026, 3, 22), To: slots.NewDate(2026, 3, 22)},
	}}
	h.Weekly[6] = []slots.Window{{Start: 60, End: 4 * 60}}
	m := slots.Member{Calendar: compile(t, h), Busy: []slots.Interval{taken("2026-03-15T06:45:00Z", time.Minute)}}
	q := slots.Query{
		Now: utc("2026-02-20T00:00:00Z"), From: utc("2026-03-01T00:00:00Z"), To: utc("2026-03-02T00:00:00Z"),
		Service: slots.Service{Duration: 30 * time.Minute}, Members: []slots.Member{m}, Series: slots.Series{Interval: 1, Count: 5},
	}
	want := []slots.Occurrence{
		{Date: slots.NewDate(2026, 3, 1), Start: utc("2026-03-01T07:30:00Z")},
		{Date: slots.NewDate(2026, 3, 8), Rule: slots.OutsideHours}, // 02:30 is skipped
		{Date: slots.NewDate(2026, 3, 15), Start: utc("2026-03-15T06:30:00Z"), Rule: slots.Conflict},
		{Date: slots.NewDate(2026, 3, 22), Start: utc("2026-03-22T06:30:00Z"), Rule: slots.TimeOff},
		{Date: slots.NewDate(2026, 3, 29), Start: utc("2026-03-29T06:30:00Z")},
	}
	got := slots.Occurrences(&q, utc("2026-03-01T07:30:00Z"), 0, nil)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Occurrences (-want +got):\n%s", diff)
	}
	if got := slots.Occurrences(&q, utc("2026-03-01T07:30:00Z"), 1, nil); got != nil {
		t.Errorf("a lead who is no member has occurrences: %v", got)
	}
}

// TestBusyRangeIsEnough drops every booking and busy time outside BusyRange, as a database query would, and expects the
// same answer.
func TestBusyRangeIsEnough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		g, z := newGen(rt, t)
		o, _ := g.query(z)
		want := slots.Compute(&o.q, nil)
		r := o.q.BusyRange()
		for i := range o.q.Members {
			m := &o.q.Members[i]
			var bookings []slots.Booking
			for _, b := range m.Bookings {
				if meets(b.Blocked.Start, b.Blocked.End, r.Start, r.End) {
					bookings = append(bookings, b)
				}
			}
			var busy []slots.Interval
			for _, b := range m.Busy {
				if meets(b.Start, b.End, r.Start, r.End) {
					busy = append(busy, b)
				}
			}
			m.Bookings, m.Busy = bookings, busy
		}
		if diff := cmp.Diff(want, slots.Compute(&o.q, nil)); diff != "" {
			rt.Fatalf("(-all +loaded):\n%s", diff)
		}
	})
}

// TestConcurrentQueriesDoNotShare runs different queries at once: their scratch memory is pooled.
func TestConcurrentQueriesDoNotShare(t *testing.T) {
	t.Parallel()
	m := mondays(t)
	for i := range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			q := hourly(m)
			q.Members[0].Busy = []slots.Interval{taken("2026-10-26T13:00:00Z", time.Duration(i%3)*time.Hour)}
			for range 500 {
				if got := len(slots.Compute(&q, nil)); got != 3-i%3 {
					t.Fatalf("%d slots, want %d", got, 3-i%3)
				}
			}
		})
	}
}

// TestListingAllocatesNothingPerSlot holds the promise that a listing costs its answer only. (The scratch memory is
// pooled; the race detector empties pools at random, hence a bound and not zero.)
func TestListingAllocatesNothingPerSlot(t *testing.T) {
	m := mondays(t)
	q := hourly(m)
	q.To = q.From.AddDate(2, 0, 0)
	q.Service.Interval = time.Minute
	buf := slots.Compute(&q, nil)
	if n := testing.AllocsPerRun(20, func() { buf = slots.Compute(&q, buf[:0]) }); n > 60 || len(buf) < 10_000 {
		t.Errorf("%v allocations for %d slots", n, len(buf))
	}
}
