package slots

import (
	"sort"
	"time"
)

// stretch is a run of instants with one offset from UTC. Within it, wall clock and instant differ by a constant, so
// mapping either way is exact; across stretches nothing is mapped.
type stretch struct{ from, to, offset int64 }

// appendStretches walks the zone's stretches over [from, to), cut to that range. Neighbours that differ in name only
// are joined.
func appendStretches(dst []stretch, zone *time.Location, from, to int64) []stretch {
	for t := from; t < to; {
		at := time.Unix(t, 0).In(zone)
		_, offset := at.Zone()
		end := to
		if _, bound := at.ZoneBounds(); !bound.IsZero() {
			end = min(to, bound.Unix())
		}
		if n := len(dst); n > 0 && dst[n-1].offset == int64(offset) {
			dst[n-1].to = end
		} else {
			dst = append(dst, stretch{t, end, int64(offset)})
		}
		t = end
	}
	return dst
}

// at returns the stretch of t, which must lie within the table.
func at(table []stretch, t int64) stretch {
	if len(table) == 1 {
		return table[0]
	}
	i := sort.Search(len(table), func(i int) bool { return table[i].to > t })
	return table[min(i, len(table)-1)]
}

// maxOffset bounds the distance of any wall clock from UTC; Manila's was -15:56 until 1844.
const maxOffset = 16 * 3600

// readings appends the instants at which the wall clock reads local seconds: none in a gap, two in a doubled hour.
func readings(dst []int64, table []stretch, local int64) []int64 {
	i := sort.Search(len(table), func(i int) bool { return table[i].to > local-maxOffset })
	for ; i < len(table) && table[i].from <= local+maxOffset; i++ {
		if t := local - table[i].offset; t >= table[i].from && t < table[i].to {
			dst = append(dst, t)
		}
	}
	return dst
}

// dateCursor answers "which date is it here" for instants that mostly ascend: it remembers the run of instants that
// share the last answer.
type dateCursor struct {
	from, to int64
	offset   int64
	date     Date
}

func (c *dateCursor) at(table []stretch, t int64) Date {
	if t >= c.from && t < c.to {
		return c.date
	}
	s := at(table, t)
	c.offset = s.offset
	c.date = dateAt(t + s.offset)
	midnight := int64(c.date)*secondsPerDay - s.offset
	c.from, c.to = max(s.from, midnight), min(s.to, midnight+secondsPerDay)
	return c.date
}

// Doubled reports whether the wall clock in zone reads the same at another instant as it does at t. Show such a time
// with its offset.
func Doubled(t time.Time, zone *time.Location) bool {
	t = t.In(zone)
	_, offset := t.Zone()
	from, to := t.ZoneBounds()
	if !from.IsZero() {
		_, before := from.Add(-time.Second).Zone()
		if t.Sub(from) < time.Duration(before-offset)*time.Second {
			return true
		}
	}
	if !to.IsZero() {
		_, after := to.Zone()
		if to.Sub(t) <= time.Duration(offset-after)*time.Second {
			return true
		}
	}
	return false
}
