package page

import (
	"math"
	"strconv"
	"time"

	"klear/internal/modules/mood"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// MoodSpan is how far a line of moods goes, and how many days one point of it stands for.
type MoodSpan struct {
	Name      string    // 4w, 3m or 1y: its words in the catalogue
	First     time.Time // midnight UTC of the first day
	Days, Per int
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

func buckets(s MoodSpan, points []mood.Point) []bucket {
	out := make([]bucket, (s.Days+s.Per-1)/s.Per)
	for i := range out {
		out[i].first = s.First.AddDate(0, 0, i*s.Per)
	}
	for _, p := range points {
		if i := int(p.Day.Sub(s.First).Hours()/24) / s.Per; i >= 0 && i < len(out) {
			out[i].add(p.Figures)
		}
	}
	return out
}

// MoodChart is the line of the mood and the table with all figures. Days without an entry are left out of both.
func MoodChart(l *i18n.Localizer, s MoodSpan, points []mood.Point) ui.Chart {
	last := s.First.AddDate(0, 0, s.Days-1)
	c := ui.Chart{From: l.Date(s.First, time.UTC), Until: l.Date(last, time.UTC), Caption: l.T("mood.table_" + s.Name), ShowTable: l.T("mood.show_table"), Empty: l.T("mood.chart_empty"),
		Head: []string{l.T("mood.col_day"), l.T("mood.col_mood"), l.T("mood.anxiety"), l.T("mood.stress"), l.T("mood.energy"), l.T("mood.col_entries")}}
	if s.Per > 1 {
		c.Head[0] = l.T("mood.col_week")
	}
	all := buckets(s, points)
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
