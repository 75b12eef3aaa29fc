package ical

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the tests must not depend on the machine's zone files

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/teambition/rrule-go"
	"pgregory.net/rapid"
)

// TestExpandAgreesWithRRule compares our expansion with rrule-go's over random rules. Left out is what the two read
// differently on purpose: weekdays with and without a number in one rule, which RFC 5545 adds up and rrule-go
// intersects; and weeks of the year without weekdays, which RFC 5545 takes from the start.
func TestExpandAgreesWithRRule(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		start := time.Date(rapid.IntRange(2015, 2026).Draw(rt, "year"), time.Month(rapid.IntRange(1, 12).Draw(rt, "month")),
			rapid.IntRange(1, 31).Draw(rt, "day"), rapid.IntRange(0, 23).Draw(rt, "hour"), rapid.SampledFrom([]int{0, 30}).Draw(rt, "minute"), 0, 0, time.UTC)
		text := drawRule(rt, start)
		from := start.AddDate(0, rapid.IntRange(-2, 40).Draw(rt, "from"), 0)
		to := from.AddDate(0, rapid.IntRange(1, 14).Draw(rt, "months"), 0)

		o, err := rrule.StrToROption(text)
		if err != nil {
			rt.Fatal(err)
		}
		o.Dtstart = start
		theirs, err := rrule.NewRRule(*o)
		if err != nil {
			rt.Fatal(err)
		}
		var want []time.Time
		for _, at := range theirs.Between(from, to, true) {
			if at.Before(to) {
				want = append(want, at)
			}
		}
		ours, err := parseRule(text)
		if err != nil {
			rt.Fatalf("%s: %v", text, err)
		}
		first := wall(start.Unix())
		ours.complete(first)
		var got []time.Time
		x := expansion{rule: ours, start: first, clock: utcClock{}, budget: &budget{1 << 40, 1 << 40}}
		err = x.expand(wall(from.Unix()), wall(to.Unix()), func(w wall) { got = append(got, time.Unix(int64(w), 0).UTC()) })
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatalf("%s from %s (-rrule-go +ours):\n%s", text, start, diff)
		}
	})
}

func drawRule(rt *rapid.T, start time.Time) string {
	freq := rapid.SampledFrom([]string{"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"}).Draw(rt, "freq")
	parts := []string{"FREQ=" + freq}
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	some := func(label string) bool { return rapid.IntRange(0, 3).Draw(rt, label) == 3 }
	numbers := func(lo, hi int, signed bool) string {
		var out []string
		for range rapid.IntRange(1, 3).Draw(rt, "numbers") {
			n := rapid.IntRange(lo, hi).Draw(rt, "number")
			if signed && rapid.Bool().Draw(rt, "from the end") {
				n = -n
			}
			if text := fmt.Sprint(n); !slices.Contains(out, text) { // rrule-go repeats starts for repeated numbers
				out = append(out, text)
			}
		}
		return strings.Join(out, ",")
	}
	byHour := some("hours")
	// A rule by the hour whose interval never meets its BYHOUR keeps rrule-go busy for good.
	if some("interval") && (freq != "HOURLY" || !byHour) {
		add("INTERVAL=%d", rapid.IntRange(1, 5).Draw(rt, "interval"))
	}
	switch rapid.IntRange(0, 3).Draw(rt, "end") {
	case 0:
		add("COUNT=%d", rapid.IntRange(1, 60).Draw(rt, "count"))
	case 1:
		add("UNTIL=%s", start.AddDate(0, 0, rapid.IntRange(0, 900).Draw(rt, "until")).Format("20060102T150405Z"))
	}
	if some("months") {
		add("BYMONTH=%s", numbers(1, 12, false))
	}
	if some("month days") && freq != "WEEKLY" {
		add("BYMONTHDAY=%s", numbers(1, 31, true))
	}
	if some("year days") && (freq == "YEARLY" || freq == "DAILY") {
		add("BYYEARDAY=%s", numbers(1, 366, true))
	}
	drawDays(rt, freq, some("weekdays"), some("counted"), some("weeks"), numbers, add)
	if byHour {
		add("BYHOUR=%s", numbers(0, 23, false))
	}
	if some("minutes") && freq != "HOURLY" {
		add("BYMINUTE=%s", numbers(0, 59, false))
	}
	if some("positions") && freq != "HOURLY" && len(parts) > 2 {
		add("BYSETPOS=%s", numbers(1, 4, true))
	}
	return strings.Join(parts, ";")
}

func drawDays(rt *rapid.T, freq string, weekdays, counted, weeks bool, numbers func(int, int, bool) string, add func(string, ...any)) {
	if rapid.Bool().Draw(rt, "sunday") {
		add("WKST=SU")
	}
	weeks = weeks && freq == "YEARLY"
	if !weekdays && !weeks {
		return
	}
	counted = counted && (freq == "MONTHLY" || freq == "YEARLY") && !weeks
	var days []string
	for range rapid.IntRange(1, 3).Draw(rt, "days") {
		day := rapid.SampledFrom([]string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}).Draw(rt, "day")
		if counted {
			day = rapid.SampledFrom([]string{"1", "2", "5", "-1", "-2"}).Draw(rt, "n") + day
		}
		if !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	add("BYDAY=%s", strings.Join(days, ","))
	if weeks {
		add("BYWEEKNO=%s", numbers(1, 53, true))
	}
}

// TestInstantFollowsTheRFC compares both kinds of clock with a search over all instants: the first that reads the time,
// or for a skipped one what the offset before the gap gives.
func TestInstantFollowsTheRFC(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu", "America/St_Johns"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		iana := &ianaClock{zone: zone}
		for at := time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC); ; {
			_, next := at.In(zone).ZoneBounds()
			if next.IsZero() || next.Year() > 2030 {
				break
			}
			at = next.UTC()
			table := tableOf(zone, at)
			_, before := at.Add(-time.Second).In(zone).Zone()
			for w := at.Unix() - 40*3600; w < at.Unix()+40*3600; w += 900 {
				want := w - int64(before)
				for u := at.Unix() - 72*3600; u < at.Unix()+72*3600; u += 900 {
					if _, o := time.Unix(u, 0).In(zone).Zone(); u+int64(o) == w {
						want = u
						break
					}
				}
				if got := iana.instant(wall(w)); got != want {
					t.Fatalf("%s: %s is %d, want %d", name, dateOf(0).Add(time.Duration(w)*time.Second), got, want)
				}
				if got := table.instant(wall(w)); got != want {
					t.Fatalf("%s: by table, %d is %d, want %d", name, w, got, want)
				}
			}
		}
	}
}

// tableOf lists the stretches around an instant.
func tableOf(zone *time.Location, at time.Time) tableClock {
	var table tableClock
	s := stretchAt(zone, at.AddDate(0, 0, -20).Unix())
	s.from = -1 << 60
	for range 4 {
		table = append(table, s)
		if s.to == 1<<60 {
			return table
		}
		s = stretchAt(zone, s.to)
	}
	table[len(table)-1].to = 1 << 60
	return table
}

// TestWindowsZonesExist loads every zone that the Windows names stand for.
func TestWindowsZonesExist(t *testing.T) {
	t.Parallel()
	for windows, iana := range windowsZones {
		if _, err := time.LoadLocation(iana); err != nil {
			t.Errorf("%s: %v", windows, err)
		}
		if windows != strings.ToLower(windows) {
			t.Errorf("%s is not in lower case", windows)
		}
	}
}
