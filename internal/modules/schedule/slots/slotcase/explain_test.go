package slotcase_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/schedule/slots/slotcase"
)

// plain is a Monday morning in Kolkata, with a place for more input and more about the practitioner.
func plain(input, practitioner string) string {
	return fmt.Sprintf(`{"id": "p", "input": {
		"now": "2026-11-20T00:00:00Z", "range": {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"},
		"service": {"duration_min": 60}%s
	}, "practitioners": [{"tz": "Asia/Kolkata", "weekly": [{"days": [1], "start": "09:00", "end": "12:00"}]%s}]}`, input, practitioner)
}

func explain(t *testing.T, in string, why bool) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := slotcase.Explain(strings.NewReader(in), &out, why)
	return out.String(), err
}

type answered struct {
	Result struct {
		Starts  []string
		Refused []struct {
			Start, Rule  string
			Practitioner *int
		}
		Error *struct{ Path, Message string }
	}
}

func one(t *testing.T, in string, why bool) answered {
	t.Helper()
	out, err := explain(t, in, why)
	if err != nil {
		t.Fatal(err)
	}
	var a answered
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestExplainKeepsTheCase(t *testing.T) {
	t.Parallel()
	in := strings.Replace(plain("", ""), `"id": "p",`, `"zebra": 1.50, "result": {"old": true}, "id": "p", "<&>": null,`, 1)
	out, err := explain(t, in, false)
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(out))
	var keys []string
	depth := 0
	for token, err := dec.Token(); err == nil; token, err = dec.Token() {
		switch v := token.(type) {
		case json.Delim:
			if depth--; v == '{' || v == '[' {
				depth += 2
			}
		case string:
			keys = append(keys, v)
			var skip json.RawMessage
			if depth == 1 && dec.Decode(&skip) != nil {
				t.Fatal("not an object of keys and values")
			}
		}
	}
	if diff := cmp.Diff([]string{"zebra", "id", "<&>", "input", "practitioners", "result"}, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if !strings.Contains(out, "1.50") || strings.Contains(out, "old") {
		t.Errorf("other keys are not kept, or the old result is:\n%s", out)
	}
}

func TestExplainShapes(t *testing.T) {
	t.Parallel()
	c := plain("", "")
	for name, tc := range map[string]struct {
		in    string
		lines int // 0: indented
	}{
		"object":           {c, 0},
		"array":            {"[" + c + "," + c + "]", 0},
		"empty array":      {"[]", 1},
		"one after other":  {c + "\n" + c, 2},
		"arrays and a one": {"[" + c + "]" + c + "[]", 3},
	} {
		out, err := explain(t, tc.in, true)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := strings.Count(out, "\n"); tc.lines > 0 && got != tc.lines || tc.lines == 0 && got < 10 {
			t.Errorf("%s: %d lines:\n%s", name, got, out)
		}
		if !json.Valid([]byte(strings.SplitAfter(out, "\n]\n")[0])) && tc.lines == 0 {
			t.Errorf("%s: not JSON:\n%s", name, out)
		}
	}
}

func TestKeysMayStandOutsideInput(t *testing.T) {
	t.Parallel()
	got := one(t, `{"now": "2026-11-20T00:00:00Z", "viewer_hold_id": "mine", "input": {
		"range": {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"}, "service": {"duration_min": 60},
		"practitioners": [{"tz": "UTC", "weekly": [{"days": [1], "start": "09:00", "end": "10:00"}], "bookings": [
			{"start": "2026-11-23T09:00:00Z", "end": "2026-11-23T10:00:00Z", "status": "hold", "hold_id": "mine"}]}]}}`, false)
	if diff := cmp.Diff([]string{"2026-11-23T09:00:00Z"}, got.Result.Starts); diff != "" {
		t.Errorf("starts (-want +got):\n%s", diff)
	}
}

func TestWindowForms(t *testing.T) {
	t.Parallel()
	for window, count := range map[string]int{
		`"none"`:                              3,
		`null`:                                3,
		`{"type": "none"}`:                    3,
		`{"type": "rolling_days", "days": 3}`: 3,
		`{"kind": "rolling_days", "days": 2}`: 0,
		`{"mode": "rolling_business_days", "days": 1}`:                  3,
		`{"rolling_days": 2}`:                                           0,
		`{"rolling_days": {"days": 2}}`:                                 0,
		`{"range": {"from": "2026-11-23", "to": "2026-11-23"}}`:         3,
		`{"type": "range", "from": "2026-11-24", "to": "2026-11-24"}`:   0,
		`{"type": "available_days", "days": 1}`:                         3,
		`{"type": "available_days", "days": 0, "note": "nothing ever"}`: 0,
	} {
		if got := len(one(t, plain(`, "window": `+window, ""), false).Result.Starts); got != count {
			t.Errorf("%s: %d starts, want %d", window, got, count)
		}
	}
}

func TestRefusedNamesTheFirstRule(t *testing.T) {
	t.Parallel()
	const at = "2026-11-23T03:30:00Z" // 09:00 in Kolkata
	booked := `, "bookings": [{"start": "` + at + `", "end": "2026-11-23T04:30:00Z", "status": "confirmed", "seats": 2}]`
	for rule, in := range map[string]string{
		"time_off": plain("", `, "time_off": [{"from": "2026-11-23", "to": "2026-11-23"}]`),
		"hours":    plain(`, "service": {"duration_min": 240}`, ""),
		"conflict": plain("", booked),
		"full":     plain(`, "service": {"duration_min": 60, "capacity": 2}`, booked),
		"notice":   plain(`, "now": "`+at+`"`, ""),
		"window":   plain(`, "window": {"type": "rolling_days", "days": 1}`, ""),
		"limit":    plain(`, "limits": {"per_day": 0}`, ""),
		"series":   plain(`, "series": {"freq": "weekly", "count": 2}`, `, "overrides": [{"date": "2026-11-30"}]`),
	} {
		got := one(t, in, true).Result.Refused
		if len(got) == 0 || got[0].Start != at || got[0].Rule != rule || got[0].Practitioner != nil {
			t.Errorf("%s: refused %+v", rule, got)
		}
	}
}

func TestRefusedNamesThePractitioner(t *testing.T) {
	t.Parallel()
	in := plain(`, "team": {"mode": "all"}`, `}, {"tz": "Asia/Kolkata", "weekly": [{"days": [1], "start": "10:00", "end": "12:00"}]`)
	got := one(t, in, true)
	if len(got.Result.Starts) != 2 || len(got.Result.Refused) != 1 {
		t.Fatalf("got %+v", got.Result)
	}
	if r := got.Result.Refused[0]; r.Rule != "hours" || r.Practitioner == nil || *r.Practitioner != 1 {
		t.Errorf("refused %+v, want the hours of practitioner 1", r)
	}
}

// TestFaultsNameThePath feeds cases that are wrong in one place each. A later key overrides an earlier one of the same
// name, so that every fault can be appended.
func TestFaultsNameThePath(t *testing.T) {
	t.Parallel()
	input := func(s string) string { return plain(", "+s, "") }
	practitioner := func(s string) string { return plain("", ", "+s) }
	many := strings.Repeat(`{"start":"2026-11-23T00:00:00Z","end":"2026-11-23T00:00:00Z"},`, 10_000)
	booking := func(s string) string {
		return practitioner(`"bookings": [{"start": "2026-11-23T04:00:00Z", "end": "2026-11-23T05:00:00Z", "status": "confirmed", ` + s + `}]`)
	}
	for _, tc := range []struct{ path, in string }{
		{"input.now", `{}`},
		{"input.now", input(`"now": "yesterday"`)},
		{"input.now", input(`"now": "2026-11-20 00:00:00Z"`)},
		{"input.now", input(`"now": "2026-02-30T00:00:00Z"`)},
		{"input.now", input(`"now": "9999-01-01T00:00:00Z"`)},
		{"input.now", input(`"now": 1780000000`)},
		{"input", `{"input": []}`},
		{"input.range", input(`"range": null`)},
		{"input.range.to", input(`"range": {"from": "2026-11-23T00:00:00Z", "to": "2026-11-22T00:00:00Z"}`)},
		{"input.range", input(`"range": {"from": "2026-11-23T00:00:00Z", "to": "2028-11-22T00:00:00Z"}`)},
		{"input.range.to", input(`"now": "2020-01-01T00:00:00Z", "window": {"type": "available_days", "days": 1}`)},
		{"input.viewer_tz", input(`"viewer_tz": "Mars/Olympus"`)},
		{"input.viewer_tz", input(`"viewer_tz": "Local"`)},
		{"input.viewer_hold_id", input(`"viewer_hold_id": 7`)},
		{"input.service.duration_min", input(`"service": {}`)},
		{"input.service.duration_min", input(`"service": {"duration_min": 0}`)},
		{"input.service.duration_min", input(`"service": {"duration_min": -30}`)},
		{"input.service.duration_min", input(`"service": {"duration_min": 30.5}`)},
		{"input.service.duration_min", input(`"service": {"duration_min": "30"}`)},
		{"input.service.duration_min", input(`"service": {"duration_min": 1e300}`)},
		{"input.service.interval_min", input(`"service": {"duration_min": 30, "interval_min": -1}`)},
		{"input.service.buffer_before_min", input(`"service": {"duration_min": 30, "buffer_before_min": 100000}`)},
		{"input.service.capacity", input(`"service": {"duration_min": 30, "capacity": 0}`)},
		{"input.window", input(`"window": {"type": "someday"}`)},
		{"input.window", input(`"window": {}`)},
		{"input.window", input(`"window": 14`)},
		{"input.window.days", input(`"window": {"type": "rolling_days"}`)},
		{"input.window.rolling_days.days", input(`"window": {"rolling_days": {"days": -1}}`)},
		{"input.window.to", input(`"window": {"type": "range", "from": "2026-11-23", "to": "2026-11-22"}`)},
		{"input.limits.per_day", input(`"limits": {"per_day": -1}`)},
		{"input.limits.week_start", input(`"limits": {"week_start": "wed"}`)},
		{"input.team.mode", input(`"team": {"mode": "some"}`)},
		{"input.series.count", input(`"series": {"freq": "weekly"}`)},
		{"input.series.freq", input(`"series": {"freq": "daily", "count": 2}`)},
		{"input.series", input(`"series": {"freq": "weekly", "interval": 52, "count": 12}`)},
		{"input.policy.pending_blocks", input(`"policy": {"pending_blocks": "yes"}`)},
		{"practitioners", `{"input": {"now": "2026-11-20T00:00:00Z", "range": {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"}, "service": {"duration_min": 60}}}`},
		{"practitioners", strings.Replace(plain("", ""), `"practitioners": [`, `"practitioners": [`+strings.Repeat("{},", 100), 1)},
		{"practitioners[0].tz", practitioner(`"tz": ""`)},
		{"practitioners[0].tz", practitioner(`"tz": null`)},
		{"practitioners[0].weekly", practitioner(`"weekly": {}`)},
		{"practitioners[0].weekly[0].days", practitioner(`"weekly": [{"start": "09:00", "end": "10:00"}]`)},
		{"practitioners[0].weekly[0].days[1]", practitioner(`"weekly": [{"days": [7, 0], "start": "09:00", "end": "10:00"}]`)},
		{"practitioners[0].weekly[0].end", practitioner(`"weekly": [{"days": [1], "start": "22:00", "end": "02:00"}]`)},
		{"practitioners[0].weekly[0].end", practitioner(`"weekly": [{"days": [1], "start": "22:00", "end": "48:01"}]`)},
		{"practitioners[0].weekly[0].start", practitioner(`"weekly": [{"days": [1], "start": "24:00", "end": "26:00"}]`)},
		{"practitioners[0].weekly[0].start", practitioner(`"weekly": [{"days": [1], "start": "9:00", "end": "10:00"}]`)},
		{"practitioners[0].weekly[0].start", practitioner(`"weekly": [{"days": [1], "start": "09:60", "end": "10:00"}]`)},
		{"practitioners[0].overrides[0].date", practitioner(`"overrides": [{"date": "2026-02-29"}]`)},
		{"practitioners[0].overrides[0].windows[0].end", practitioner(`"overrides": [{"date": "2026-02-28", "windows": [{"start": "10:00"}]}]`)},
		{"practitioners[0].time_off[0].to", practitioner(`"time_off": [{"from": "2026-11-23", "to": "2026-11-22"}]`)},
		{"practitioners[0].busy[0].end", practitioner(`"busy": [{"start": "2026-11-23T05:00:00Z", "end": "2026-11-23T04:00:00Z"}]`)},
		{"practitioners[0].busy", practitioner(`"busy": [` + many + `{}]`)},
		{"practitioners[0].busy_all_day[0].from", practitioner(`"busy_all_day": [{"from": "23.11.2026", "to": "2026-11-24"}]`)},
		{"practitioners[0].bookings[0].status", practitioner(`"bookings": [{"start": "2026-11-23T04:00:00Z", "end": "2026-11-23T05:00:00Z"}]`)},
		{"practitioners[0].bookings[0].seats", booking(`"seats": -1`)},
		{"practitioners[0].bookings[0].buffer_after_min", booking(`"buffer_after_min": -1`)},
		{"practitioners[0].bookings[0].expires_at", booking(`"expires_at": "soon"`)},
		{"practitioners[0].bookings[0].same_service", booking(`"same_service": 1`)},
	} {
		out, err := explain(t, "["+tc.in+","+plain("", "")+"]", false)
		var bad *slotcase.Error
		if !errors.As(err, &bad) || bad.Path != tc.path || bad.Case != 0 {
			t.Errorf("want a fault at %s, got %v", tc.path, err)
		}
		var cases []answered
		if err := json.Unmarshal([]byte(out), &cases); err != nil || len(cases) != 2 {
			t.Fatalf("%s: no answer to both cases: %v", tc.path, err)
		}
		if e := cases[0].Result.Error; e == nil || e.Path != tc.path || len(cases[1].Result.Starts) != 3 {
			t.Errorf("%s: answered %+v", tc.path, cases)
		}
	}
}

func TestNotCases(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "  \n", "{", "nonsense", plain("", "") + "}", "[" + plain("", ""), "7", `"case"`, "null", "[7]", "[[]]",
		plain("", "") + " 7", strings.Repeat("[", 100_000), `{"input": ` + strings.Repeat("[", 20_000), "\x00", "\xff\xfe",
	} {
		out, err := explain(t, in, false)
		var bad *slotcase.Error
		if !errors.As(err, &bad) || out != "" {
			t.Errorf("%.30q: wrote %.60q, returned %v", in, out, err)
		}
	}
}

func FuzzExplain(f *testing.F) {
	f.Add(plain("", ""))
	f.Add(plain(`, "window": {"rolling_days": {"days": 3}}, "series": {"count": 3}`, `, "busy_all_day": [{"from": "2026-11-23", "to": "2026-11-24"}]`))
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		err := slotcase.Explain(strings.NewReader(in), &out, true)
		if err == nil && out.Len() == 0 {
			t.Error("no answer and no error")
		}
	})
}
