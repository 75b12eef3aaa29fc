package ical_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zone files

	"github.com/google/go-cmp/cmp"

	"klear/internal/platform/apperr"
	"klear/internal/platform/ical"
)

func zone(tb testing.TB, name string) *time.Location {
	tb.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

func utc(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04Z", s)
	if err != nil {
		panic(err)
	}
	return t
}

// busy reads "2026-11-01T09:00Z/2026-11-01T10:00Z".
func busy(list ...string) []ical.Interval {
	var out []ical.Interval
	for _, s := range list {
		from, to, _ := strings.Cut(s, "/")
		out = append(out, ical.Interval{Start: utc(from), End: utc(to)})
	}
	return out
}

// autumn is the window of most tests: from September to the end of November 2026.
func autumn() ical.BusyOptions {
	return ical.BusyOptions{From: utc("2026-09-01T00:00Z"), To: utc("2026-12-01T00:00Z")}
}

// calendar wraps components; lines may be separated by spaces where no value holds one.
func calendar(components ...string) string {
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + strings.Join(components, "\r\n") + "\r\nEND:VCALENDAR\r\n"
}

func vevent(lines ...string) string {
	return "BEGIN:VEVENT\r\nUID:1\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VEVENT"
}

func TestParseBusyFixtures(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, file string
		with       func(*ical.BusyOptions)
		want       []ical.Interval
	}{
		{"Google", "google.ics", func(o *ical.BusyOptions) {
			o.From, o.To = utc("2026-10-26T00:00Z"), utc("2026-11-17T00:00Z")
		}, busy(
			"2026-10-26T13:00Z/2026-10-26T14:00Z", "2026-10-28T13:00Z/2026-10-28T14:00Z", // before New York changes its clocks
			"2026-11-03T18:00Z/2026-11-03T19:00Z", // moved; the 4th is excluded
			"2026-11-04T18:30Z/2026-11-06T18:30Z", // two days in Kolkata
			"2026-11-09T14:00Z/2026-11-09T15:00Z", "2026-11-11T14:00Z/2026-11-11T15:00Z",
			"2026-11-16T14:00Z/2026-11-16T15:00Z",
		)},
		{"Google, tentative is busy, another zone", "google.ics", func(o *ical.BusyOptions) {
			o.From, o.To = utc("2026-11-04T00:00Z"), utc("2026-11-14T00:00Z")
			o.TentativeBusy = true
			o.Zone = zone(t, "Europe/London")
		}, busy(
			"2026-11-05T00:00Z/2026-11-07T00:00Z", "2026-11-09T14:00Z/2026-11-09T15:00Z", "2026-11-11T14:00Z/2026-11-11T15:00Z",
			"2026-11-12T04:30Z/2026-11-12T05:30Z",
		)},
		{"Google, until", "google.ics", func(o *ical.BusyOptions) {
			o.From, o.To = utc("2026-11-23T00:00Z"), utc("2027-01-01T00:00Z")
		}, busy("2026-11-23T14:00Z/2026-11-23T15:00Z", "2026-11-25T14:00Z/2026-11-25T15:00Z")},
		{"Outlook", "outlook.ics", nil, busy(
			"2026-09-08T13:00Z/2026-09-08T14:30Z", "2026-10-13T13:00Z/2026-10-13T14:30Z",
			"2026-10-24T06:00Z/2026-10-24T06:30Z", "2026-10-25T07:00Z/2026-10-25T07:30Z", "2026-10-26T07:00Z/2026-10-26T07:30Z",
			"2026-11-10T14:00Z/2026-11-10T15:30Z",
		)},
		{"Outlook, tentative is busy", "outlook.ics", func(o *ical.BusyOptions) {
			o.From, o.To = utc("2026-10-20T00:00Z"), utc("2026-10-23T00:00Z")
			o.TentativeBusy = true
		}, busy("2026-10-21T08:00Z/2026-10-21T09:00Z")},
		{"Apple", "apple.ics", func(o *ical.BusyOptions) { o.Zone = zone(t, "America/New_York") }, busy(
			"2026-11-01T13:00Z/2026-11-01T14:00Z", // 08:00 on the day the clocks went back
			"2026-11-02T10:00Z/2026-11-02T11:00Z",
			"2026-11-02T13:00Z/2026-11-02T14:00Z",
			"2026-11-03T18:00Z/2026-11-03T19:00Z",
			"2026-11-09T10:00Z/2026-11-09T11:00Z",
			"2026-11-10T18:00Z/2026-11-10T19:00Z",
			"2026-11-16T12:00Z/2026-11-16T12:30Z",
			"2026-11-18T06:00Z/2026-11-18T06:30Z",
			"2026-11-19T06:00Z/2026-11-19T06:45Z",
			"2026-11-23T12:00Z/2026-11-23T12:30Z",
		)},
		{"Apple, a doubled half hour", "apple.ics", func(o *ical.BusyOptions) {
			o.From, o.To = utc("2026-04-04T00:00Z"), utc("2026-04-06T00:00Z")
		}, busy("2026-04-04T14:45Z/2026-04-04T15:45Z")},
		{"free/busy", "freebusy.ics", nil, busy("2026-11-01T09:00Z/2026-11-01T10:30Z", "2026-11-02T00:00Z/2026-11-03T00:00Z")},
		{"free/busy, tentative is busy", "freebusy.ics", func(o *ical.BusyOptions) { o.TentativeBusy = true },
			busy("2026-11-01T09:00Z/2026-11-01T10:30Z", "2026-11-02T00:00Z/2026-11-03T00:00Z", "2026-11-04T09:00Z/2026-11-04T10:00Z")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			in, err := os.ReadFile("testdata/" + tc.file)
			if err != nil {
				t.Fatal(err)
			}
			o := autumn()
			if tc.with != nil {
				tc.with(&o)
			}
			for _, ending := range []string{"\n", "\r\n"} {
				got, err := ical.ParseBusy(bytes.NewReader(bytes.ReplaceAll(in, []byte("\n"), []byte(ending))), o)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(tc.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestParseBusyRules(t *testing.T) {
	t.Parallel()
	const hour = "DTEND:20261101T100000Z"
	for name, tc := range map[string]struct {
		in   string
		want []ical.Interval
	}{
		"nothing":                 {calendar(), nil},
		"no end takes no time":    {calendar(vevent("DTSTART:20261101T090000Z")), nil},
		"end before start":        {calendar(vevent("DTSTART:20261101T110000Z", hour)), nil},
		"date without end":        {calendar(vevent("DTSTART;VALUE=DATE:20261101")), busy("2026-11-01T00:00Z/2026-11-02T00:00Z")},
		"days and time":           {calendar(vevent("DTSTART:20261101T090000Z", "DURATION:P1DT1H")), busy("2026-11-01T09:00Z/2026-11-02T10:00Z")},
		"weeks":                   {calendar(vevent("DTSTART;VALUE=DATE:20261101", "DURATION:P1W")), busy("2026-11-01T00:00Z/2026-11-08T00:00Z")},
		"merged and sorted":       {calendar(vevent("DTSTART:20261101T093000Z", "DURATION:PT1H"), vevent("DTSTART:20261101T090000Z", hour)), busy("2026-11-01T09:00Z/2026-11-01T10:30Z")},
		"touching":                {calendar(vevent("DTSTART:20261101T100000Z", "DURATION:PT1H"), vevent("DTSTART:20261101T090000Z", hour)), busy("2026-11-01T09:00Z/2026-11-01T11:00Z")},
		"clipped":                 {calendar(vevent("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101")), busy("2026-09-01T00:00Z/2026-12-01T00:00Z")},
		"began before the window": {calendar(vevent("DTSTART:20260831T230000Z", "DURATION:PT2H", "RRULE:FREQ=YEARLY")), busy("2026-09-01T00:00Z/2026-09-01T01:00Z")},
		"until a date, included":  {calendar(vevent("DTSTART:20261101T090000Z", hour, "RRULE:FREQ=DAILY;UNTIL=20261102")), busy("2026-11-01T09:00Z/2026-11-01T10:00Z", "2026-11-02T09:00Z/2026-11-02T10:00Z")},
		"start beside the rule":   {calendar(vevent("DTSTART:20261101T090000Z", hour, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=1")), busy("2026-11-01T09:00Z/2026-11-01T10:00Z", "2026-11-02T09:00Z/2026-11-02T10:00Z")},
		"excluded by date":        {calendar(vevent("DTSTART:20261101T090000Z", hour, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20261101")), busy("2026-11-02T09:00Z/2026-11-02T10:00Z")},
		"by the hour":             {calendar(vevent("DTSTART:20261101T220000Z", "DURATION:PT10M", "RRULE:FREQ=HOURLY;INTERVAL=3;COUNT=2")), busy("2026-11-01T22:00Z/2026-11-01T22:10Z", "2026-11-02T01:00Z/2026-11-02T01:10Z")},
		"cancelled occurrence":    {calendar(vevent("DTSTART:20261101T090000Z", hour, "RRULE:FREQ=DAILY;COUNT=2"), vevent("RECURRENCE-ID:20261102T090000Z", "STATUS:CANCELLED")), busy("2026-11-01T09:00Z/2026-11-01T10:00Z")},
		"free occurrence":         {calendar(vevent("RECURRENCE-ID:20261101T090000Z", "DTSTART:20261101T090000Z", hour, "TRANSP:TRANSPARENT"), vevent("DTSTART:20261101T090000Z", hour)), nil},
		"occurrence alone":        {calendar(vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20261101T070000Z", "DTSTART:20261101T090000Z", hour)), busy("2026-11-01T09:00Z/2026-11-01T10:00Z")},
		"series that ends early":  {calendar(vevent("DTSTART:20261101T090000Z", hour, "RRULE:FREQ=DAILY"), vevent("RECURRENCE-ID;RANGE=THISANDFUTURE:20261102T090000Z", "DTSTART:20261102T090000Z", "STATUS:CANCELLED")), busy("2026-11-01T09:00Z/2026-11-01T10:00Z")},
		"moved into the window":   {calendar(vevent("DTSTART:20200101T090000Z", "DURATION:PT1H"), vevent("RECURRENCE-ID:20200101T090000Z", "DTSTART:20261101T090000Z", hour)), busy("2026-11-01T09:00Z/2026-11-01T10:00Z")},
		"Windows zone":            {calendar(vevent("DTSTART;TZID=India Standard Time:20261101T090000", "DURATION:PT1H")), busy("2026-11-01T03:30Z/2026-11-01T04:30Z")},
		"skipped time":            {calendar(vevent("DTSTART;TZID=Australia/Sydney:20261004T023000", "DURATION:PT1H")), busy("2026-10-03T16:30Z/2026-10-03T17:30Z")},
		"lower case, other parts": {"begin:vcalendar\nx-foo;bar=\"a:b;c\":1\nBEGIN:VEVENT\ndtstart:20261101t090000z\nduration:pt1h\nEND:VEVENT\nEND:VCALENDAR", busy("2026-11-01T09:00Z/2026-11-01T10:00Z")},
		"byte-order mark":         {"\xef\xbb\xbf" + calendar(vevent("DTSTART:20261101T090000Z", hour)), busy("2026-11-01T09:00Z/2026-11-01T10:00Z")},
		"two calendars":           {calendar(vevent("DTSTART:20261101T090000Z", hour)) + calendar(vevent("DTSTART:20261103T090000Z", "DURATION:PT1H")), busy("2026-11-01T09:00Z/2026-11-01T10:00Z", "2026-11-03T09:00Z/2026-11-03T10:00Z")},
		"folded in the middle":    {calendar(vevent("DTST\r\n ART:2026\r\n\t1101T090000Z", hour)), busy("2026-11-01T09:00Z/2026-11-01T10:00Z")},
	} {
		got, err := ical.ParseBusy(strings.NewReader(tc.in), autumn())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestParseBusyRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		in   string
		kind *apperr.Error
		line int
	}{
		"empty":                  {"", ical.ErrNotCalendar, 0},
		"a web page":             {"<!DOCTYPE html>\n<p style=\"a:b\">Sign in</p>\n", ical.ErrNotCalendar, 0},
		"an event alone":         {vevent("DTSTART:20261101T090000Z"), ical.ErrNotCalendar, 1},
		"cut off":                {calendar(vevent("DTSTART:20261101T090000Z"))[:70], ical.ErrSyntax, 0},
		"wrong end":              {"BEGIN:VCALENDAR\nEND:VEVENT\n", ical.ErrSyntax, 2},
		"no start":               {calendar(vevent("SUMMARY:x")), ical.ErrSyntax, 3},
		"bad date":               {calendar(vevent("SUMMARY:a", " b", "DTSTART:20261301T090000Z")), ical.ErrSyntax, 7},
		"bad duration":           {calendar(vevent("DTSTART:20261101T090000Z", "DURATION:1H")), ical.ErrSyntax, 6},
		"endless duration":       {calendar(vevent("DTSTART:20261101T090000Z", "DURATION:P999999999D")), ical.ErrSyntax, 6},
		"unknown zone":           {calendar(vevent("DTSTART;TZID=Nowhere/Land:20261101T090000", "DURATION:PT1H")), ical.ErrZone, 5},
		"zone without offsets":   {calendar("BEGIN:VTIMEZONE\r\nTZID:X\r\nEND:VTIMEZONE", vevent("DTSTART;TZID=X:20261101T090000")), ical.ErrZone, 8},
		"local zone":             {calendar(vevent("DTSTART;TZID=Local:20261101T090000")), ical.ErrZone, 5},
		"path as zone":           {calendar(vevent("DTSTART;TZID=../../etc/passwd:20261101T090000")), ical.ErrZone, 5},
		"rule":                   {calendar(vevent("DTSTART:20261101T090000Z", "RRULE:FREQ=NEVER")), ical.ErrRecurrence, 6},
		"rule without frequency": {calendar(vevent("DTSTART:20261101T090000Z", "RRULE:COUNT=2")), ical.ErrRecurrence, 6},
		"rule out of bounds":     {calendar(vevent("DTSTART:20261101T090000Z", "RRULE:FREQ=MONTHLY;BYMONTHDAY=32")), ical.ErrRecurrence, 6},
		"event in an event":      {calendar(vevent("DTSTART:20261101T090000Z", vevent("DTSTART:20261101T090000Z"))), ical.ErrSyntax, 6},
		"calendar in an event":   {calendar(vevent("DTSTART:20261101T090000Z", calendar(), "SUMMARY:x")), ical.ErrSyntax, 6},
		"part of no zone":        {calendar("BEGIN:VTIMEZONE\r\nBEGIN:X\r\nBEGIN:STANDARD\r\nDTSTART:20261101T090000"), ical.ErrSyntax, 5},
		"free/busy without end":  {calendar("BEGIN:VFREEBUSY\r\nFREEBUSY:20261101T090000Z\r\nEND:VFREEBUSY"), ical.ErrSyntax, 4},
	} {
		got, err := ical.ParseBusy(strings.NewReader(tc.in), autumn())
		var at *ical.ParseError
		if !errors.Is(err, tc.kind) || !errors.As(err, &at) || got != nil {
			t.Errorf("%s: got %v, %v, want %s", name, got, err, tc.kind.Code)
			continue
		}
		if tc.line > 0 && at.Line != tc.line {
			t.Errorf("%s: line %d, want %d", name, at.Line, tc.line)
		}
	}
}

func TestParseBusyNeedsAWindow(t *testing.T) {
	t.Parallel()
	for _, o := range []ical.BusyOptions{
		{}, {From: utc("2026-11-02T00:00Z"), To: utc("2026-11-01T00:00Z")}, {From: utc("2026-11-02T00:00Z"), To: utc("2036-11-01T00:00Z")},
	} {
		if _, err := ical.ParseBusy(strings.NewReader(calendar()), o); !errors.Is(err, ical.ErrWindow) {
			t.Errorf("%v to %v: %v", o.From, o.To, err)
		}
	}
}

type brokenReader struct{ before string }

var errBroken = errors.New("connection reset")

func (r *brokenReader) Read(p []byte) (int, error) {
	if r.before == "" {
		return 0, errBroken
	}
	n := copy(p, r.before)
	r.before = r.before[n:]
	return n, nil
}

// TestParseBusyPassesReadErrors must hold at every byte: a connection that breaks is not a calendar that ends.
func TestParseBusyPassesReadErrors(t *testing.T) {
	t.Parallel()
	whole := calendar(vevent("DTSTART:20261101T090000Z", "DESCRIPTION:"+strings.Repeat("x", 100), " y"))
	for n := range len(whole) {
		if _, err := ical.ParseBusy(&brokenReader{whole[:n]}, autumn()); !errors.Is(err, errBroken) {
			t.Fatalf("broken after %d bytes (%q): %v", n, whole[max(n-20, 0):n], err)
		}
	}
}

// TestParseBusySurvivesDamage breaks the fixtures at random places: whatever comes out, it is an answer or an error.
func TestParseBusySurvivesDamage(t *testing.T) {
	t.Parallel()
	damage := []string{
		"", "0", "9", "-", "+", ",", ";", ":", "\n", " ", "\r", "=", "T", "Z", "\\", "\"", "/", "YEARLY", "DAILY", "HOURLY", "99999",
		"BYSETPOS=1", "COUNT=99999999", "INTERVAL=2147483647", "UNTIL=00010101", "19700101", "00010101T000000Z",
		"99991231T235959Z", "P36600D", "+1600", "\nBEGIN:VEVENT\n", "\nEND:VEVENT\n", "\nBEGIN:STANDARD\n", "\nBEGIN:X\n",
	}
	var fixtures []string
	for _, name := range []string{"google.ics", "outlook.ics", "apple.ics", "freebusy.ics"} {
		in, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		fixtures = append(fixtures, string(in))
	}
	r := rand.New(rand.NewPCG(1, 2))
	answered := 0
	for range 3000 {
		s := fixtures[r.IntN(len(fixtures))]
		for range 1 + r.IntN(4) {
			from := r.IntN(len(s) + 1)
			s = s[:from] + damage[r.IntN(len(damage))] + s[min(from+r.IntN(12), len(s)):]
		}
		got, err := ical.ParseBusy(strings.NewReader(s), autumn())
		var at *ical.ParseError
		if err != nil && (got != nil || !errors.As(err, &at)) {
			t.Fatalf("%v, %v for\n%s", got, err, s)
		}
		if err == nil {
			answered++
		}
	}
	if answered == 0 || answered == 3000 {
		t.Errorf("%d of 3000 answered: the damage is not what it was", answered)
	}
}

func FuzzParseBusy(f *testing.F) {
	for _, name := range []string{"google.ics", "outlook.ics", "apple.ics", "freebusy.ics"} {
		in, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(in))
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := ical.ParseBusy(strings.NewReader(in), autumn())
		if err != nil && got != nil {
			t.Error("an answer with an error")
		}
		for i, b := range got {
			if !b.Start.Before(b.End) || i > 0 && !got[i-1].End.Before(b.Start) {
				t.Errorf("not sorted and merged: %v", got)
			}
		}
	})
}
