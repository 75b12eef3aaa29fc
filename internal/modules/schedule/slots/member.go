package slots

import (
	"cmp"
	"slices"
	"sort"
)

// member is a Member made ready for one query. Its slices are scratch that later queries reuse.
type member struct {
	cal      *Calendar
	zone     []stretch // over the query's instants; may be another member's table
	table    []stretch // own storage for zone
	open     []span    // merged
	taken    []span    // blocked ranges of bookings and busy times, merged; of group services without their sessions
	sessions []session // by start, one per start
	rooms    []room
	roomless bool // no room is needed
	tally    tally
	pieces   []piece
	dates    dateCursor
	openHint int
	takenAt  int
	// joins is set by free: the candidate is a running session of this member.
	joins bool
	// before and after bound how far a session's blocked range reaches beyond its start and end.
	before, after int64
}

// session is a running group session: the bookings of the service with one start and the service's duration.
type session struct {
	start   int64
	blocked span
	seats   int
}

// load fills open, taken and sessions for starts in [lo, hi) and the later weeks of a series up to end.
func (m *member) load(e *engine, in *Member) {
	m.open = m.openSpans(m.open[:0], e.lo, e.end)
	reach := span{e.lo - e.before, e.end + e.after}
	m.taken, m.sessions = m.taken[:0], m.sessions[:0]
	m.before, m.after = 0, 0
	for i := range in.Bookings {
		if b := &in.Bookings[i]; b.Blocks(e.q.Now, e.q.Policy, e.q.ViewerHold) {
			m.addBooking(e, b, reach)
		}
	}
	for _, b := range in.Busy {
		m.addTaken(b.span(), reach)
	}
	for _, r := range in.BusyDates {
		m.taken = appendDates(m.taken, m.zone, r)
	}
	m.taken = join(m.taken)
	m.joinSessions()
	m.loadRooms(in.Rooms, reach)
	m.tally.load(e, m, in)
	m.rewind()
}

func (m *member) addTaken(s, reach span) {
	if s.from < s.to && s.from < reach.to && reach.from < s.to {
		m.taken = append(m.taken, s)
	}
}

func (m *member) addBooking(e *engine, b *Booking, reach span) {
	blocked := b.Blocked
	if blocked == (Interval{}) {
		blocked = Interval{b.Start, b.End}
	}
	s := blocked.span()
	start, whole := b.Start.Unix(), b.Start.Nanosecond() == 0 && b.End.Nanosecond() == 0
	isSession := e.capacity > 1 && b.SameService && whole && b.End.Unix()-start == e.duration
	if !isSession {
		m.addTaken(s, reach)
		return
	}
	if s.from < reach.to && reach.from < s.to {
		m.sessions = append(m.sessions, session{start, s, b.Seats})
		m.before = max(m.before, start-s.from)
		m.after = max(m.after, s.to-start-e.duration)
	}
}

// joinSessions sorts the seats by start and adds them up per session.
func (m *member) joinSessions() {
	slices.SortFunc(m.sessions, func(a, b session) int { return cmp.Compare(a.start, b.start) })
	n := 0
	for _, s := range m.sessions {
		if n > 0 && m.sessions[n-1].start == s.start {
			last := &m.sessions[n-1]
			last.seats += s.seats
			last.blocked = span{min(last.blocked.from, s.blocked.from), max(last.blocked.to, s.blocked.to)}
			continue
		}
		m.sessions[n] = s
		n++
	}
	m.sessions = m.sessions[:n]
}

func (m *member) rewind() {
	m.openHint, m.takenAt, m.joins, m.dates = 0, 0, false, dateCursor{}
	for i := range m.rooms {
		m.rooms[i].at = 0
	}
}

// fits reports whether [t, t+duration) is open throughout.
func (m *member) fits(t, duration int64) bool {
	m.openHint = endsAfter(m.open, m.openHint, t)
	if m.openHint == len(m.open) {
		return false
	}
	o := m.open[m.openHint]
	return o.from <= t && t+duration <= o.to
}

// free checks t against everything that takes the member's time and returns the seats left.
func (m *member) free(e *engine, t int64) (seats int, rule Rule) {
	from, to := t-e.before, t+e.duration+e.after
	m.takenAt = endsAfter(m.taken, m.takenAt, from)
	if m.takenAt < len(m.taken) && m.taken[m.takenAt].from < to {
		return 0, Conflict
	}
	m.joins = false
	if len(m.sessions) > 0 {
		if seats, rule = m.freeAmongSessions(e, t, span{from, to}); rule != Offered {
			return 0, rule
		}
	} else {
		seats = e.capacity
	}
	if !m.joins && !m.hasRoom(span{from, to}) { // who joins a session joins it in its room
		return 0, Conflict
	}
	return seats, Offered
}

// freeAmongSessions looks at the sessions whose blocked range could meet want: the one that starts at t is joined, any
// other blocks like a booking.
func (m *member) freeAmongSessions(e *engine, t int64, want span) (seats int, rule Rule) {
	seats = e.capacity
	nearest := want.from - e.duration - m.after
	i := sort.Search(len(m.sessions), func(i int) bool { return m.sessions[i].start > nearest })
	for ; i < len(m.sessions) && m.sessions[i].start < want.to+m.before; i++ {
		s := &m.sessions[i]
		if s.start == t {
			seats -= s.seats
			m.joins = true
			continue
		}
		if s.blocked.from < want.to && want.from < s.blocked.to {
			return 0, Conflict
		}
	}
	if seats <= 0 {
		return 0, SessionFull
	}
	return seats, Offered
}
