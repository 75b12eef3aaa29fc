package ical

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"time"
)

// Interval is a busy time, half-open, in UTC.
type Interval struct{ Start, End time.Time }

// BusyOptions say how to read a calendar. From and To are required; a zero limit means its default.
type BusyOptions struct {
	// Zone is the calendar's zone: all-day and floating events are read in it. Nil means what the calendar names
	// (X-WR-TIMEZONE), else UTC.
	Zone *time.Location
	// From and To bound the answer, half-open; at most MaxWindow apart.
	From, To time.Time
	// TentativeBusy counts tentative events and free/busy periods as busy.
	TentativeBusy bool

	MaxBytes     int64 // default 10 MB
	MaxEvents    int   // default 50,000
	MaxInstances int   // busy times before merging, and listed dates; default 100,000
}

// MaxWindow is the longest period that can be asked for.
const MaxWindow = 5 * 366 * 24 * time.Hour

// The work that recurrence rules may cause: days looked at (5 to 10 ns each) and starts produced.
const (
	maxDays   = 10_000_000
	maxStarts = 1_000_000
)

// ErrWindow is returned for a period that is empty or longer than MaxWindow.
var ErrWindow = errors.New("ical: the period must be positive and at most MaxWindow")

// ParseBusy returns the busy times of a calendar within [o.From, o.To): clipped, merged and sorted. Transparent and
// cancelled events are free. Errors are *ParseError, wrapping one of the declared ones, or those of r; a calendar with
// an error has no answer, never a partial one.
func ParseBusy(r io.Reader, o BusyOptions) ([]Interval, error) {
	if !o.From.Before(o.To) || o.To.Sub(o.From) > MaxWindow {
		return nil, ErrWindow
	}
	o.MaxBytes = cmp.Or(o.MaxBytes, 10_000_000)
	o.MaxEvents = cmp.Or(o.MaxEvents, 50_000)
	o.MaxInstances = cmp.Or(o.MaxInstances, 100_000)
	d := &document{opts: o, zones: map[string]*vtimezone{}}
	if err := d.read(r); err != nil {
		return nil, err
	}
	c := &calendar{
		document: d, from: o.From.Unix(), to: o.To.Unix(), budget: budget{maxDays, maxStarts},
		clocks: map[string]clock{},
	}
	if o.To.Nanosecond() > 0 {
		c.to++
	}
	c.setLocal()
	if err := c.collect(); err != nil {
		return nil, err
	}
	return c.merged(), nil
}

// calendar turns a document into busy times.
type calendar struct {
	*document
	from, to int64 // unix seconds
	budget   budget
	clocks   map[string]clock // by TZID
	local    clock
	busy     []run
}

// run is a busy time in unix seconds, half-open.
type run struct{ from, to int64 }

func (c *calendar) setLocal() {
	zone := c.opts.Zone
	if zone == nil && c.zoneName != "" {
		zone = ianaZone(c.zoneName)
	}
	if zone == nil {
		zone = time.UTC
	}
	c.local = &ianaClock{zone: zone}
}

func (c *calendar) collect() error {
	overrides, series := map[string][]override{}, map[string]bool{}
	for _, e := range c.events {
		if e.recurrenceID == nil {
			series[e.uid] = true
			continue
		}
		o, err := c.override(e)
		if err != nil {
			return err
		}
		overrides[e.uid] = append(overrides[e.uid], o)
	}
	for _, e := range c.events {
		// What holds for this and all later occurrences is applied to those of its series, if that is here.
		if e.free(c.opts.TentativeBusy) || e.thisAndLater && series[e.uid] {
			continue
		}
		var replaced []override
		if e.recurrenceID == nil {
			replaced = overrides[e.uid]
		}
		if err := c.add(e, replaced); err != nil {
			return err
		}
	}
	for i := range c.periods {
		s := &c.periods[i]
		k, err := c.clockOf(s)
		if err != nil {
			return err
		}
		if err := c.addPeriod(s, k); err != nil {
			return err
		}
	}
	return nil
}

// clockOf finds the clock that a stamp was written by.
func (c *calendar) clockOf(s *stamp) (clock, error) {
	switch {
	case s.utc:
		return utcClock{}, nil
	case s.date || s.tzid == "":
		return c.local, nil
	}
	if k, ok := c.clocks[s.tzid]; ok {
		return k, nil
	}
	k, err := c.findClock(s)
	if err != nil {
		return nil, err
	}
	c.clocks[s.tzid] = k
	return k, nil
}

func (c *calendar) findClock(s *stamp) (clock, error) {
	if zone := ianaZone(s.tzid); zone != nil {
		return &ianaClock{zone: zone}, nil
	}
	z := c.zones[s.tzid]
	if z == nil {
		return nil, fail(ErrZone, s.line, s.name, "unknown zone %.80q", s.tzid)
	}
	if zone := ianaZone(z.location); zone != nil {
		return &ianaClock{zone: zone}, nil
	}
	table, err := z.clock(wall(c.to+margin), &c.budget)
	if err != nil {
		return nil, err
	}
	if table == nil {
		return nil, fail(ErrZone, s.line, s.name, "zone %.80q without offsets", s.tzid)
	}
	return table, nil
}

func (c *calendar) instant(s *stamp) (int64, error) {
	k, err := c.clockOf(s)
	if err != nil {
		return 0, err
	}
	return k.instant(s.at), nil
}

// addRun notes a busy time, clipped to the window. It fails when there are too many.
func (c *calendar) addRun(line int, from, to int64) error {
	from, to = max(from, c.from), min(to, c.to)
	if from >= to {
		return nil
	}
	if len(c.busy) == c.opts.MaxInstances {
		return fail(ErrTooComplex, line, "VEVENT", "more than %d busy times", c.opts.MaxInstances)
	}
	c.busy = append(c.busy, run{from, to})
	return nil
}

func (c *calendar) merged() []Interval {
	slices.SortFunc(c.busy, func(a, b run) int { return cmp.Compare(a.from, b.from) })
	var out []Interval
	for i := 0; i < len(c.busy); {
		whole := c.busy[i]
		for i++; i < len(c.busy) && c.busy[i].from <= whole.to; i++ {
			whole.to = max(whole.to, c.busy[i].to)
		}
		out = append(out, Interval{time.Unix(whole.from, 0).UTC(), time.Unix(whole.to, 0).UTC()})
	}
	return out
}
