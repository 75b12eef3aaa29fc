package ical

import (
	"cmp"
	"slices"
	"sort"
)

// override is an event that stands in for one occurrence of its series, or for that one and all later ones.
type override struct {
	*event
	id     int64 // instant of the occurrence that it replaces
	day    int64 // its date, when either side has no time of day
	date   bool
	start  int64
	length extent
}

// extent is how long an event lasts.
type extent struct {
	days, seconds int64
}

func (c *calendar) override(e *event) (override, error) {
	id, err := c.instant(e.recurrenceID)
	if err != nil {
		return override{}, err
	}
	o := override{event: e, id: id, day: e.recurrenceID.at.day(), date: e.recurrenceID.date}
	if e.start == nil {
		return o, nil // a cancelled occurrence needs no time of its own
	}
	if o.start, err = c.instant(e.start); err != nil {
		return override{}, err
	}
	k, err := c.clockOf(e.start)
	if err != nil {
		return override{}, err
	}
	o.length, err = c.extent(e, k)
	return o, err
}

// extent works out how long an event lasts: DTEND is as far from DTSTART as it is, for dates in days, for times in
// elapsed seconds; DURATION has nominal days; without either, a date lasts a day and a time takes none.
func (c *calendar) extent(e *event, k clock) (extent, error) {
	switch {
	case e.end != nil && e.start.date && e.end.date:
		return extent{days: max(e.end.at.day()-e.start.at.day(), 0)}, nil
	case e.end != nil:
		end, err := c.instant(e.end)
		return extent{seconds: max(end-k.instant(e.start.at), 0)}, err
	case e.length != nil:
		return extent{max(e.length.days, 0), max(e.length.seconds, 0)}, nil
	case e.start.date:
		return extent{days: 1}, nil
	}
	return extent{}, nil
}

func (x extent) end(w wall, k clock) int64 {
	if x.days == 0 {
		return k.instant(w) + x.seconds
	}
	return k.instant(w+wall(x.days*secondsPerDay)) + x.seconds
}

// series is one event with all that decides which of its occurrences are left.
type series struct {
	*event
	clock    clock
	length   extent
	instants map[int64]bool // excluded or replaced
	days     map[int64]bool
	later    []override // THISANDFUTURE, by id
	err      error      // the first of emit
}

// add notes the busy times of an event and of its repetitions.
func (c *calendar) add(e *event, replaced []override) error {
	k, err := c.clockOf(e.start)
	if err != nil {
		return err
	}
	s := &series{event: e, clock: k}
	if s.length, err = c.extent(e, k); err != nil {
		return err
	}
	if err := c.exclude(s, replaced); err != nil {
		return err
	}
	c.emit(s, e.start.at)
	if e.recurrenceID == nil {
		if err := c.repeat(s); err != nil {
			return err
		}
		if err := c.listed(s); err != nil {
			return err
		}
	}
	return s.err
}

func (c *calendar) exclude(s *series, replaced []override) error {
	for i := range s.excluded {
		x := &s.excluded[i]
		at, err := c.instant(x)
		if err != nil {
			return err
		}
		s.drop(at, x.at.day(), x.date)
	}
	for _, o := range replaced {
		if o.thisAndLater {
			s.later = append(s.later, o)
		} else {
			s.drop(o.id, o.day, o.date)
		}
	}
	slices.SortFunc(s.later, func(a, b override) int { return cmp.Compare(a.id, b.id) })
	return nil
}

// drop takes out an occurrence: by date where either side is a date, by instant otherwise.
func (s *series) drop(at, day int64, date bool) {
	set, key := &s.instants, at
	if date || s.start.date {
		set, key = &s.days, day
	}
	if *set == nil {
		*set = map[int64]bool{}
	}
	(*set)[key] = true
}

// repeat walks the rules. An occurrence that began before the window may reach into it.
func (c *calendar) repeat(s *series) error {
	reach := s.length.days*secondsPerDay + s.length.seconds
	for _, o := range s.later {
		moved := o.start - o.id
		reach = max(reach, o.length.days*secondsPerDay+o.length.seconds+moved, -moved)
	}
	from, to := wall(c.from-reach-margin), wall(c.to+margin)
	if len(s.later) > 0 {
		to += wall(reach)
	}
	for _, r := range s.rules {
		r.complete(s.start.at)
		x := expansion{rule: r, start: s.start.at, clock: s.clock, budget: &c.budget}
		err := x.expand(from, to, func(w wall) {
			if w != s.start.at {
				c.emit(s, w)
			}
		})
		if err != nil {
			return fail(ErrTooComplex, s.line, "RRULE", "%v", err)
		}
	}
	return nil
}

// listed adds the RDATEs.
func (c *calendar) listed(s *series) error {
	for i := range s.dates {
		d := &s.dates[i]
		k, err := c.clockOf(d)
		if err != nil {
			return err
		}
		if at := k.instant(d.at); s.instants[at] || s.days[d.at.day()] {
			continue
		}
		if d.until != nil {
			if err := c.addPeriod(d, k); err != nil {
				return err
			}
			continue
		}
		s.note(c.addRun(d.line, k.instant(d.at), s.length.end(d.at, k)))
	}
	return nil
}

// addPeriod adds a start with an end or a duration of its own.
func (c *calendar) addPeriod(d *stamp, k clock) error {
	end := extent{d.until.days, d.until.seconds}.end(d.at, k)
	if d.until.end != nil {
		explicit := *d.until.end
		explicit.tzid = d.tzid
		var err error
		if end, err = c.instant(&explicit); err != nil {
			return err
		}
	}
	return c.addRun(d.line, k.instant(d.at), end)
}

// emit adds the occurrence at w, unless it is excluded or replaced, moved by the override that governs it, if any.
func (c *calendar) emit(s *series, w wall) {
	at := s.clock.instant(w)
	if s.err != nil || s.instants[at] || s.days[w.day()] {
		return
	}
	governs := sort.Search(len(s.later), func(i int) bool { return s.later[i].id > at }) - 1
	if governs < 0 {
		s.note(c.addRun(s.line, at, s.length.end(w, s.clock)))
		return
	}
	o := &s.later[governs]
	if o.event.start != nil && !o.free(c.opts.TentativeBusy) {
		start := at + o.start - o.id
		s.note(c.addRun(o.line, start, start+o.length.days*secondsPerDay+o.length.seconds))
	}
}

func (s *series) note(err error) {
	if s.err == nil {
		s.err = err
	}
}
