package moodpages

import (
	"time"

	"klear/internal/modules/mood"
	"klear/internal/web/layout"
	"klear/internal/web/page"
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

// chart is the line of the mood and the table with all figures.
func chart(p layout.Page, s span, points []mood.Point) ui.Chart {
	first, _ := s.days(p)
	return page.MoodChart(p.L, page.MoodSpan{Name: s.name, First: first, Days: s.length, Per: s.per}, points)
}
