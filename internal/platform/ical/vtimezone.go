package ical

import (
	"cmp"
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// vtimezone is a zone that a calendar defines. It is used only where its name means nothing to the zone database.
type vtimezone struct {
	location    string // X-LIC-LOCATION, an IANA name
	observances []observance
	built       tableClock
}

// observance is one STANDARD or DAYLIGHT part: from its onsets on, the offset is `to`.
type observance struct {
	line     int
	start    *stamp
	from, to int64
	rules    []*rule
	dates    []stamp
}

// firstOnset bounds how far back the onsets of a rule are worked out.
var firstOnset = wall(time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC).Unix())

// maxOnsets bounds the changes of one zone; a rule adds at most a few of them a year.
const maxOnsets = 20_000

// onset is an instant at which the offset changes.
type onset struct{ at, from, to int64 }

// clock works out the zone's stretches up to a reading; nil when it says nothing.
func (z *vtimezone) clock(upTo wall, b *budget) (tableClock, error) {
	if z.built != nil {
		return z.built, nil
	}
	var onsets []onset
	for i := range z.observances {
		var err error
		if onsets, err = z.observances[i].onsets(onsets, upTo, b); err != nil {
			return nil, err
		}
	}
	if len(onsets) == 0 {
		return nil, nil
	}
	slices.SortFunc(onsets, func(a, b onset) int { return cmp.Compare(a.at, b.at) })
	table := tableClock{{-1 << 60, onsets[0].at, onsets[0].from}}
	for _, o := range onsets {
		last := &table[len(table)-1]
		if o.at <= last.from {
			last.offset = o.to
			continue
		}
		last.to = o.at
		table = append(table, stretch{o.at, 1 << 60, o.to})
	}
	z.built = table
	return table, nil
}

// onsets appends those of one observance.
func (o *observance) onsets(dst []onset, upTo wall, b *budget) ([]onset, error) {
	if o.start == nil {
		return nil, fail(ErrZone, o.line, "VTIMEZONE", "a part without DTSTART")
	}
	add := func(w wall) { dst = append(dst, onset{int64(w) - o.from, o.from, o.to}) }
	add(o.start.at)
	for _, d := range o.dates {
		add(d.at)
	}
	for _, r := range o.rules {
		r.complete(o.start.at)
		if r.freq != rrule.YEARLY || len(r.hours)*len(r.minutes)*len(r.seconds) != 1 {
			return nil, fail(ErrZone, o.line, "VTIMEZONE", "a rule that is not yearly, or changes the clocks often")
		}
		x := expansion{rule: r, start: o.start.at, clock: fixedClock(o.from), budget: b}
		if err := x.expand(firstOnset, upTo, add); err != nil {
			return nil, fail(ErrTooComplex, o.line, "VTIMEZONE", "%v", err)
		}
		if len(dst) > maxOnsets {
			return nil, fail(ErrTooComplex, o.line, "VTIMEZONE", "more than %d changes of the clocks", maxOnsets)
		}
	}
	return dst, nil
}

// fixedClock has one offset from UTC, in seconds.
type fixedClock int64

func (c fixedClock) instant(w wall) int64 { return int64(w) - int64(c) }
