package slots

// decide is the one decision behind listing, booking and explaining: may the team start at t? It returns the seats left,
// or the first rule that refuses and the index, within the team, of the member whom it concerns.
func (e *engine) decide(t int64) (seats int, rule Rule, who int) {
	for i, m := range e.team {
		if !m.fits(t, e.duration) {
			if m.cal.timeOff(m.dates.at(m.zone, t)) {
				return 0, TimeOff, i
			}
			return 0, OutsideHours, i
		}
	}
	seats = e.capacity
	for i, m := range e.team {
		left, rule := m.free(e, t)
		if rule != Offered {
			return 0, rule, i
		}
		seats = min(seats, left)
	}
	if t < e.earliest {
		return 0, ShortNotice, 0
	}
	if e.windowed {
		if first := &e.members[0]; !e.dates.Contains(first.dates.at(first.zone, t)) {
			return 0, OutOfWindow, 0
		}
	}
	if e.limited {
		for i, m := range e.team {
			// Joining a running session adds no session, so no limit can be passed.
			if !m.joins && !m.tally.allows(e, m.dates.at(m.zone, t)) {
				return 0, LimitReached, i
			}
		}
	}
	if e.count > 1 {
		later := e.laterWeeks(t)
		if later == 0 {
			return 0, SeriesBroken, 0
		}
		seats = min(seats, later)
	}
	return seats, Offered, 0
}

// laterWeeks returns the least number of seats left over the later occurrences of a series, 0 when one of them does not
// exist or does not fit.
func (e *engine) laterWeeks(t int64) int {
	seats := e.capacity
	for k := 1; k < e.count && seats > 0; k++ {
		left, _ := e.occurrence(t, k)
		seats = min(seats, left)
	}
	return seats
}

// occurrence finds the k-th repetition of a series that begins at t: the first instant that reads the same wall time,
// in the first practitioner's zone, at which the whole team fits. It returns no seats when there is none.
func (e *engine) occurrence(t int64, k int) (seats int, start int64) {
	zone := e.members[0].zone
	local := t + at(zone, t).offset + int64(k)*e.weeks*7*secondsPerDay
	e.local = readings(e.local[:0], zone, local)
	for _, start := range e.local {
		if left := e.teamFree(start); left > 0 {
			return left, start
		}
	}
	return 0, 0
}

// teamFree returns the least number of seats that the team has left at t, 0 when somebody does not fit.
func (e *engine) teamFree(t int64) int {
	seats := e.capacity
	for _, m := range e.team {
		if !m.fits(t, e.duration) {
			return 0
		}
		left, rule := m.free(e, t)
		if rule != Offered {
			return 0
		}
		seats = min(seats, left)
	}
	return seats
}
