package pro

import (
	"slices"
	"strconv"
	"time"

	"klear/internal/modules/schedule"
)

// span is a half-open range of instants.
type span struct{ start, end time.Time }

// openOn are the declared hours that begin on a date of the practitioner's calendar. Day is midnight UTC of the date.
func openOn(h schedule.Hours, day time.Time, zone *time.Location) []span {
	date := day.Format(time.DateOnly)
	for _, off := range h.TimeOff {
		if off.From <= date && date <= off.To {
			return nil
		}
	}
	windows := weekly(h, day)
	if i := slices.IndexFunc(h.Overrides, func(o schedule.DateWindows) bool { return o.Date == date }); i >= 0 {
		windows = h.Overrides[i].Windows
	}
	var out []span
	for _, w := range windows {
		s := span{wall(day, w.Start, zone), wall(day, w.End, zone)}
		if s.end.After(s.start) {
			out = append(out, s)
		}
	}
	return out
}

func weekly(h schedule.Hours, day time.Time) []schedule.Window {
	iso := (int(day.Weekday())+6)%7 + 1
	for _, d := range h.Weekly {
		if d.Day == iso {
			return d.Windows
		}
	}
	return nil
}

// wall is a wall-clock time of a date as an instant; "26:00" is 2:00 on the next day.
func wall(day time.Time, clock string, zone *time.Location) time.Time {
	hour, _ := strconv.Atoi(clock[:2]) // schedule writes "09:00" only
	minute, _ := strconv.Atoi(clock[3:])
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, zone)
}

// openBetween are the declared hours in a range of instants, ascending and clipped to it.
func openBetween(h schedule.Hours, within span, zone *time.Location) []span {
	var out []span
	first := within.start.In(zone)
	day := time.Date(first.Year(), first.Month(), first.Day()-2, 0, 0, 0, 0, time.UTC) // a window may last two days
	for ; day.Before(within.end.Add(24 * time.Hour)); day = day.AddDate(0, 0, 1) {
		for _, s := range openOn(h, day, zone) {
			if s = s.clip(within); s.end.After(s.start) {
				out = append(out, s)
			}
		}
	}
	slices.SortFunc(out, func(a, b span) int { return a.start.Compare(b.start) })
	return out
}

func (s span) clip(to span) span {
	if s.start.Before(to.start) {
		s.start = to.start
	}
	if s.end.After(to.end) {
		s.end = to.end
	}
	return s
}

// without cuts the busy spans out of the open ones and keeps what lasts at least least.
func without(open, busy []span, least time.Duration) []span {
	slices.SortFunc(busy, func(a, b span) int { return a.start.Compare(b.start) })
	var out []span
	keep := func(s span) {
		if s.end.Sub(s.start) >= least {
			out = append(out, s)
		}
	}
	for _, o := range open {
		for _, b := range busy {
			if !b.end.After(o.start) || !b.start.Before(o.end) {
				continue
			}
			keep(span{o.start, b.start})
			o.start = b.end
		}
		keep(o)
	}
	return out
}
