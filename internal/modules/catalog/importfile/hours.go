package importfile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

const (
	minutesPerDay  = 24 * 60
	minutesPerWeek = 7 * minutesPerDay
)

// span is a weekly window laid out in minutes of the week (0 = Monday 00:00). It may run past the end of the week.
type span struct {
	start, end int
	at         place
}

// addHours reads a weekly window.
func (d *draft) addHours(r *record) {
	if !d.p.row(r.line) {
		return
	}
	days := r.weekdays("days")
	start, end, ok := r.window()
	r.rest()
	if !d.room(r, len(d.out.Hours), maxWindows, "weekly windows") || !ok || len(days) == 0 {
		return
	}
	for _, day := range days {
		base := (day - 1) * minutesPerDay
		d.weekly = append(d.weekly, span{base + start, base + end, r.at("start")})
	}
	d.out.Hours = append(d.out.Hours, WeeklyWindow{days, clock(start), clock(end)})
}

// addOverride reads a dated exception: a JSON object with its windows, or one row per window of a sheet.
func (d *draft) addOverride(r *record) {
	if !d.p.row(r.line) {
		return
	}
	date := r.date("date")
	r.require("date", date != "")
	var spans []span
	if r.sheet != nil {
		if r.has("start") || r.has("end") {
			if start, end, ok := r.window(); ok {
				spans = append(spans, span{start, end, r.at("start")})
			}
		}
	} else {
		for _, w := range r.children("windows") {
			if start, end, ok := w.window(); ok {
				spans = append(spans, span{start, end, w.at("start")})
			}
			w.rest()
		}
	}
	r.rest()
	if date != "" {
		d.keepOverride(r, date, spans)
	}
}

func (d *draft) keepOverride(r *record, date string, spans []span) {
	i, seen := d.overrides[date]
	switch {
	case seen && (r.sheet == nil || len(spans) == 0 || len(d.out.Overrides[i].Windows) == 0):
		r.fault("date", CodeDuplicate, "This date already has an override. A date is either closed or has windows; give them together.")
		return
	case !seen:
		if !d.room(r, len(d.out.Overrides), maxOverrides, "overrides") {
			return
		}
		i = len(d.out.Overrides)
		d.overrides[date] = i
		d.out.Overrides = append(d.out.Overrides, Override{Date: date})
	}
	o := &d.out.Overrides[i]
	for _, s := range spans {
		for _, w := range o.Windows {
			a, _ := minutes(w.Start)
			b, _ := minutes(w.End)
			if s.start < b && a < s.end {
				d.p.fault(s.at, CodeOverlap, "This window overlaps %s–%s of the same date. Join them.", w.Start, w.End)
			}
		}
		o.Windows = append(o.Windows, Window{clock(s.start), clock(s.end)})
	}
	if len(o.Windows) > maxListItems {
		d.room(r, len(o.Windows), maxListItems, "windows on one date")
	}
}

// addTimeOff reads a holiday.
func (d *draft) addTimeOff(r *record) {
	if !d.p.row(r.line) {
		return
	}
	t := TimeOff{From: r.date("from"), To: r.date("to")}
	r.require("from", t.From != "")
	r.require("to", t.To != "")
	r.rest()
	if t.From != "" && t.To != "" && t.To < t.From {
		r.fault("to", CodeBadWindow, "The last day is before the first.")
	}
	if d.room(r, len(d.out.TimeOff), maxTimeOff, "times off") {
		d.out.TimeOff = append(d.out.TimeOff, t)
	}
}

// checkOverlaps faults weekly windows that share a minute, across midnight and across the end of the week.
func (d *draft) checkOverlaps() {
	spans := slices.Clone(d.weekly)
	for _, s := range d.weekly {
		if s.end > minutesPerWeek {
			spans = append(spans, span{s.start - minutesPerWeek, s.end - minutesPerWeek, s.at})
		}
	}
	slices.SortStableFunc(spans, func(a, b span) int { return a.start - b.start })
	var last span
	for i, s := range spans {
		if i > 0 && s.start < last.end {
			later := s
			if last.at.line > s.at.line {
				later = last
			}
			d.p.fault(later.at, CodeOverlap, "This window overlaps another one around %s %s. Join them, or move one.",
				dayNames[((s.start+minutesPerWeek)/minutesPerDay)%7], clock((s.start+minutesPerWeek)%minutesPerDay))
		}
		if i == 0 || s.end > last.end {
			last = s
		}
	}
}

// window reads start and end; both in minutes of the date.
func (r *record) window() (start, end int, ok bool) {
	start, okStart := r.time("start")
	end, okEnd := r.time("end")
	if !okStart || !okEnd {
		return 0, 0, false
	}
	if start >= minutesPerDay {
		r.fault("start", CodeBadWindow, "A window starts before 24:00; put it on the next day.")
		return 0, 0, false
	}
	if end <= start {
		r.fault("end", CodeBadWindow, "The window ends before it starts. Past midnight, add 24 hours: two in the morning is 26:00.")
		return 0, 0, false
	}
	return start, end, true
}

func (r *record) time(name string) (int, bool) {
	s := r.words(name, 8)
	if s == "" {
		r.require(name, false)
		return 0, false
	}
	m, err := minutes(s)
	if err != nil {
		r.fault(name, CodeBadTime, "“%s” is not a time. Write HH:MM between 00:00 and 48:00.", s)
		return 0, false
	}
	return m, true
}

// minutes reads H:MM or HH:MM up to 48:00; spreadsheets like to drop the leading zero and to add ":00".
func minutes(s string) (int, error) {
	hour, rest, ok := strings.Cut(s, ":")
	minute := strings.TrimSuffix(rest, ":00")
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	if !ok || err1 != nil || err2 != nil || len(hour) > 2 || len(minute) != 2 || m > 59 || h*60+m > 2*minutesPerDay {
		return 0, fmt.Errorf("importfile: %q is not a time", s)
	}
	return int(h*60 + m), nil
}

func clock(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

var dayNames = [7]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// weekdays reads a list of ISO numbers in JSON; in a sheet also names and ranges ("mon-fri", "mon|wed", "6-7").
func (r *record) weekdays(name string) []int {
	c, ok := r.want(name, kindList)
	if !ok {
		r.require(name, false)
		return nil
	}
	var set [8]bool
	if r.sheet != nil {
		for _, part := range strings.FieldsFunc(c.text, func(c rune) bool { return strings.ContainsRune("|,; ", c) }) {
			if !addDays(&set, part) {
				r.fault(name, CodeBadDays, "“%s” is not a weekday. Write mon to sun, 1 to 7, or a range such as mon-fri.", short(part))
				return nil
			}
		}
	}
	for _, d := range c.list {
		n, err := strconv.Atoi(d.text)
		if d.kind != kindNumber || err != nil || n < 1 || n > 7 {
			r.p.fault(place{d.line, r.at(name).field}, CodeBadDays, "Weekdays are numbers from 1 (Monday) to 7 (Sunday).")
			return nil
		}
		set[n] = true
	}
	var out []int
	for n := 1; n <= 7; n++ {
		if set[n] {
			out = append(out, n)
		}
	}
	r.require(name, len(out) > 0)
	return out
}

func addDays(set *[8]bool, part string) bool {
	from, to, isRange := strings.Cut(part, "-")
	a := dayNumber(from)
	b := a
	if isRange {
		b = dayNumber(to)
	}
	if a == 0 || b == 0 {
		return false
	}
	for n := a; ; n = n%7 + 1 {
		set[n] = true
		if n == b {
			return true
		}
	}
}

func dayNumber(s string) int {
	s = strings.ToLower(s)
	if len(s) == 1 && s[0] >= '1' && s[0] <= '7' {
		return int(s[0] - '0')
	}
	full := [7]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
	for i, name := range full {
		if len(s) >= 3 && strings.HasPrefix(name, s) {
			return i + 1
		}
	}
	return 0
}
