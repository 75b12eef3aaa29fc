package slots

import "time"

// Occurrence is one date of a series.
type Occurrence struct {
	// Date is the local date in the first practitioner's zone.
	Date Date
	// Start is the instant, UTC; zero when the wall time does not exist on that date.
	Start time.Time
	// Rule is Offered when the occurrence can be booked.
	Rule Rule
}

// Occurrences lists every date of the series of q that begins at start, for a team led by member lead, so that the ones
// that clash can be named and left out. Notice, window and limits are the first one's: see Check. It appends nothing
// when lead is not a member.
func Occurrences(q *Query, start time.Time, lead int, dst []Occurrence) []Occurrence {
	e := engineAt(q, start)
	if e == nil {
		return dst
	}
	defer release(e)
	if lead < 0 || lead >= len(e.members) || !e.assemble(lead) {
		return dst
	}
	t := start.Unix()
	zone := e.members[0].zone
	local := t + at(zone, t).offset
	for k := range e.count {
		wall := local + int64(k)*e.weeks*7*secondsPerDay
		e.local = append(e.local[:0], t)
		if k > 0 {
			e.local = readings(e.local[:0], zone, wall)
		}
		o := Occurrence{Date: dateAt(wall), Rule: OutsideHours}
		for i, at := range e.local {
			rule := e.refusal(at)
			if i == 0 || rule == Offered {
				o.Start, o.Rule = time.Unix(at, 0).UTC(), rule
			}
			if rule == Offered {
				break
			}
		}
		dst = append(dst, o)
	}
	return dst
}

// refusal says why the team does not fit at t.
func (e *engine) refusal(t int64) Rule {
	for _, m := range e.team {
		if !m.fits(t, e.duration) {
			if m.cal.timeOff(m.dates.at(m.zone, t)) {
				return TimeOff
			}
			return OutsideHours
		}
	}
	for _, m := range e.team {
		if _, rule := m.free(e, t); rule != Offered {
			return rule
		}
	}
	return Offered
}
