package ical

import (
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/teambition/rrule-go"
)

// rule is a recurrence rule (RFC 5545, section 3.3.10), checked. Lists of days are bit sets, so that looking at a day
// costs the same whatever the rule says.
type rule struct {
	freq            rrule.Frequency
	interval, count int64 // count 0: none
	until           *until
	weekStart       int64 // Monday = 0
	months          bits  // 1..12
	monthDays       signedBits
	weekNumbers     signedBits
	yearDays        map[int]bool
	weekdays        bits // Monday = 0
	nth             [7]signedBits
	byDay, counted  bool // counted: some weekday is the n-th of its month or year
	positions       []int
	hours           []int
	minutes         []int
	seconds         []int
}

// bits is a set of small numbers.
type bits uint64

func (b bits) has(n int) bool { return b&(1<<n) != 0 }
func (b *bits) add(n int)     { *b |= 1 << n }

// signedBits is a set of small numbers, counted from the beginning or, when negative, from the end.
type signedBits struct{ fromStart, fromEnd bits }

func (b signedBits) empty() bool { return b == signedBits{} }

// has reports whether the n-th of `of` is in the set, from either side; both count from 1.
func (b signedBits) has(n, of int) bool { return b.fromStart.has(n) || b.fromEnd.has(of-n+1) }

func (b *signedBits) add(n int) {
	if n < 0 {
		b.fromEnd.add(-n)
	} else {
		b.fromStart.add(n)
	}
}

// until is the last start of a rule, included: a date, a reading of the event's clock, or an instant.
type until struct {
	at      wall
	isDate  bool
	instant bool
}

var errRule = errors.New("not a recurrence rule")

// maxRule bounds the text of a rule, in bytes; one that lists every day of the year takes 1,500.
const maxRule = 4 << 10

// parseRule reads the value of an RRULE. Rules by the minute or the second are refused: no calendar means them.
func parseRule(value string) (*rule, error) {
	if len(value) > maxRule {
		return nil, errRule
	}
	r := &rule{}
	var rest []string
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSuffix(value, ";")), ";") {
		key, v, _ := strings.Cut(part, "=")
		if strings.TrimSpace(key) != "UNTIL" {
			rest = append(rest, part)
			continue
		}
		m, isDate, isUTC, err := parseStamp(strings.TrimSpace(v))
		if err != nil {
			return nil, err
		}
		r.until = &until{m, isDate, isUTC}
	}
	o, err := rrule.StrToROption(strings.Join(rest, ";"))
	if err != nil {
		return nil, err
	}
	if o.Freq > rrule.HOURLY || o.Interval < 0 || o.Interval > math.MaxInt32 || o.Count < 0 || o.Count > math.MaxInt32 ||
		len(o.Byeaster) > 0 || !o.Dtstart.IsZero() {
		return nil, errRule
	}
	r.freq, r.interval, r.count = o.Freq, max(int64(o.Interval), 1), int64(o.Count)
	r.weekStart = int64(o.Wkst.Day())
	return r, r.setLists(o)
}

// within reports whether all of list lie in lo..hi, or in -hi..-lo where signs are allowed.
func within(list []int, lo, hi int, signed bool) bool {
	for _, n := range list {
		if n < 0 && signed {
			n = -n
		}
		if n < lo || n > hi {
			return false
		}
	}
	return true
}

func sorted(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

func (r *rule) setLists(o *rrule.ROption) error {
	if !within(o.Bymonth, 1, 12, false) || !within(o.Bymonthday, 1, 31, true) || !within(o.Byyearday, 1, 366, true) ||
		!within(o.Byweekno, 1, 53, true) || !within(o.Bysetpos, 1, 366, true) || !within(o.Byhour, 0, 23, false) ||
		!within(o.Byminute, 0, 59, false) || !within(o.Bysecond, 0, 59, false) {
		return errRule
	}
	if len(o.Byweekno) > 0 && r.freq != rrule.YEARLY || len(o.Bysetpos) > 0 && r.freq == rrule.HOURLY {
		return errRule
	}
	for _, m := range o.Bymonth {
		r.months.add(m)
	}
	for _, d := range o.Bymonthday {
		r.monthDays.add(d)
	}
	for _, w := range o.Byweekno {
		r.weekNumbers.add(w)
	}
	if len(o.Byyearday) > 0 {
		r.yearDays = make(map[int]bool, len(o.Byyearday))
	}
	for _, d := range o.Byyearday {
		r.yearDays[d] = true
	}
	r.positions, r.hours, r.minutes, r.seconds = sorted(o.Bysetpos), sorted(o.Byhour), sorted(o.Byminute), sorted(o.Bysecond)
	return r.setWeekdays(o.Byweekday)
}

func (r *rule) setWeekdays(list []rrule.Weekday) error {
	for _, d := range list {
		n := d.N()
		if n < -53 || n > 53 {
			return errRule
		}
		r.byDay = true
		if n != 0 && (r.freq == rrule.MONTHLY || r.freq == rrule.YEARLY) {
			r.nth[d.Day()].add(n)
			r.counted = true
		} else {
			r.weekdays.add(d.Day())
		}
	}
	return nil
}

// complete fills in what a rule takes from the start of its event.
func (r *rule) complete(start wall) {
	c := civilOf(start.day())
	if len(r.yearDays) == 0 && r.monthDays.empty() && !r.byDay {
		switch {
		case r.freq == rrule.WEEKLY || !r.weekNumbers.empty():
			r.byDay = true
			r.weekdays.add(c.weekday)
		case r.freq == rrule.YEARLY && r.months == 0:
			r.months.add(c.month)
			r.monthDays.add(c.mday)
		case r.freq == rrule.YEARLY || r.freq == rrule.MONTHLY:
			r.monthDays.add(c.mday)
		}
	}
	second := int(int64(start) - c.day*secondsPerDay)
	if r.freq != rrule.HOURLY && len(r.hours) == 0 {
		r.hours = []int{second / 3600}
	}
	if len(r.minutes) == 0 {
		r.minutes = []int{second / 60 % 60}
	}
	if len(r.seconds) == 0 {
		r.seconds = []int{second % 60}
	}
}

// matches reports whether the rule allows the day, apart from its interval and positions.
func (r *rule) matches(c *civil) bool {
	return (r.months == 0 || r.months.has(c.month)) &&
		(r.monthDays.empty() || r.monthDays.has(c.mday, c.mlen)) &&
		(len(r.yearDays) == 0 || r.yearDays[c.yday] || r.yearDays[c.yday-c.ylen-1]) &&
		(!r.byDay || r.weekdays.has(c.weekday) || r.counted && r.isNth(c)) &&
		(r.weekNumbers.empty() || r.inWeek(c))
}

// isNth counts weekdays within the month, within the year for a yearly rule without months.
func (r *rule) isNth(c *civil) bool {
	n, length := c.mday, c.mlen
	if r.freq == rrule.YEARLY && r.months == 0 {
		n, length = c.yday, c.ylen
	}
	set := &r.nth[c.weekday]
	return set.fromStart.has((n-1)/7+1) || set.fromEnd.has((length-n)/7+1)
}

// inWeek numbers weeks as ISO 8601 does, from the rule's first day of the week: a week belongs to the year that holds
// its fourth day.
func (r *rule) inWeek(c *civil) bool {
	back := (c.weekday - int(r.weekStart) + 7) % 7
	fourth, year, length := c.yday-back+3, c.year, c.ylen
	switch {
	case fourth < 1:
		year--
		length = yearLength(year)
		fourth += length
	case fourth > length:
		fourth -= length
		year++
		length = yearLength(year)
	}
	number := (fourth-1)/7 + 1
	left := (length - fourth) / 7 // weeks of the year after this one
	return r.weekNumbers.has(number, number+left)
}
