package slots

import (
	"cmp"
	"slices"
)

// tally holds the bookings of the service by local date, for the limits. One decision is made per date.
type tally struct {
	booked []booked // by date; a group session is one entry
	date   Date
	known  bool
	ok     bool
}

type booked struct {
	date       Date
	start, end int64
}

// load collects the blocking bookings of the same service that can share a period with a candidate: the zone table
// reaches a period beyond the query, so what lies outside it cannot.
func (c *tally) load(e *engine, m *member, in *Member) {
	c.booked, c.known = c.booked[:0], false
	if !e.limited || len(m.zone) == 0 {
		return
	}
	first, end := m.zone[0].from, m.zone[len(m.zone)-1].to
	var dates dateCursor
	for i := range in.Bookings {
		b := &in.Bookings[i]
		start := floorSec(b.Start)
		if !b.SameService || start < first || start >= end || !b.Blocks(e.q.Now, e.q.Policy, e.q.ViewerHold) {
			continue
		}
		c.booked = append(c.booked, booked{dates.at(m.zone, start), start, ceilSec(b.End)})
	}
	slices.SortFunc(c.booked, func(a, b booked) int {
		return cmp.Or(cmp.Compare(a.date, b.date), cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	if e.capacity > 1 {
		c.booked = slices.Compact(c.booked)
	}
}

// allows reports whether one more booking of the service may start on d.
func (c *tally) allows(e *engine, d Date) bool {
	if c.known && c.date == d {
		return c.ok
	}
	l := &e.q.Limits
	c.date, c.known = d, true
	c.ok = c.below(l.PerDay, d, d) && c.minutesLeft(e, l.MinutesPerDay, d)
	if c.ok && l.PerWeek.set {
		first, last := d.week(l.WeekStartsSunday)
		c.ok = c.below(l.PerWeek, first, last)
	}
	if c.ok && l.PerMonth.set {
		first, last := d.month()
		c.ok = c.below(l.PerMonth, first, last)
	}
	return c.ok
}

func (c *tally) between(first, last Date) []booked {
	byDate := func(b booked, d Date) int { return cmp.Compare(b.date, d) }
	i, _ := slices.BinarySearchFunc(c.booked, first, byDate)
	j, _ := slices.BinarySearchFunc(c.booked, last+1, byDate)
	return c.booked[i:j]
}

func (c *tally) below(limit Cap, first, last Date) bool {
	return !limit.set || len(c.between(first, last)) < limit.n
}

func (c *tally) minutesLeft(e *engine, limit Cap, d Date) bool {
	if !limit.set {
		return true
	}
	used := e.duration
	for _, b := range c.between(d, d) {
		used += b.end - b.start
	}
	return used <= int64(limit.n)*60
}
