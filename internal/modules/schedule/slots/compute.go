package slots

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Compute appends the slots that q offers to dst, ascending. Apart from growing dst it allocates nothing in the steady
// state. A query without members or without a duration offers nothing.
func Compute(q *Query, dst []Slot) []Slot {
	e := newEngine(q, q.From, q.To)
	if e == nil {
		return dst
	}
	defer release(e)
	e.dates = e.bookable()
	return e.sweep(dst, nil)
}

// Refused appends the candidates in [From, To) that are not offered, ascending, each with the first rule that refused
// it. Candidates are the grid points of the declared windows, also on dates that are time off. In an Any team a start is
// refused when the whole pool refuses it; the first of the pool is named.
func Refused(q *Query, dst []Refusal) []Refusal {
	e := newEngine(q, q.From, q.To)
	if e == nil {
		return dst
	}
	defer release(e)
	e.dates = e.bookable()
	base := len(dst)
	offered := e.sweep(nil, &dst)
	slices.SortStableFunc(dst[base:], func(a, b Refusal) int { return a.Start.Compare(b.Start) })
	n, next := base, 0
	for _, r := range dst[base:] {
		for next < len(offered) && offered[next].Start.Before(r.Start) {
			next++
		}
		repeated := n > base && dst[n-1].Start.Equal(r.Start)
		if repeated || next < len(offered) && offered[next].Start.Equal(r.Start) {
			continue
		}
		dst[n] = r
		n++
	}
	return dst[:n]
}

// Check decides whether start is in the list, for exactly [start, start+duration): use it inside the booking
// transaction. It returns Offered with the slot, or the rule that refuses. From and To of the query are not read.
func Check(q *Query, start time.Time) (Slot, Rule) {
	e := engineAt(q, start)
	if e == nil {
		return Slot{}, NotOnGrid
	}
	defer release(e)
	var refused []Refusal
	if offered := e.sweep(nil, &refused); len(offered) > 0 {
		return offered[0], Offered
	}
	if len(refused) > 0 {
		return Slot{}, refused[0].Rule
	}
	return Slot{}, NotOnGrid
}

// Assignable appends the indices of the members who could lead a booking at start, in the order of the query: in an Any
// team those of the pool that offer it, otherwise the members on whose grid it is.
func Assignable(q *Query, start time.Time, dst []int) []int {
	e := engineAt(q, start)
	if e == nil {
		return dst
	}
	defer release(e)
	for lead := range e.members {
		if !e.assemble(lead) {
			continue
		}
		e.grid = e.members[lead].gridPoints(e.grid[:0], e.lo, e.hi, e.step, false)
		if len(e.grid) == 0 {
			continue
		}
		if _, rule, _ := e.decide(e.grid[0]); rule == Offered {
			dst = append(dst, lead)
		}
	}
	return dst
}

// engineAt prepares q for the one start.
func engineAt(q *Query, start time.Time) *engine {
	if start.Nanosecond() != 0 {
		return nil
	}
	narrow := *q
	narrow.From, narrow.To = start, start.Add(time.Second)
	e := newEngine(&narrow, narrow.From, narrow.To)
	if e != nil {
		e.dates = e.bookable()
	}
	return e
}

// sweep appends the offered slots and, if refused is given, notes the other candidates.
func (e *engine) sweep(dst []Slot, refused *[]Refusal) []Slot {
	base, leads := len(dst), 0
	lo := e.lo
	if refused == nil {
		lo = max(lo, e.earliest)
	}
	for lead := range e.members {
		if !e.assemble(lead) {
			continue
		}
		leads++
		e.grid = e.members[lead].gridPoints(e.grid[:0], lo, e.hi, e.step, refused != nil)
		for _, t := range e.grid {
			seats, rule, who := e.decide(t)
			switch {
			case rule == Offered:
				dst = append(dst, Slot{time.Unix(t, 0).UTC(), seats})
			case refused != nil:
				*refused = append(*refused, Refusal{time.Unix(t, 0).UTC(), rule, e.indexOf(e.team[who])})
			}
		}
	}
	if leads > 1 {
		dst = dst[:base+len(mergeSlots(dst[base:]))]
	}
	return dst
}

// mergeSlots sorts the lists of several leads into one: a start once, with the most seats that anyone has left.
func mergeSlots(s []Slot) []Slot {
	slices.SortFunc(s, func(a, b Slot) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(b.SeatsLeft, a.SeatsLeft))
	})
	return slices.CompactFunc(s, func(a, b Slot) bool { return a.Start.Equal(b.Start) })
}

// assemble sets the team for a lead: the member on whose grid a start lies. It reports whether lead may lead.
func (e *engine) assemble(lead int) bool {
	e.team = e.team[:0]
	pooled := e.q.Mode == Any && slices.ContainsFunc(e.q.Members, func(m Member) bool { return !m.Required })
	if pooled && e.q.Members[lead].Required {
		return false
	}
	for i := range e.members {
		if !pooled || i == lead || e.q.Members[i].Required {
			e.members[i].rewind()
			e.team = append(e.team, &e.members[i])
		}
	}
	return true
}

func (e *engine) indexOf(m *member) int {
	for i := range e.members {
		if &e.members[i] == m {
			return i
		}
	}
	return 0
}

// bookable turns the booking window into dates of the first practitioner.
func (e *engine) bookable() DateRange {
	w := &e.q.Window
	today := DateOf(e.q.Now.In(e.members[0].cal.zone))
	switch w.Kind {
	case RollingDays:
		return DateRange{today, today + Date(w.Days)}
	case RollingBusinessDays:
		return DateRange{today, today.plusBusinessDays(w.Days)}
	case AvailableDays:
		return DateRange{math.MinInt32, e.lastAvailable(w.Days)}
	case FixedRange:
		return DateRange{w.From, w.To}
	}
	return DateRange{math.MinInt32, math.MaxInt32}
}

// lastAvailable returns the n-th date, from now on, that has a slot. Dates beyond the queried range cannot change the
// answer within it, so the search ends there.
func (e *engine) lastAvailable(n int) Date {
	if n <= 0 {
		return math.MinInt32
	}
	all := *e.q
	all.Window = BookingWindow{}
	from := newEngine(&all, all.Now, all.To)
	if from == nil {
		return math.MinInt32
	}
	defer release(from)
	first := &from.members[0]
	var cursor dateCursor
	from.days = from.days[:0]
	for _, s := range from.sweep(nil, nil) {
		from.days = append(from.days, cursor.at(first.zone, s.Start.Unix()))
	}
	// Where clocks went back across midnight, later instants can carry earlier dates.
	slices.Sort(from.days)
	from.days = slices.Compact(from.days)
	if n > len(from.days) {
		return math.MaxInt32
	}
	return from.days[n-1]
}
