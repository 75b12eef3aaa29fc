package slots

import (
	"fmt"
	"time"
)

// Date is a date of the proleptic Gregorian calendar, as days since 1970-01-01. It has no zone.
type Date int32

const secondsPerDay = 86400

// DateOf returns the date on which the wall clock of t reads.
func DateOf(t time.Time) Date {
	_, offset := t.Zone()
	return dateAt(t.Unix() + int64(offset))
}

// NewDate returns the date of a year, month and day; days beyond the month roll over, as in time.Date.
func NewDate(year int, month time.Month, day int) Date {
	return dateAt(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix())
}

// ParseDate reads YYYY-MM-DD, strictly.
func ParseDate(s string) (Date, error) {
	t, err := time.ParseInLocation(time.DateOnly, s, time.UTC)
	if err != nil {
		return 0, fmt.Errorf("slots: %q is not a date of the form YYYY-MM-DD", s)
	}
	return dateAt(t.Unix()), nil
}

// String gives YYYY-MM-DD.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// ISOWeekday returns 1 for Monday to 7 for Sunday.
func (d Date) ISOWeekday() int { return int(d.weekday()) + 1 }

// weekday counts from Monday = 0; 1970-01-01 was a Thursday.
func (d Date) weekday() Date { return floorMod(d+3, 7) }

func (d Date) utc() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// week returns the first and the last date of the week of d that starts on Monday or on Sunday.
func (d Date) week(sunday bool) (first, last Date) {
	back := d.weekday()
	if sunday {
		back = floorMod(d+4, 7)
	}
	return d - back, d - back + 6
}

// month returns the first and the last date of the month of d.
func (d Date) month() (first, last Date) {
	y, m, _ := d.utc().Date()
	return NewDate(y, m, 1), NewDate(y, m+1, 1) - 1
}

// plusBusinessDays returns the n-th Monday-to-Friday date after d; d itself for n <= 0.
func (d Date) plusBusinessDays(n int) Date {
	for n > 0 {
		d++
		if d.weekday() < 5 {
			n--
		}
	}
	return d
}

// dateAt maps local seconds (unix seconds plus offset) to their date.
func dateAt(local int64) Date {
	d := local / secondsPerDay
	if local%secondsPerDay < 0 {
		d--
	}
	return Date(d)
}

func floorMod[T ~int32 | ~int64](a, m T) T {
	r := a % m
	if r < 0 {
		r += m
	}
	return r
}

// DateRange is a run of dates, both ends included.
type DateRange struct{ From, To Date }

// Contains reports whether d lies in the range.
func (r DateRange) Contains(d Date) bool { return d >= r.From && d <= r.To }
