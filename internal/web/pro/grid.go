package pro

import (
	"context"
	"slices"
	"strconv"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/web/layout"
)

const (
	hour   = 60
	wholly = 24 * hour
	// A day without hours or entries shows these.
	plainFirst, plainLast = 8 * hour, 18 * hour
)

func viewNamed(s string) View {
	if v := View(s); v == DayView || v == WeekView {
		return v
	}
	return ListView
}

func (v View) days() int {
	if v == DayView {
		return 1
	}
	return 7
}

// sundayFirst are the countries whose week begins on a Sunday, after CLDR; elsewhere it begins on Monday.
var sundayFirst = []string{"IN", "US", "CA", "JP", "IL", "BR", "MX", "ZA", "KE", "PK", "BD", "NP", "PH", "HK", "KR", "SG", "TH", "TW"}

// begin is the first day that is shown: of the grid of a week the day on which weeks begin, otherwise the day itself.
func (v View) begin(day time.Time, country string) time.Time {
	if v != WeekView {
		return day
	}
	back := int(day.Weekday())
	if !slices.Contains(sundayFirst, country) {
		back = (back + 6) % 7
	}
	return day.AddDate(0, 0, -back)
}

// grid lays out the days with everything that takes time in them.
func (h Handler) grid(ctx context.Context, p layout.Page, practice catalog.Practitioner, t weekTime, within span) (Grid, error) {
	taken, busy, err := h.Schedule.Taken(ctx, practice.ID, within.start, within.end)
	if err != nil {
		return Grid{}, err
	}
	entries := entriesOf(t.sessions, taken)
	var g Grid
	for day := within.start; day.Before(within.end); day = day.AddDate(0, 0, 1) {
		on := span{day, day.AddDate(0, 0, 1)}
		d := GridDay{Date: day, Now: -1, Today: !p.Now.Before(on.start) && p.Now.Before(on.end)}
		if d.Today {
			d.Now = on.minute(p.Now)
		}
		d.Open = on.stretches(t.open)
		d.Buffers = on.stretches(buffersOf(taken))
		for _, e := range entries {
			d.add(on, e)
		}
		for _, b := range busy {
			d.add(on, GridBlock{Item: AgendaItem{Kind: ItemBusy, Start: b.Start, End: b.End}})
		}
		g.Days = append(g.Days, d)
	}
	g.fit()
	return g, nil
}

// entriesOf are the sessions with the holds and blocks among what is taken.
func entriesOf(sessions []AgendaItem, taken []schedule.Occupied) []GridBlock {
	var out []GridBlock
	for _, it := range sessions {
		out = append(out, GridBlock{Item: it})
	}
	for _, o := range taken {
		switch o.Status {
		case "hold":
			out = append(out, GridBlock{Item: AgendaItem{Kind: ItemHold, Start: o.Start, End: o.End}})
		case "block":
			out = append(out, GridBlock{Item: AgendaItem{Kind: ItemBlock, URL: "/pro/availability/blocks", Start: o.Start, End: o.End}})
		}
	}
	return out
}

// buffersOf are the minutes kept free before and after.
func buffersOf(taken []schedule.Occupied) []span {
	var out []span
	for _, o := range taken {
		out = append(out, span{o.From, o.Start}, span{o.End, o.To})
	}
	return out
}

// minute is an instant on the day's wall clock, within the day. On the day of a clock change the hour that comes twice is
// drawn once: the labels name which it is.
func (s span) minute(t time.Time) int {
	if !t.After(s.start) {
		return 0
	}
	if !t.Before(s.end) {
		return wholly
	}
	w := t.In(s.start.Location())
	return w.Hour()*hour + w.Minute()
}

// stretches are the parts of the spans that lie on the day.
func (s span) stretches(list []span) []Stretch {
	var out []Stretch
	for _, o := range list {
		if c := o.clip(s); c.end.After(c.start) {
			out = append(out, Stretch{From: s.minute(c.start), To: s.minute(c.end)})
		}
	}
	return out
}

func (d *GridDay) add(on span, b GridBlock) {
	c := span{b.Item.Start, b.Item.End}.clip(on)
	if !c.end.After(c.start) {
		return
	}
	b.From, b.To = on.minute(c.start), max(on.minute(c.end), on.minute(c.start)+1)
	d.Blocks = append(d.Blocks, b)
}

// fit decides which hours are shown, gives every entry its lane and every element its id.
func (g *Grid) fit() {
	g.First, g.Last = wholly, 0
	reach := func(from, to int) {
		g.First, g.Last = min(g.First, from/hour*hour), max(g.Last, (to+hour-1)/hour*hour)
	}
	for _, d := range g.Days {
		for _, o := range d.Open {
			reach(o.From, o.To)
		}
		for _, b := range d.Blocks {
			// What another calendar says, and a day off, do not stretch the grid around the clock.
			if b.Item.Kind != ItemBusy && b.To-b.From < wholly {
				reach(b.From, b.To)
			}
		}
	}
	if g.Last == 0 {
		g.First, g.Last = plainFirst, plainLast
	}
	for i := range g.Days {
		d := &g.Days[i]
		d.Open, d.Buffers = g.shown(d.Open, "o", i), g.shown(d.Buffers, "f", i)
		g.showBlocks(d, i)
		if d.Now < g.First || d.Now >= g.Last {
			d.Now = -1
		}
	}
}

// shown cuts stretches to the hours that are shown.
func (g *Grid) shown(list []Stretch, mark string, day int) []Stretch {
	var out []Stretch
	for _, s := range list {
		s.From, s.To = max(s.From, g.First), min(s.To, g.Last)
		if s.To > s.From {
			s.ID = mark + strconv.Itoa(day) + "-" + strconv.Itoa(len(out))
			out = append(out, s)
		}
	}
	return out
}

func (g *Grid) showBlocks(d *GridDay, day int) {
	var out []GridBlock
	for _, b := range d.Blocks {
		b.From, b.To = max(b.From, g.First), min(b.To, g.Last)
		if b.To > b.From {
			out = append(out, b)
		}
	}
	slices.SortStableFunc(out, func(a, b GridBlock) int { return a.From - b.From })
	for i := range out {
		out[i].ID = "b" + strconv.Itoa(day) + "-" + strconv.Itoa(i)
	}
	lanes(out)
	d.Blocks = out
}

// lanes puts entries that meet side by side. The list ascends by From.
func lanes(list []GridBlock) {
	var ends []int // of the last entry of each lane, in the run of entries that hang together
	begin, until := 0, 0
	share := func(to int) {
		for i := begin; i < to; i++ {
			list[i].Lanes = len(ends)
		}
	}
	for i := range list {
		if list[i].From >= until {
			share(i)
			ends, begin = ends[:0], i
		}
		lane := slices.IndexFunc(ends, func(end int) bool { return end <= list[i].From })
		if lane < 0 {
			lane, ends = len(ends), append(ends, 0)
		}
		ends[lane], list[i].Lane = list[i].To, lane
		until = max(until, list[i].To)
	}
	share(len(list))
}
