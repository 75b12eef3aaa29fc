package slots

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Window is a stretch of opening hours on the wall clock, half-open, in minutes since 00:00 of the date on which it
// begins. End may pass midnight: 1560 is 02:00 on the next date, 2880 the latest. Start == End is empty.
type Window struct{ Start, End int }

// Override replaces the windows that begin on a date; no windows means closed. The tail of a window that began on the
// date before is not touched.
type Override struct {
	Date    Date
	Windows []Window
}

// Hours is what a practitioner declares about their time.
type Hours struct {
	// Zone is the practitioner's zone; every date and minute below is on its wall clock.
	Zone *time.Location
	// Weekly holds the windows that begin on Monday (0) to Sunday (6).
	Weekly [7][]Window
	// Overrides of the same date are joined.
	Overrides []Override
	// TimeOff closes whole dates; both ends are included. It cuts windows at midnight, tails too.
	TimeOff []DateRange
}

// ErrHours is wrapped by every error of Compile.
var ErrHours = errors.New("slots: invalid hours")

const (
	minutesPerDay = 24 * 60
	maxWindowEnd  = 2 * minutesPerDay
)

// Calendar is Hours made ready for queries. It is immutable and safe for concurrent use; keep it as long as the hours
// and the zone data do not change.
type Calendar struct {
	zone      *time.Location
	weekly    [7][]window
	overrides []override // by date
	off       []DateRange
}

// window is a declared window in seconds since 00:00 of its date.
type window struct{ from, to int64 }

type override struct {
	date    Date
	windows []window
}

// Compile checks and sorts hours. It copies all it keeps. Errors wrap ErrHours.
func Compile(h Hours) (*Calendar, error) {
	if h.Zone == nil {
		return nil, fmt.Errorf("%w: no zone", ErrHours)
	}
	c := &Calendar{zone: h.Zone}
	for i, ws := range h.Weekly {
		merged, err := mergeWindows(ws)
		if err != nil {
			return nil, fmt.Errorf("%w: weekday %d: %w", ErrHours, i+1, err)
		}
		c.weekly[i] = merged
	}
	if err := c.addOverrides(h.Overrides); err != nil {
		return nil, err
	}
	for _, r := range h.TimeOff {
		if r.To < r.From {
			return nil, fmt.Errorf("%w: time off ends on %s, before it begins on %s", ErrHours, r.To, r.From)
		}
	}
	c.off = slices.SortedFunc(slices.Values(h.TimeOff), func(a, b DateRange) int { return cmp.Compare(a.From, b.From) })
	c.off = mergeDates(c.off)
	return c, nil
}

// Zone returns the practitioner's zone.
func (c *Calendar) Zone() *time.Location { return c.zone }

func (c *Calendar) addOverrides(list []Override) error {
	byDate := make(map[Date][]Window, len(list))
	for _, o := range list {
		byDate[o.Date] = append(byDate[o.Date], o.Windows...)
	}
	c.overrides = make([]override, 0, len(byDate))
	for date, ws := range byDate {
		merged, err := mergeWindows(ws)
		if err != nil {
			return fmt.Errorf("%w: override of %s: %w", ErrHours, date, err)
		}
		c.overrides = append(c.overrides, override{date, merged})
	}
	slices.SortFunc(c.overrides, func(a, b override) int { return cmp.Compare(a.date, b.date) })
	return nil
}

// mergeWindows joins the overlapping and touching windows of one date, because the grid counts from the opening of
// what is left. Empty windows vanish.
func mergeWindows(ws []Window) ([]window, error) {
	out := make([]window, 0, len(ws))
	for _, w := range ws {
		if w.Start < 0 || w.Start >= minutesPerDay || w.End < w.Start || w.End > maxWindowEnd {
			return nil, fmt.Errorf("window from minute %d to %d", w.Start, w.End)
		}
		if w.Start < w.End {
			out = append(out, window{int64(w.Start) * 60, int64(w.End) * 60})
		}
	}
	slices.SortFunc(out, func(a, b window) int { return cmp.Compare(a.from, b.from) })
	n := 0
	for _, w := range out {
		if n > 0 && w.from <= out[n-1].to {
			out[n-1].to = max(out[n-1].to, w.to)
			continue
		}
		out[n] = w
		n++
	}
	return slices.Clip(out[:n]), nil
}

func mergeDates(sorted []DateRange) []DateRange {
	n := 0
	for _, r := range sorted {
		if n > 0 && r.From <= sorted[n-1].To+1 {
			sorted[n-1].To = max(sorted[n-1].To, r.To)
			continue
		}
		sorted[n] = r
		n++
	}
	return sorted[:n]
}

// windows returns the merged windows that begin on d.
func (c *Calendar) windows(d Date) []window {
	if len(c.overrides) > 0 {
		i, ok := slices.BinarySearchFunc(c.overrides, d, func(o override, d Date) int { return cmp.Compare(o.date, d) })
		if ok {
			return c.overrides[i].windows
		}
	}
	return c.weekly[d.weekday()]
}

// timeOff reports whether d is closed.
func (c *Calendar) timeOff(d Date) bool {
	if len(c.off) == 0 {
		return false
	}
	i, _ := slices.BinarySearchFunc(c.off, d, func(r DateRange, d Date) int { return cmp.Compare(r.To, d) })
	return i < len(c.off) && c.off[i].From <= d
}

// piece is the part of a declared window that falls on one date, in seconds since 00:00 of that date. origin is where
// the window opened, negative when that was the day before: the grid counts from it.
type piece struct{ from, to, origin int64 }

// pieces appends the declared windows as they fall on d, by start: the tails of the day before, then the day's own.
// Pieces of different dates may overlap.
func (c *Calendar) pieces(dst []piece, d Date) []piece {
	for _, w := range c.windows(d - 1) {
		if w.to > secondsPerDay {
			dst = append(dst, piece{max(w.from-secondsPerDay, 0), w.to - secondsPerDay, w.from - secondsPerDay})
		}
	}
	tails := len(dst)
	for _, w := range c.windows(d) {
		dst = append(dst, piece{w.from, min(w.to, secondsPerDay), w.from})
	}
	if tails > 0 && tails < len(dst) && dst[tails].from < dst[tails-1].from {
		slices.SortFunc(dst, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	}
	return dst
}
