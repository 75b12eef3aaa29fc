package slots_test

import (
	"slices"
	"time"

	"klear/internal/modules/schedule/slots"
)

// oracle answers a query minute by minute, from the words of the rules, sharing no code and no idea with the engine:
// no stretches, no intervals, no sweep. It is right for zones whose offsets are whole minutes.
type oracle struct {
	q     slots.Query
	hours []slots.Hours // of the members
}

// reading is what a wall clock shows: a date and the minutes since its midnight.
type reading struct {
	date   slots.Date
	minute int
}

func read(t time.Time, z *time.Location) reading {
	l := t.In(z)
	return reading{slots.NewDate(l.Year(), l.Month(), l.Day()), l.Hour()*60 + l.Minute()}
}

// declared marks the minutes, since midnight of d, of the windows that begin on d.
func declared(h *slots.Hours, d slots.Date) *[2880]bool {
	windows := h.Weekly[d.ISOWeekday()-1]
	overridden := false
	for _, o := range h.Overrides {
		if o.Date == d {
			if !overridden {
				windows, overridden = nil, true
			}
			windows = append(slices.Clone(windows), o.Windows...)
		}
	}
	var marks [2880]bool
	for _, w := range windows {
		for m := w.Start; m < w.End; m++ {
			marks[m] = true
		}
	}
	return &marks
}

func isOff(h *slots.Hours, d slots.Date) bool {
	return slices.ContainsFunc(h.TimeOff, func(r slots.DateRange) bool { return r.From <= d && d <= r.To })
}

func (o *oracle) open(i int, t time.Time) bool {
	h := &o.hours[i]
	r := read(t, h.Zone)
	return !isOff(h, r.date) && (declared(h, r.date)[r.minute] || declared(h, r.date-1)[r.minute+1440])
}

func (o *oracle) onGrid(i int, t time.Time) bool {
	h := &o.hours[i]
	if t.In(h.Zone).Second() != 0 {
		return false
	}
	step := int(o.q.Service.Interval / time.Minute)
	if step == 0 {
		step = int(o.q.Service.Duration / time.Minute)
	}
	r := read(t, h.Zone)
	if isOff(h, r.date) {
		return false
	}
	for _, at := range []struct {
		date   slots.Date
		minute int
	}{{r.date, r.minute}, {r.date - 1, r.minute + 1440}} {
		marks := declared(h, at.date)
		if !marks[at.minute] {
			continue
		}
		opening := at.minute
		for opening > 0 && marks[opening-1] {
			opening--
		}
		if (at.minute-opening)%step == 0 {
			return true
		}
	}
	return false
}

func (o *oracle) fits(i int, t time.Time) bool {
	for m := time.Duration(0); m < o.q.Service.Duration; m += time.Minute {
		if !o.open(i, t.Add(m)) {
			return false
		}
	}
	return true
}

func (o *oracle) blocks(b *slots.Booking) bool {
	switch b.Status {
	case "confirmed", "completed", "no_show":
		return true
	case "pending":
		return !o.q.Policy.PendingFree
	case "hold":
		return b.ExpiresAt.After(o.q.Now) && (o.q.ViewerHold == "" || b.HoldID != o.q.ViewerHold)
	}
	return false
}

func meets(a1, a2, b1, b2 time.Time) bool {
	return a1.Before(a2) && b1.Before(b2) && a1.Before(b2) && b1.Before(a2)
}

// free returns the seats left at t and whether there is a session to join; no seats means a conflict.
func (o *oracle) free(i int, t time.Time) (seats int, joins bool) {
	s := o.q.Service
	end := t.Add(s.Duration)
	from, to := t.Add(-s.BufferBefore), end.Add(s.BufferAfter)
	seats = max(s.Capacity, 1)
	m := &o.q.Members[i]
	for k := range m.Bookings {
		b := &m.Bookings[k]
		if !o.blocks(b) {
			continue
		}
		if s.Capacity > 1 && b.SameService && b.Start.Equal(t) && b.End.Equal(end) {
			seats -= b.Seats
			joins = true
			continue
		}
		if meets(from, to, b.Blocked.Start, b.Blocked.End) {
			return 0, false
		}
	}
	for _, b := range m.Busy {
		if meets(from, to, b.Start, b.End) {
			return 0, false
		}
	}
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		d := read(at, o.hours[i].Zone).date
		if slices.ContainsFunc(m.BusyDates, func(r slots.DateRange) bool { return r.From <= d && d <= r.To }) {
			return 0, false
		}
	}
	return max(seats, 0), joins
}

// limits are given to the oracle as plain numbers, -1 for none.
type plainLimits struct{ day, week, month, minutes int }

func (o *oracle) belowLimits(i int, t time.Time, l plainLimits) bool {
	type key struct{ start, end time.Time }
	zone := o.hours[i].Zone
	want := t.In(zone)
	day := func(u time.Time) time.Time { return time.Date(u.Year(), u.Month(), u.Day(), 0, 0, 0, 0, time.UTC) }
	week := func(u time.Time) time.Time {
		d := day(u)
		first := time.Monday
		if o.q.Limits.WeekStartsSunday {
			first = time.Sunday
		}
		for d.Weekday() != first {
			d = d.AddDate(0, 0, -1)
		}
		return d
	}
	seen := map[key]bool{}
	var perDay, perWeek, perMonth int
	minutes := o.q.Service.Duration
	for k := range o.q.Members[i].Bookings {
		b := &o.q.Members[i].Bookings[k]
		id := key{b.Start, b.End}
		if !b.SameService || !o.blocks(b) || o.q.Service.Capacity > 1 && seen[id] {
			continue
		}
		seen[id] = true
		at := b.Start.In(zone)
		if day(at).Equal(day(want)) {
			perDay++
			minutes += b.End.Sub(b.Start)
		}
		if week(at).Equal(week(want)) {
			perWeek++
		}
		if at.Year() == want.Year() && at.Month() == want.Month() {
			perMonth++
		}
	}
	return (l.day < 0 || perDay < l.day) && (l.week < 0 || perWeek < l.week) && (l.month < 0 || perMonth < l.month) &&
		(l.minutes < 0 || minutes <= time.Duration(l.minutes)*time.Minute)
}

// team returns the members who must fit when lead leads, nil when lead cannot.
func (o *oracle) team(lead int) []int {
	var required, pool, all []int
	for i, m := range o.q.Members {
		all = append(all, i)
		if m.Required {
			required = append(required, i)
		} else {
			pool = append(pool, i)
		}
	}
	switch {
	case o.q.Mode == slots.One && lead > 0:
		return nil
	case o.q.Mode == slots.One:
		return []int{0}
	case o.q.Mode == slots.All || len(pool) == 0:
		return all
	case slices.Contains(pool, lead):
		return append(required, lead)
	}
	return nil
}

func (o *oracle) teamSeats(team []int, t time.Time) int {
	seats := max(o.q.Service.Capacity, 1)
	for _, i := range team {
		left, _ := o.free(i, t)
		if !o.fits(i, t) {
			left = 0
		}
		seats = min(seats, left)
	}
	return seats
}

// seats is the answer for one minute and one lead, without the booking window.
func (o *oracle) seats(lead int, t time.Time, l plainLimits) int {
	team := o.team(lead)
	if team == nil || !o.onGrid(lead, t) || !t.After(o.q.Now) || t.Before(o.q.Now.Add(o.q.Service.MinNotice)) {
		return 0
	}
	seats := o.teamSeats(team, t)
	if seats == 0 {
		return 0
	}
	for _, i := range team {
		if _, joins := o.free(i, t); !joins && !o.belowLimits(i, t, l) {
			return 0
		}
	}
	zone := o.hours[0].Zone
	wall := read(t, zone)
	for k := 1; k < o.q.Series.Count; k++ {
		weeks := k * max(o.q.Series.Interval, 1)
		want := reading{wall.date + slots.Date(7*weeks), wall.minute}
		best := 0
		about := t.Add(time.Duration(weeks) * 7 * 24 * time.Hour)
		for at := about.Add(-26 * time.Hour); at.Before(about.Add(26 * time.Hour)); at = at.Add(time.Minute) {
			if best == 0 && read(at, zone) == want {
				best = o.teamSeats(team, at)
			}
		}
		if seats = min(seats, best); seats == 0 {
			return 0
		}
	}
	return seats
}

// at is the answer for one minute over all leads, without the booking window.
func (o *oracle) at(t time.Time, l plainLimits) int {
	best := 0
	for lead := range o.q.Members {
		best = max(best, o.seats(lead, t, l))
	}
	return best
}

func (o *oracle) compute(l plainLimits) []slots.Slot {
	zone := o.hours[0].Zone
	inWindow := o.window(l)
	var out []slots.Slot
	for t := o.q.From.Truncate(time.Minute); t.Before(o.q.To); t = t.Add(time.Minute) {
		if t.Before(o.q.From) || !inWindow(read(t, zone).date) {
			continue
		}
		if seats := o.at(t, l); seats > 0 {
			out = append(out, slots.Slot{Start: t.UTC(), SeatsLeft: seats})
		}
	}
	return out
}

func (o *oracle) window(l plainLimits) func(slots.Date) bool {
	w := o.q.Window
	zone := o.hours[0].Zone
	today := read(o.q.Now, zone).date
	switch w.Kind {
	case slots.RollingDays:
		return func(d slots.Date) bool { return d >= today && int(d-today) <= w.Days }
	case slots.RollingBusinessDays:
		return func(d slots.Date) bool {
			last := today
			for n := 0; n < w.Days; {
				last++
				if last.ISOWeekday() <= 5 {
					n++
				}
			}
			return d >= today && d <= last
		}
	case slots.AvailableDays:
		with := map[slots.Date]bool{}
		for t := o.q.Now.Truncate(time.Minute); t.Before(o.q.To); t = t.Add(time.Minute) {
			if d := read(t, zone).date; !with[d] && o.at(t, l) > 0 {
				with[d] = true
			}
		}
		return func(d slots.Date) bool {
			earlier := 0
			for x := range with {
				if x < d {
					earlier++
				}
			}
			return earlier < w.Days
		}
	case slots.FixedRange:
		return slots.DateRange{From: w.From, To: w.To}.Contains
	}
	return func(slots.Date) bool { return true }
}
