package pro

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func blocks(spans ...[2]int) []GridBlock {
	out := make([]GridBlock, len(spans))
	for i, s := range spans {
		out[i].From, out[i].To = s[0], s[1]
	}
	return out
}

// TestLanes: entries that meet share the width, entries that only touch do not, and a lane that ended is used again.
func TestLanes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   []GridBlock
		want [][2]int // lane, lanes
	}{
		"apart":                          {blocks([2]int{0, 60}, [2]int{60, 120}), [][2]int{{0, 1}, {0, 1}}},
		"two meet":                       {blocks([2]int{0, 60}, [2]int{30, 90}), [][2]int{{0, 2}, {1, 2}}},
		"a chain uses a lane again":      {blocks([2]int{0, 60}, [2]int{30, 120}, [2]int{60, 90}), [][2]int{{0, 2}, {1, 2}, {0, 2}}},
		"what comes after is on its own": {blocks([2]int{0, 60}, [2]int{0, 60}, [2]int{0, 60}, [2]int{60, 90}), [][2]int{{0, 3}, {1, 3}, {2, 3}, {0, 1}}},
	} {
		lanes(c.in)
		var got [][2]int
		for _, b := range c.in {
			got = append(got, [2]int{b.Lane, b.Lanes})
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// TestMinutesAreThoseOfTheWallClock: also where the clock changes, and never outside the day.
func TestMinutesAreThoseOfTheWallClock(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	spring := time.Date(2026, 3, 29, 0, 0, 0, 0, berlin) // 23 hours long
	day := span{spring, spring.AddDate(0, 0, 1)}
	for _, c := range []struct {
		at   time.Time
		want int
	}{
		{spring.Add(-time.Hour), 0}, {spring, 0}, {time.Date(2026, 3, 29, 9, 30, 0, 0, berlin).UTC(), 9*60 + 30}, {day.end, 24 * 60}, {day.end.Add(time.Hour), 24 * 60},
	} {
		if got := day.minute(c.at); got != c.want {
			t.Errorf("%s is minute %d, want %d", c.at, got, c.want)
		}
	}
}

// TestTheGridShowsTheHoursThatMatter: working hours and entries decide; a day off and what another calendar says do not
// stretch it around the clock.
func TestTheGridShowsTheHoursThatMatter(t *testing.T) {
	t.Parallel()
	day := GridDay{Now: 7 * hour, Open: []Stretch{{From: 9*hour + 30, To: 17 * hour}}, Blocks: blocks([2]int{18*hour + 15, 19*hour + 5}, [2]int{0, wholly}, [2]int{2 * hour, 3 * hour})}
	day.Blocks[1].Item.Kind, day.Blocks[2].Item.Kind = ItemBlock, ItemBusy
	g := Grid{Days: []GridDay{day}}
	g.fit()
	if g.First != 9*hour || g.Last != 20*hour {
		t.Errorf("it shows %d to %d", g.First, g.Last)
	}
	if got := g.Days[0]; len(got.Blocks) != 2 || got.Blocks[0].From != 9*hour || got.Blocks[0].To != 20*hour || got.Now != -1 {
		t.Errorf("%+v", got)
	}
	none := Grid{Days: []GridDay{{Now: -1}}}
	if none.fit(); none.First != plainFirst || none.Last != plainLast {
		t.Errorf("an empty day shows %d to %d", none.First, none.Last)
	}
}

func TestWeeksBeginWhereTheyDo(t *testing.T) {
	t.Parallel()
	wednesday := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	for country, want := range map[string]string{"IN": "2026-11-22", "DE": "2026-11-23", "": "2026-11-23"} {
		if got := WeekView.begin(wednesday, country).Format(time.DateOnly); got != want {
			t.Errorf("in %q it begins on %s, want %s", country, got, want)
		}
	}
	if got := DayView.begin(wednesday, "IN"); !got.Equal(wednesday) {
		t.Errorf("a day begins on %s", got)
	}
}
