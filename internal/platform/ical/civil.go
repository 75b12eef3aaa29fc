package ical

import "time"

// civil is a date with all that rules ask of it, kept up to date while walking from day to day.
type civil struct {
	day         int64 // since 1970-01-01
	year, month int
	mday, mlen  int // day of the month, from 1, and the month's length
	yday, ylen  int // day of the year, from 1, and the year's length
	weekday     int // Monday = 0
}

// dateOf returns midnight UTC of a day, as a calendar.
func dateOf(day int64) time.Time { return time.Unix(day*secondsPerDay, 0).UTC() }

// dayOf is the reverse; months and days may overflow, as in time.Date.
func dayOf(year int, month time.Month, day int) int64 {
	return floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay)
}

// weekday counts from Monday = 0; 1970-01-01 was a Thursday.
func weekday(day int64) int64 { return ((day+3)%7 + 7) % 7 }

func yearLength(year int) int {
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 366
	}
	return 365
}

func monthLength(year, month int) int {
	switch month {
	case 2:
		return yearLength(year) - 337
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func civilOf(day int64) civil {
	t := dateOf(day)
	c := civil{day: day, year: t.Year(), month: int(t.Month()), mday: t.Day(), yday: t.YearDay(), weekday: int(weekday(day))}
	c.mlen, c.ylen = monthLength(c.year, c.month), yearLength(c.year)
	return c
}

func (c *civil) next() {
	c.day++
	c.weekday = (c.weekday + 1) % 7
	c.mday++
	c.yday++
	if c.mday <= c.mlen {
		return
	}
	c.mday = 1
	c.month++
	if c.month > 12 {
		c.month, c.yday = 1, 1
		c.year++
		c.ylen = yearLength(c.year)
	}
	c.mlen = monthLength(c.year, c.month)
}
