package ical

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// stamp is a date or date-time as written, before its zone is known.
type stamp struct {
	line  int
	name  string // of the property, for errors
	at    wall
	date  bool
	utc   bool
	tzid  string
	until *span // of a PERIOD: what follows the slash
}

// span is a nominal length: whole days on the wall clock, then seconds of elapsed time.
type span struct {
	days, seconds int64
	end           *stamp // or an explicit end
}

var (
	errStamp    = errors.New("not a date or date-time")
	errDuration = errors.New("not a duration")
)

// parseStamp reads 20261121, 20261121T090000 and 20261121T090000Z.
func parseStamp(s string) (at wall, date, utc bool, err error) {
	layout := "20060102T150405"
	switch {
	case len(s) == 8:
		layout, date = "20060102", true
	case len(s) == 16 && s[15] == 'Z':
		s, utc = s[:15], true
	case len(s) != 15:
		return 0, false, false, errStamp
	}
	if strings.HasSuffix(s, "60") && !date {
		s = s[:len(s)-2] + "59" // a leap second, which our clocks do not have
	}
	t, err := time.ParseInLocation(layout, s, time.UTC)
	if err != nil {
		return 0, false, false, errStamp
	}
	return wall(t.Unix()), date, utc, nil
}

// parseStamps reads the comma-separated values of a property: dates, date-times and, in an RDATE, periods.
func parseStamps(p property) ([]stamp, error) {
	var out []stamp
	for part := range strings.SplitSeq(p.value, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		start, end, period := strings.Cut(part, "/")
		s, err := p.stamp(start)
		if err != nil {
			return nil, err
		}
		if period {
			if s.until, err = p.periodEnd(end); err != nil {
				return nil, err
			}
		}
		out = append(out, s)
	}
	return out, nil
}

func (p property) stamp(value string) (stamp, error) {
	at, date, utc, err := parseStamp(strings.ToUpper(value))
	if err != nil {
		return stamp{}, fail(ErrSyntax, p.line, p.name, "%v", err)
	}
	return stamp{line: p.line, name: p.name, at: at, date: date, utc: utc, tzid: p.param("TZID")}, nil
}

func (p property) periodEnd(value string) (*span, error) {
	if strings.ContainsAny(value, "Pp") {
		d, err := parseDuration(value)
		if err != nil {
			return nil, fail(ErrSyntax, p.line, p.name, "%v", err)
		}
		return &d, nil
	}
	end, err := p.stamp(value)
	return &span{end: &end}, err
}

// maxSpan bounds a duration, in days: longer ones are mistakes or attacks.
const maxSpan = 36_600

// parseDuration reads P15DT5H0M20S, P7W, -PT15M. Days and weeks are nominal.
func parseDuration(s string) (span, error) {
	s = strings.ToUpper(s)
	sign := int64(1)
	if s != "" && (s[0] == '+' || s[0] == '-') {
		if s[0] == '-' {
			sign = -1
		}
		s = s[1:]
	}
	if len(s) < 3 || s[0] != 'P' {
		return span{}, errDuration
	}
	units := map[byte]int64{'W': 7 * secondsPerDay, 'D': secondsPerDay}
	var d span
	for s = s[1:]; s != ""; {
		if s[0] == 'T' {
			units = map[byte]int64{'H': 3600, 'M': 60, 'S': 1}
			s = s[1:]
			continue
		}
		i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if i <= 0 || units[s[i]] == 0 {
			return span{}, errDuration
		}
		n, err := strconv.ParseInt(s[:i], 10, 32)
		if err != nil {
			return span{}, errDuration
		}
		if unit := units[s[i]]; unit >= secondsPerDay {
			d.days += sign * n * (unit / secondsPerDay)
		} else {
			d.seconds += sign * n * unit
		}
		s = s[i+1:]
	}
	if d.days > maxSpan || d.seconds > maxSpan*secondsPerDay {
		return span{}, errDuration
	}
	return d, nil
}

// parseOffset reads a UTC offset, +0530 or -053000, in seconds.
func parseOffset(s string) (int64, error) {
	if (len(s) != 5 && len(s) != 7) || s[0] != '+' && s[0] != '-' {
		return 0, errStamp
	}
	n, err := strconv.ParseUint(s[1:], 10, 32)
	if err != nil {
		return 0, errStamp
	}
	if len(s) == 5 {
		n *= 100
	}
	offset := int64(n/10000*3600 + n/100%100*60 + n%100)
	if offset > maxOffset {
		return 0, errStamp
	}
	if s[0] == '-' {
		offset = -offset
	}
	return offset, nil
}
