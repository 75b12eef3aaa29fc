package ical_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"klear/internal/platform/apperr"
	"klear/internal/platform/ical"
)

// endless repeats a piece of text for good.
type endless struct{ piece, rest string }

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		e.rest = e.piece
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

func repeated(rule string) string {
	return calendar(vevent("DTSTART:19700101T000000Z", "DURATION:PT1S", rule))
}

func list(from, to int) string {
	var b strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&b, "%d,", i)
	}
	fmt.Fprintf(&b, "%d", to)
	return b.String()
}

// TestBombs feeds calendars that are made to exhaust a machine. Each must be refused, or answered, within bounds of time
// and memory. On an idle core they take from microseconds to, for the ones that fill the allowed 10 MB, about 100 ms;
// the bound here leaves room for a busy machine and the race detector.
func TestBombs(t *testing.T) {
	const (
		head = "BEGIN:VCALENDAR\r\n"
		most = 10 * time.Second
		room = 64 << 20
	)
	event := vevent("DTSTART:20260901T000000Z", "DURATION:PT1H") + "\r\n"
	for name, tc := range map[string]struct {
		in   io.Reader
		want *apperr.Error // nil: answered
	}{
		"every second for good":         {strings.NewReader(repeated("RRULE:FREQ=SECONDLY")), ical.ErrRecurrence},
		"every minute for good":         {strings.NewReader(repeated("RRULE:FREQ=MINUTELY")), ical.ErrRecurrence},
		"every second of a day":         {strings.NewReader(repeated("RRULE:FREQ=DAILY;BYHOUR=" + list(0, 23) + ";BYMINUTE=" + list(0, 59) + ";BYSECOND=" + list(0, 59))), ical.ErrTooComplex},
		"every second by the hour":      {strings.NewReader(repeated("RRULE:FREQ=HOURLY;BYMINUTE=" + list(0, 59) + ";BYSECOND=" + list(0, 59))), ical.ErrTooComplex},
		"every minute of a day":         {strings.NewReader(repeated("RRULE:FREQ=DAILY;BYHOUR=" + list(0, 23) + ";BYMINUTE=" + list(0, 59))), ical.ErrTooComplex},
		"never, by the year":            {strings.NewReader(repeated("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), nil},
		"never, by the day":             {strings.NewReader(repeated("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31")), nil},
		"never, by the hour":            {strings.NewReader(repeated("RRULE:FREQ=HOURLY;BYMONTH=4;BYMONTHDAY=31;COUNT=9")), nil},
		"never, from the year one":      {strings.NewReader(calendar(vevent("DTSTART:00010101T000000Z", "DURATION:PT1S", "RRULE:FREQ=YEARLY;COUNT=99;BYYEARDAY=366,-366;BYMONTH=1"))), nil},
		"a huge interval":               {strings.NewReader(repeated("RRULE:FREQ=YEARLY;INTERVAL=2147483647")), nil},
		"a huge count":                  {strings.NewReader(repeated("RRULE:FREQ=DAILY;COUNT=2147483647")), nil},
		"many days of many rules":       {strings.NewReader(head + strings.Repeat(strings.TrimSuffix(repeated("RRULE:FREQ=DAILY;COUNT=100000;BYMONTHDAY=31;BYMONTH=1")[len(head)+len("VERSION:2.0\r\n"):], "END:VCALENDAR\r\n"), 5000) + "END:VCALENDAR\r\n"), ical.ErrTooComplex},
		"long lists":                    {strings.NewReader(repeated("RRULE:FREQ=YEARLY;BYYEARDAY=" + strings.Repeat(list(1, 366)+",", 500) + "1;BYSETPOS=" + list(1, 366))), ical.ErrRecurrence},
		"every day of the year, picked": {strings.NewReader(repeated("RRULE:FREQ=YEARLY;BYYEARDAY=" + list(1, 366) + ";BYSETPOS=" + list(1, 366))), nil},
		"too many events":               {&endless{piece: event, rest: head + event}, ical.ErrTooLarge},
		"too many bytes":                {&endless{piece: "X-FILLER:" + strings.Repeat("x", 1000) + "\r\n", rest: head}, ical.ErrTooLarge},
		"one endless line":              {&endless{piece: strings.Repeat("x", 5000), rest: head + "X-A:"}, ical.ErrTooLarge},
		"one endless wanted line":       {&endless{piece: "20261101T000000Z,", rest: head + "BEGIN:VEVENT\r\nEXDATE:"}, ical.ErrTooLarge},
		"one endless folded line":       {&endless{piece: "20261101T000000Z,\r\n ", rest: head + "BEGIN:VEVENT\r\nEXDATE:"}, ical.ErrTooLarge},
		"endless lists of dates":        {&endless{piece: "RDATE:20261101T000000Z,20261102T000000Z\r\n", rest: head + "BEGIN:VEVENT\r\n"}, ical.ErrTooComplex},
		"endless rules":                 {&endless{piece: "RRULE:FREQ=DAILY\r\n", rest: head + "BEGIN:VEVENT\r\n"}, ical.ErrTooComplex},
		"endless zones":                 {&endless{piece: "BEGIN:VTIMEZONE\r\nEND:VTIMEZONE\r\n", rest: head}, ical.ErrTooComplex},
		"endless parts of a zone":       {&endless{piece: "BEGIN:STANDARD\r\nEND:STANDARD\r\n", rest: head + "BEGIN:VTIMEZONE\r\n"}, ical.ErrTooComplex},
		"endless nesting":               {&endless{piece: "BEGIN:X\r\n", rest: head}, ical.ErrSyntax},
		"endless blank lines":           {&endless{piece: strings.Repeat("\r\n", 1000), rest: head}, ical.ErrTooLarge},
		"endless folds of nothing":      {&endless{piece: strings.Repeat("\r\n ", 1000), rest: head}, ical.ErrTooLarge},
		"endless free/busy":             {&endless{piece: "FREEBUSY:20261101T000000Z/PT1H\r\n", rest: head + "BEGIN:VFREEBUSY\r\n"}, ical.ErrTooComplex},
		"zone by the minute, yearly":    {strings.NewReader(calendar("BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYDAY=MO,TU;BYHOUR="+list(0, 23)+";BYMINUTE="+list(0, 59)+"\r\nEND:STANDARD\r\nEND:VTIMEZONE", vevent("DTSTART;TZID=X:20261101T000000"))), ical.ErrZone},
		"zone by the hour for good":     {strings.NewReader(calendar("BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=HOURLY;BYMINUTE="+list(0, 59)+"\r\nEND:STANDARD\r\nEND:VTIMEZONE", vevent("DTSTART;TZID=X:20261101T000000"))), ical.ErrZone},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			began := time.Now()
			_, err := ical.ParseBusy(tc.in, autumn())
			took := time.Since(began)
			runtime.ReadMemStats(&after)
			if tc.want == nil && err != nil || tc.want != nil && !errors.Is(err, tc.want) {
				t.Errorf("returned %v", err)
			}
			grown := after.Sys - before.Sys
			t.Logf("%v, %d KiB allocated, %d KiB grown", took.Round(time.Microsecond), (after.TotalAlloc-before.TotalAlloc)>>10, grown>>10)
			if took > most || grown > room {
				t.Errorf("took %v and %d MiB", took, grown>>20)
			}
		})
	}
}
