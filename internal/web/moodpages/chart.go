package moodpages

import (
	"math"
	"strconv"
	"time"

	"klear/internal/modules/mood"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// span is how far back the line goes, and how many days one point of it stands for.
type span struct {
	name        string
	length, per int
}

var spans = []span{{"4w", 28, 1}, {"3m", 91, 7}, {"1y", 364, 7}}

func spanOf(name string) span {
	for _, s := range spans {
		if s.name == name {
			return s
		}
	}
	return spans[0]
}

// days are the first and the last day, midnight UTC, as the reader's calendar has them.
func (s span) days(p layout.Page) (first, last time.Time) {
	y, m, d := p.Now.In(p.Zone).Date()
	last = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, 1-s.length), last
}

func ranges(p layout.Page, at span) []ui.Choice {
	var out []ui.Choice
	for _, s := range spans {
		out = append(out, ui.Choice{Value: "/mood?range=" + s.name, Label: p.L.T("mood.range_" + s.name), Selected: s == at})
	}
	return out
}

// bucket is a day or a week with its entries.
type bucket struct {
	first time.Time
	n     int
	sum   [4]int // mood, anxiety, stress, energy
	said  [4]int
}

func (b *bucket) add(f mood.Figures) {
	b.n++
	for i, v := range [4]int{f.Mood, f.Anxiety, f.Stress, f.Energy} {
		if v > 0 {
			b.sum[i] += v
			b.said[i]++
		}
	}
}

// mean is the mean of one figure, 0 when nobody said any.
func (b *bucket) mean(i int) float64 {
	if b.said[i] == 0 {
		return 0
	}
	return float64(b.sum[i]) / float64(b.said[i])
}

func buckets(s span, first time.Time, points []mood.Point) []bucket {
	out := make([]bucket, (s.length+s.per-1)/s.per)
	for i := range out {
		out[i].first = first.AddDate(0, 0, i*s.per)
	}
	for _, p := range points {
		if i := int(p.Day.Sub(first).Hours()/24) / s.per; i >= 0 && i < len(out) {
			out[i].add(p.Figures)
		}
	}
	return out
}

// chart is the line of the mood and the table with all figures. Days without an entry are left out of both.
func chart(p layout.Page, s span, points []mood.Point) ui.Chart {
	l := p.L
	first, last := s.days(p)
	c := ui.Chart{From: l.Date(first, time.UTC), Until: l.Date(last, time.UTC), Caption: l.T("mood.table_" + s.name), ShowTable: l.T("mood.show_table"), Empty: l.T("mood.chart_empty"),
		Head: []string{l.T("mood.col_day"), l.T("mood.col_mood"), l.T("mood.anxiety"), l.T("mood.stress"), l.T("mood.energy"), l.T("mood.col_entries")}}
	if s.per > 1 {
		c.Head[0] = l.T("mood.col_week")
	}
	all := buckets(s, first, points)
	for i, b := range all {
		if b.n == 0 {
			continue
		}
		c.Points = append(c.Points, ui.ChartPoint{At: float64(i) / float64(len(all)-1), Value: b.mean(0)})
		row := []string{l.DateYear(b.first, time.UTC)}
		for k := range 4 {
			row = append(row, decimal(b.mean(k)))
		}
		c.Rows = append(c.Rows, append(row, l.Number(b.n)))
	}
	c.Summary = l.N("mood.chart_words", len(points), i18n.D{"From": c.From, "Until": c.Until})
	return c
}

// decimal is a figure with one decimal, or a dash for none.
func decimal(f float64) string {
	if f == 0 {
		return "–"
	}
	return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64)
}
