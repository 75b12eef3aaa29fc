package slots

import "slices"

// day is the part of one local date that lies within one stretch: the instants [lo, hi), with wall clock
// instant - midnight seconds since 00:00. In a doubled hour two days carry the same date.
type day struct {
	date     Date
	midnight int64
	lo, hi   int64
}

// days walks the local dates over [lo, hi) in instant order.
type days struct {
	table  []stretch
	lo, hi int64
}

func (w *days) next() (day, bool) {
	for len(w.table) > 0 && (w.table[0].to <= w.lo || w.table[0].from >= w.table[0].to) {
		w.table = w.table[1:]
	}
	if w.lo >= w.hi || len(w.table) == 0 {
		return day{}, false
	}
	s := w.table[0]
	lo := max(w.lo, s.from)
	date := dateAt(lo + s.offset)
	midnight := int64(date)*secondsPerDay - s.offset
	hi := min(w.hi, s.to, midnight+secondsPerDay)
	w.lo = hi
	return day{date, midnight, lo, hi}, lo < hi
}

// openSpans appends the open instants of [lo, hi), merged: declared windows minus time off.
func (m *member) openSpans(dst []span, lo, hi int64) []span {
	w := days{m.zone, lo, hi}
	for d, ok := w.next(); ok; d, ok = w.next() {
		if m.cal.timeOff(d.date) {
			continue
		}
		m.pieces = m.cal.pieces(m.pieces[:0], d.date)
		for _, p := range m.pieces {
			from, to := max(d.lo, d.midnight+p.from), min(d.hi, d.midnight+p.to)
			if from < to {
				dst = extend(dst, from, to)
			}
		}
	}
	return dst
}

// gridPoints appends the candidate starts in [lo, hi), ascending and distinct. Dates that are time off are left out
// unless all is set.
func (m *member) gridPoints(dst []int64, lo, hi, step int64, all bool) []int64 {
	w := days{m.zone, lo, hi}
	for d, ok := w.next(); ok; d, ok = w.next() {
		if !all && m.cal.timeOff(d.date) {
			continue
		}
		m.pieces = m.cal.pieces(m.pieces[:0], d.date)
		first, covered := len(dst), d.lo
		overlap := false
		for _, p := range m.pieces {
			from, to := max(d.lo, d.midnight+p.from), min(d.hi, d.midnight+p.to)
			overlap = overlap || from < covered
			covered = max(covered, to)
			origin := d.midnight + p.origin
			for t := from + floorMod(origin-from, step); t < to; t += step {
				dst = append(dst, t)
			}
		}
		if overlap {
			today := dst[first:]
			slices.Sort(today)
			dst = dst[:first+len(slices.Compact(today))]
		}
	}
	return dst
}
