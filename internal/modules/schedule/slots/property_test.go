package slots_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"klear/internal/modules/schedule/slots"
)

// zones is a wide choice: half and quarter hours, half-hour shifts, shifts at midnight and at 00:01, negative summer
// time, a skipped day, no shifts at all.
var zones = []string{
	"UTC", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "America/St_Johns", "America/Sao_Paulo",
	"America/Santiago", "America/Havana", "America/Asuncion", "America/Caracas", "America/Scoresbysund", "Atlantic/Azores",
	"Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Istanbul", "Europe/Moscow", "Africa/Casablanca",
	"Africa/Cairo", "Africa/Johannesburg", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran", "Asia/Amman", "Asia/Dhaka",
	"Asia/Pyongyang", "Asia/Tokyo", "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Antarctica/Troll",
	"Antarctica/Casey", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Fiji", "Pacific/Kiritimati",
}

// gen draws queries around one instant of one story.
type gen struct {
	*rapid.T
	tb   testing.TB
	near time.Time
}

// n draws from lo..hi, bit by bit: rapid's own ranges prefer small numbers, and a calendar of small numbers is empty.
func (g gen) n(label string, lo, hi int) int {
	if lo == hi {
		return lo
	}
	return rapid.Custom(func(t *rapid.T) int {
		x := 0
		for size := hi - lo; size > 0; size /= 2 {
			x *= 2
			if rapid.Bool().Draw(t, "bit") {
				x++
			}
		}
		return lo + x%(hi-lo+1)
	}).Draw(g.T, label)
}

func (g gen) coin(label string) bool { return rapid.Bool().Draw(g.T, label) }

func pick[T any](g gen, label string, from ...T) T { return from[g.n(label, 0, len(from)-1)] }

func newGen(t *rapid.T, tb testing.TB) (gen, *time.Location) {
	g := gen{T: t, tb: tb}
	z := zone(tb, pick(g, "zone", zones...))
	g.near = time.Date(g.n("year", 1985, 2036), time.January, g.n("day", 1, 365), g.n("hour", 0, 23), 0, 0, 0, time.UTC)
	if _, end := g.near.In(z).ZoneBounds(); !end.IsZero() && g.n("clock change", 0, 3) > 0 {
		g.near = end.UTC()
	}
	return g, z
}

func (g gen) window() slots.Window {
	start := g.n("opens", 0, 95) * 15
	if g.coin("midnight") {
		start = 0
	}
	length := g.n("open for", 0, 60) * 15
	if g.n("odd", 0, 4) == 0 {
		length += g.n("odd minutes", 1, 14)
	}
	return slots.Window{Start: start, End: min(start+length, 2880)}
}

func (g gen) windows(most int) []slots.Window {
	var out []slots.Window
	for range g.n("windows", 0, most) {
		out = append(out, g.window())
	}
	return out
}

func (g gen) date(z *time.Location, within int) slots.Date {
	return slots.DateOf(g.near.In(z)) + slots.Date(g.n("date", -within, within))
}

func (g gen) hours(z *time.Location) slots.Hours {
	h := slots.Hours{Zone: z}
	usual := g.windows(2)
	for d := range h.Weekly {
		h.Weekly[d] = usual
		if g.n("own hours", 0, 2) == 0 {
			h.Weekly[d] = g.windows(3)
		}
	}
	for range g.n("overrides", 0, 2) {
		h.Overrides = append(h.Overrides, slots.Override{Date: g.date(z, 2), Windows: g.windows(2)})
	}
	for range g.n("times off", 0, 1) {
		from := g.date(z, 3)
		h.TimeOff = append(h.TimeOff, slots.DateRange{From: from, To: from + slots.Date(g.n("days off", 0, 1))})
	}
	return h
}

func (g gen) instant(label string, minutes int) time.Time {
	t := g.near.Add(time.Duration(g.n(label, -minutes/15, minutes/15)) * 15 * time.Minute)
	switch g.n("precision", 0, 7) {
	case 0:
		t = t.Add(time.Duration(g.n("minutes", 0, 14)) * time.Minute)
	case 1:
		t = t.Add(time.Duration(g.n("seconds", -70, 70)) * time.Second)
	case 2:
		t = t.Add(time.Duration(g.n("nanos", -3, 3)))
	}
	return t
}

func (g gen) booking(s slots.Service, now time.Time, grid []slots.Slot) slots.Booking {
	start := g.instant("booking", 3*1440)
	if len(grid) > 0 && g.coin("on the grid") {
		start = pick(g, "grid", grid...).Start
	}
	length := s.Duration
	if g.n("other length", 0, 2) == 0 {
		length = time.Duration(g.n("length", 0, 120)) * time.Minute
	}
	buffer := func(label string) time.Duration { return time.Duration(pick(g, label, 0, 0, 5, 15, 45)) * time.Minute }
	b := slots.Booking{
		Start: start, End: start.Add(length),
		Status:      pick[slots.Status](g, "status", "confirmed", "confirmed", "completed", "no_show", "pending", "hold", "cancelled", "declined"),
		SameService: g.n("other service", 0, 3) > 0, Seats: g.n("seats", 1, 3),
		HoldID: pick(g, "hold", "", "mine", "theirs"), ExpiresAt: now.Add(time.Duration(g.n("expires", -2, 2)) * time.Second),
	}
	b.Blocked = slots.Interval{Start: b.Start.Add(-buffer("before")), End: b.End.Add(buffer("after"))}
	return b
}

func (g gen) member(z *time.Location, s slots.Service, now time.Time) (slots.Member, slots.Hours) {
	h := g.hours(z)
	m := slots.Member{Calendar: compile(g.tb, h), Required: g.n("required", 0, 2) == 0}
	grid := slots.Compute(&slots.Query{
		From: g.near.AddDate(0, 0, -2), To: g.near.AddDate(0, 0, 2), Service: slots.Service{Duration: s.Duration, Interval: s.Interval},
		Members: []slots.Member{m},
	}, nil)
	for range g.n("bookings", 0, 8) {
		m.Bookings = append(m.Bookings, g.booking(s, now, grid))
		if g.coin("twice") {
			m.Bookings = append(m.Bookings, m.Bookings[len(m.Bookings)-1])
		}
	}
	for range g.n("busy", 0, 3) {
		start := g.instant("busy from", 3*1440)
		m.Busy = append(m.Busy, slots.Interval{Start: start, End: start.Add(time.Duration(g.n("busy for", 0, 200)) * time.Minute)})
	}
	if g.n("busy dates", 0, 3) == 0 {
		d := g.date(z, 2)
		m.BusyDates = append(m.BusyDates, slots.DateRange{From: d, To: d + slots.Date(g.n("for", 0, 1))})
	}
	return m, h
}

func (g gen) service() slots.Service {
	return slots.Service{
		Duration:     time.Duration(pick(g, "duration", 15, 20, 30, 45, 60, 90, 180)) * time.Minute,
		Interval:     time.Duration(pick(g, "interval", 0, 0, 10, 15, 30, 45, 60)) * time.Minute,
		BufferBefore: time.Duration(pick(g, "buffer before", 0, 0, 10, 30)) * time.Minute,
		BufferAfter:  time.Duration(pick(g, "buffer after", 0, 0, 10, 30)) * time.Minute,
		MinNotice:    time.Duration(pick(g, "notice", 0, 0, 1, 60, 1440)) * time.Minute,
		Capacity:     pick(g, "capacity", 0, 1, 1, 2, 5),
	}
}

func (g gen) limits(q *slots.Query) plainLimits {
	l := plainLimits{-1, -1, -1, -1}
	if g.n("limited", 0, 2) > 0 {
		return l
	}
	one := func(label string, most int, plain *int, c *slots.Cap) {
		if g.coin(label) {
			*plain = g.n(label, 0, most)
			*c = slots.AtMost(*plain)
		}
	}
	one("per day", 3, &l.day, &q.Limits.PerDay)
	one("per week", 5, &l.week, &q.Limits.PerWeek)
	one("per month", 6, &l.month, &q.Limits.PerMonth)
	one("minutes per day", 240, &l.minutes, &q.Limits.MinutesPerDay)
	q.Limits.WeekStartsSunday = g.coin("sunday")
	return l
}

func (g gen) query(z *time.Location) (oracle, plainLimits) {
	q := slots.Query{Now: g.instant("now", 1440), From: g.instant("from", 1440), Service: g.service()}
	q.To = q.From.Add(time.Duration(g.n("range", 0, 4*24*60)) * time.Minute)
	q.Policy.PendingFree = g.coin("pending free")
	q.ViewerHold = pick(g, "viewer", "", "mine")
	q.Window.Kind = pick(g, "window", slots.Unlimited, slots.Unlimited, slots.RollingDays, slots.RollingBusinessDays, slots.AvailableDays, slots.FixedRange)
	q.Window.Days = g.n("window days", 0, 3)
	q.Window.From = g.date(z, 2)
	q.Window.To = q.Window.From + slots.Date(g.n("window range", 0, 2))
	l := g.limits(&q)
	if g.n("series", 0, 9) == 0 {
		q.Series = slots.Series{Interval: g.n("weeks", 0, 2), Count: g.n("count", 1, 3)}
	}
	q.Mode = pick(g, "mode", slots.One, slots.One, slots.Any, slots.All)
	members := 1
	if q.Mode != slots.One {
		members = g.n("members", 1, 3)
	}
	o := oracle{}
	for i := range members {
		mz := z
		if i > 0 && g.coin("abroad") {
			mz = zone(g.tb, pick(g, "their zone", zones...))
		}
		m, h := g.member(mz, q.Service, q.Now)
		q.Members = append(q.Members, m)
		o.hours = append(o.hours, h)
	}
	o.q = q
	return o, l
}

// TestComputeAgreesWithOracle draws whole queries and compares the engine with the minute-by-minute oracle; Check and
// Refused must tell the same story.
func TestComputeAgreesWithOracle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		g, z := newGen(rt, t)
		o, l := g.query(z)
		want := o.compute(l)
		got := slots.Compute(&o.q, nil)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("near %s in %s (-oracle +engine):\n%s", g.near, z, diff)
		}
		agree(rt, &o, l, got)
	})
}

func agree(rt *rapid.T, o *oracle, l plainLimits, offered []slots.Slot) {
	for _, s := range offered {
		if again, rule := slots.Check(&o.q, s.Start); rule != slots.Offered || again != s {
			rt.Fatalf("offered %v but Check says %v %q", s, again, rule)
		}
		if o.q.Window.Kind == slots.AvailableDays {
			break // each Check counts the available days anew
		}
	}
	inWindow := o.window(l)
	for _, r := range slots.Refused(&o.q, nil) {
		if inWindow(read(r.Start, o.hours[0].Zone).date) && o.at(r.Start, l) > 0 {
			rt.Fatalf("%s refused by %q though the oracle offers it", r.Start, r.Rule)
		}
		if o.q.Window.Kind == slots.AvailableDays {
			break
		}
		if _, rule := slots.Check(&o.q, r.Start); rule != r.Rule {
			rt.Fatalf("%s: Refused says %q, Check %q", r.Start, r.Rule, rule)
		}
	}
}
