package slotcase

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"klear/internal/modules/schedule/slots"
)

// reader holds the first fault of a case, so that the readers below need no error returns.
type reader struct {
	fault *Error
	zones map[string]*time.Location
}

// value is one JSON value with its path. A null and a missing key are the same: absent.
type value struct {
	r    *reader
	v    any
	path string
}

func (v value) failf(format string, args ...any) {
	if v.r.fault == nil {
		v.r.fault = &Error{Path: v.path, Message: fmt.Sprintf(format, args...)}
	}
}

func (v value) present() bool { return v.v != nil }

// require notes the fault when v is absent.
func (v value) require() value {
	if !v.present() {
		v.failf("is required")
	}
	return v
}

func (v value) object() map[string]any {
	if !v.present() {
		return nil
	}
	m, ok := v.v.(map[string]any)
	if !ok {
		v.failf("must be an object")
	}
	return m
}

func (v value) get(key string) value {
	path := key
	if v.path != "" {
		path = v.path + "." + key
	}
	return value{v.r, v.object()[key], path}
}

func (v value) list(limit int) []value {
	if !v.present() {
		return nil
	}
	items, ok := v.v.([]any)
	if !ok {
		v.failf("must be a list")
		return nil
	}
	if len(items) > limit {
		v.failf("has %d entries, more than %d", len(items), limit)
		return nil
	}
	out := make([]value, len(items))
	for i, item := range items {
		out[i] = value{v.r, item, v.path + "[" + strconv.Itoa(i) + "]"}
	}
	return out
}

func (v value) text() string {
	if !v.present() {
		return ""
	}
	s, ok := v.v.(string)
	if !ok {
		v.failf("must be a string")
	}
	return s
}

func (v value) flag(absent bool) bool {
	if !v.present() {
		return absent
	}
	b, ok := v.v.(bool)
	if !ok {
		v.failf("must be true or false")
	}
	return b
}

// number reads a whole number between least and most.
func (v value) number(absent, least, most int) int {
	if !v.present() {
		return absent
	}
	n, ok := v.v.(json.Number)
	if !ok {
		v.failf("must be a number")
		return absent
	}
	f, err := n.Float64()
	if err != nil || f != math.Trunc(f) {
		v.failf("must be a whole number, not %s", n)
		return absent
	}
	if f < float64(least) || f > float64(most) {
		v.failf("must lie between %d and %d, not %s", least, most, n)
		return absent
	}
	return int(f)
}

func (v value) minutes(most int) time.Duration {
	return time.Duration(v.number(0, 0, most)) * time.Minute
}

// cap reads an optional limit.
func (v value) cap() slots.Cap {
	if !v.present() {
		return slots.Cap{}
	}
	return slots.AtMost(v.number(0, 0, maxLimit))
}

func (v value) instant() time.Time {
	s := v.require().text()
	if v.r.fault != nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		v.failf("%q is not an instant of the form 2026-11-21T09:00:00Z", s)
		return time.Time{}
	}
	t = t.UTC()
	if y := t.Year(); y < firstYear || y > lastYear {
		v.failf("lies outside the years %d to %d", firstYear, lastYear)
	}
	return t
}

func (v value) date() slots.Date {
	s := v.require().text()
	if v.r.fault != nil {
		return 0
	}
	d, err := slots.ParseDate(s)
	if err != nil {
		v.failf("%q is not a date of the form 2026-11-21", s)
	}
	return d
}

// clock reads HH:MM up to most minutes after 00:00.
func (v value) clock(most int) int {
	s := v.require().text()
	if v.r.fault != nil {
		return 0
	}
	hh, mm, ok := strings.Cut(s, ":")
	h, errH := strconv.ParseUint(hh, 10, 8)
	m, errM := strconv.ParseUint(mm, 10, 8)
	if !ok || len(hh) != 2 || len(mm) != 2 || errH != nil || errM != nil || m > 59 {
		v.failf("%q is not a time of the form 09:30", s)
		return 0
	}
	total := int(h)*60 + int(m)
	if total > most {
		v.failf("%s is later than %02d:%02d", s, most/60, most%60)
	}
	return total
}

func (v value) zone() *time.Location {
	name := v.require().text()
	if v.r.fault != nil {
		return nil
	}
	if z, ok := v.r.zones[name]; ok {
		return z
	}
	// "" and "Local" load without error, as zones that no case can mean.
	z, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		v.failf("%q is not an IANA time zone", name)
		return nil
	}
	v.r.zones[name] = z
	return z
}

// interval reads start and end of an object; equal ends are an empty interval.
func (v value) interval() slots.Interval {
	i := slots.Interval{Start: v.get("start").instant(), End: v.get("end").instant()}
	if i.End.Before(i.Start) {
		v.get("end").failf("lies before start")
	}
	return i
}

// dates reads two dates of an object.
func (v value) dates() (from, to slots.Date) {
	from, to = v.get("from").date(), v.get("to").date()
	if to < from {
		v.get("to").failf("lies before from")
	}
	return from, to
}
