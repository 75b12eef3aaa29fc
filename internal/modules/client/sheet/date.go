package sheet

import (
	"strconv"
	"strings"
	"time"
)

// dateOrder finds out how a file writes dates with strokes: 31/05/1984 shows that the day comes first, 05/31/1984 that the
// month does. A file that shows neither, or both, is not guessed at.
type dateOrder struct{ dayFirst, monthFirst bool }

func (o *dateOrder) look(s string) {
	a, b, _, ok := parts(s, "/")
	if !ok {
		return
	}
	o.dayFirst = o.dayFirst || a > 12
	o.monthFirst = o.monthFirst || b > 12
}

// read gives a date as 2006-01-02. Dates with points have the day first; those with dashes are ISO.
func (o *dateOrder) read(s string) (string, bool) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return s, sensible(t)
	}
	if d, m, y, ok := parts(s, "."); ok {
		return date(y, m, d)
	}
	a, b, y, ok := parts(s, "/")
	switch {
	case !ok || o.dayFirst == o.monthFirst && a != b:
		return "", false
	case o.monthFirst:
		return date(y, a, b)
	}
	return date(y, b, a)
}

func parts(s, sign string) (a, b, year int, ok bool) {
	p := strings.Split(s, sign)
	if len(p) != 3 || len(p[2]) != 4 {
		return 0, 0, 0, false
	}
	var n [3]int
	for i := range p {
		var err error
		if n[i], err = strconv.Atoi(p[i]); err != nil || n[i] < 1 {
			return 0, 0, 0, false
		}
	}
	return n[0], n[1], n[2], true
}

func date(year, month, day int) (string, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Format(time.DateOnly), t.Day() == day && int(t.Month()) == month && sensible(t)
}

func sensible(t time.Time) bool { return t.Year() >= 1880 && t.Year() <= 2200 }
