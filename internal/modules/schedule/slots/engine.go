package slots

import (
	"slices"
	"sync"
	"time"
)

// engine is a query in seconds, with scratch memory that is kept between queries.
type engine struct {
	q *Query

	duration, step, before, after int64
	capacity                      int
	weeks                         int64 // between the occurrences of a series
	count                         int   // occurrences; 1 without a series

	lo, hi   int64 // starts
	end      int64 // hi, plus the later weeks of a series and the duration
	earliest int64 // by notice
	windowed bool
	dates    DateRange // bookable, when windowed
	limited  bool

	members []member
	team    []*member // who must fit for the current lead
	grid    []int64
	local   []int64
	days    []Date
}

var engines = sync.Pool{New: func() any { return new(engine) }}

// keptGrid bounds the scratch that is kept for the next query.
const keptGrid = 1 << 16

func release(e *engine) {
	if cap(e.grid) > keptGrid {
		e.grid = nil
	}
	for i := range e.members {
		e.members[i].cal, e.members[i].zone = nil, nil
	}
	clear(e.team)
	e.q = nil
	engines.Put(e)
}

// newEngine prepares q for starts in [from, to); nil when the question has no answer at all. The booking window is left
// to the caller. Release it after use.
func newEngine(q *Query, from, to time.Time) *engine {
	if q.Service.Duration < time.Second || len(q.Members) == 0 {
		return nil
	}
	e := engines.Get().(*engine)
	e.q = q
	e.duration = int64(q.Service.Duration / time.Second)
	e.step = int64(q.Service.Interval / time.Second)
	if e.step <= 0 {
		e.step = e.duration
	}
	e.before = int64(q.Service.BufferBefore / time.Second)
	e.after = int64(q.Service.BufferAfter / time.Second)
	e.capacity = max(q.Service.Capacity, 1)
	e.count, e.weeks = max(q.Series.Count, 1), int64(max(q.Series.Interval, 1))
	e.lo, e.hi = ceilSec(from), ceilSec(to)
	e.earliest = max(floorSec(q.Now)+1, ceilSec(q.Now.Add(q.Service.MinNotice)))
	e.windowed, e.dates = q.Window.Kind != Unlimited, DateRange{}
	e.limited = q.Limits.any()
	e.load()
	return e
}

// load prepares the members. All of them count in an Any or All team, only the first otherwise.
func (e *engine) load() {
	later := int64(e.count-1) * e.weeks * 7 * secondsPerDay
	// A series keeps the wall time, so that its instants may be off by a change of offset; a date holds at most two.
	if later > 0 {
		later += 2 * secondsPerDay
	}
	e.end = e.hi + later + e.duration
	n := len(e.q.Members)
	if e.q.Mode == One {
		n = 1
	}
	e.members = slices.Grow(e.members[:0], n)[:n]
	pad := e.q.periodPad()
	for i := range e.members {
		m, in := &e.members[i], &e.q.Members[i]
		m.cal = in.Calendar
		if i > 0 && e.members[i-1].cal.zone == m.cal.zone {
			m.zone = e.members[i-1].zone
		} else {
			m.table = appendStretches(m.table[:0], m.cal.zone, e.lo-pad, e.end+pad)
			m.zone = m.table
		}
		m.load(e, in)
	}
}

// periodPad is how far, in seconds, the bookings that matter may lie outside the queried starts: buffers aside, the
// longest period that is limited.
func (q *Query) periodPad() int64 {
	pad := 2
	switch {
	case q.Limits.PerMonth.set:
		pad += 31
	case q.Limits.PerWeek.set:
		pad += 7
	}
	return int64(pad) * secondsPerDay
}

// BusyRange is the range whose bookings and busy times the query needs: load the rows whose stored blocked range meets
// it. It is wider than [From, To): buffers, limit periods, later weeks of a series, and for a window of available days
// everything from now on.
func (q *Query) BusyRange() Interval {
	from, to := q.From, q.To
	if q.Window.Kind == AvailableDays && q.Now.Before(from) {
		from = q.Now
	}
	if n := max(q.Series.Count, 1) - 1; n > 0 {
		to = to.Add(time.Duration(n*max(q.Series.Interval, 1)*7+2) * 24 * time.Hour)
	}
	from, to = from.Add(-q.Service.BufferBefore), to.Add(q.Service.Duration+q.Service.BufferAfter)
	if q.Limits.any() {
		pad := time.Duration(q.periodPad()) * time.Second
		from, to = from.Add(-pad), to.Add(pad)
	}
	return Interval{from, to}
}
