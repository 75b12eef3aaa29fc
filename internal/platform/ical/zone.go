package ical

import (
	"sort"
	"strings"
	"time"
)

// wall is a reading of a local clock, as seconds since 1970-01-01 00:00 on that clock.
type wall int64

func (w wall) day() int64 { return floorDiv(int64(w), secondsPerDay) }

const secondsPerDay = 86400

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// clock maps readings of a local clock to instants (unix seconds).
type clock interface {
	// instant follows RFC 5545, section 3.3.5: a reading that comes twice means the first, one that is skipped is read
	// with the offset before the gap.
	instant(wall) int64
}

// stretch is a run of instants with one offset.
type stretch struct{ from, to, offset int64 }

// ianaClock is a zone of the zone database. It remembers the last stretch; not for concurrent use.
type ianaClock struct {
	zone *time.Location
	last stretch
}

// maxOffset bounds how far a local clock is from UTC, in seconds; margin is that far inside a stretch, where a reading
// cannot belong to a neighbour too.
const (
	maxOffset = 16 * 3600
	margin    = 2 * maxOffset
)

func (c *ianaClock) instant(w wall) int64 {
	if t := int64(w) - c.last.offset; t >= c.last.from+margin && t < c.last.to {
		return t
	}
	before := int64(0)
	for at := int64(w) - maxOffset; ; at = c.last.to {
		c.last = stretchAt(c.zone, at)
		t := int64(w) - c.last.offset
		if t < at {
			return int64(w) - before // in the gap that ended at `at`
		}
		if t < c.last.to {
			return t
		}
		before = c.last.offset
	}
}

func stretchAt(zone *time.Location, at int64) stretch {
	t := time.Unix(at, 0).In(zone)
	_, offset := t.Zone()
	from, to := t.ZoneBounds()
	s := stretch{-1 << 60, 1 << 60, int64(offset)}
	if !from.IsZero() {
		s.from = from.Unix()
	}
	if !to.IsZero() {
		s.to = to.Unix()
	}
	return s
}

// utcClock reads UTC.
type utcClock struct{}

func (utcClock) instant(w wall) int64 { return int64(w) }

// tableClock is a zone that a calendar defined itself.
type tableClock []stretch

func (c tableClock) instant(w wall) int64 {
	i := sort.Search(len(c), func(i int) bool { return c[i].to > int64(w)-maxOffset })
	for before := c[i].offset; ; i++ {
		t := int64(w) - c[i].offset
		if t < c[i].from {
			return int64(w) - before
		}
		if t < c[i].to {
			return t
		}
		before = c[i].offset
	}
}

// ianaZone finds the zone of the database that a TZID means: an IANA name, one with a vendor's prefix
// (/mozilla.org/20050126_1/Europe/Berlin), or a Windows name.
func ianaZone(tzid string) *time.Location {
	tzid = strings.Trim(strings.TrimSpace(tzid), `"`)
	if name, ok := windowsZones[strings.ToLower(tzid)]; ok {
		tzid = name
	}
	parts := strings.Split(tzid, "/")
	for i := range parts {
		name := strings.Join(parts[i:], "/")
		// One word after a vendor's prefix is too little to go by: EST is a zone, and so is Custom/EST.
		if name == "" || name == "Local" || i > 0 && i == len(parts)-1 {
			continue
		}
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	return nil
}
