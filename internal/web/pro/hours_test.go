package pro

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"klear/internal/modules/schedule"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func words(list []span) (out []string) {
	for _, s := range list {
		out = append(out, s.start.UTC().Format("02T15:04")+" "+s.end.UTC().Format("02T15:04"))
	}
	return out
}

func TestOpenHoursOfARange(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	hours := schedule.Hours{
		Weekly: []schedule.DayWindows{
			{Day: 6, Windows: []schedule.Window{{Start: "22:00", End: "26:00"}}},                                 // Saturday into Sunday
			{Day: 7, Windows: []schedule.Window{{Start: "01:00", End: "04:00"}, {Start: "10:00", End: "12:00"}}}, // over the clock change
			{Day: 1, Windows: []schedule.Window{{Start: "09:00", End: "17:00"}}},
			{Day: 2, Windows: []schedule.Window{{Start: "09:00", End: "17:00"}}},
		},
		Overrides: []schedule.DateWindows{{Date: "2026-10-26", Windows: []schedule.Window{{Start: "13:00", End: "14:00"}}}},
		TimeOff:   []schedule.Absence{{From: "2026-10-27", To: "2026-10-30"}},
	}
	within := span{at(t, "2026-10-25T00:00:00+02:00"), at(t, "2026-10-28T00:00:00+01:00")}
	want := []string{"24T22:00 25T01:00", "24T23:00 25T03:00", "25T09:00 25T11:00", "26T12:00 26T13:00"}
	if diff := cmp.Diff(want, words(openBetween(hours, within, berlin))); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsLeft(t *testing.T) {
	t.Parallel()
	s := func(from, to string) span {
		return span{at(t, "2026-11-20T"+from+":00Z"), at(t, "2026-11-20T"+to+":00Z")}
	}
	open := []span{s("09:00", "12:00"), s("13:00", "18:00")}
	for name, c := range map[string]struct {
		busy []span
		want []string
	}{
		"nothing taken":     {nil, []string{"20T09:00 20T12:00", "20T13:00 20T18:00"}},
		"in the middle":     {[]span{s("15:00", "16:00"), s("10:00", "11:00")}, []string{"20T09:00 20T10:00", "20T11:00 20T12:00", "20T13:00 20T15:00", "20T16:00 20T18:00"}},
		"over the edges":    {[]span{s("08:00", "10:00"), s("11:30", "13:30"), s("17:30", "19:00")}, []string{"20T10:00 20T11:30", "20T13:30 20T17:30"}},
		"too short to book": {[]span{s("09:30", "18:00")}, nil},
		"overlapping":       {[]span{s("09:00", "15:00"), s("10:00", "11:00")}, []string{"20T15:00 20T18:00"}},
	} {
		if diff := cmp.Diff(c.want, words(without(open, c.busy, time.Hour))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
