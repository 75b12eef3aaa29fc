package page

import (
	"klear/internal/modules/goal"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// GoalCard is a goal as pages draw it; back is the page that ticking comes back to.
func GoalCard(l *i18n.Localizer, g goal.Goal, back string) ui.GoalProps {
	p := ui.GoalProps{Title: g.Title, URL: "/goals/" + g.ID.String(), Back: back, Line: goalLine(l, g)}
	switch g.Measure {
	case goal.Days:
		for _, m := range g.Week {
			p.Week = append(p.Week, ui.GoalMark{On: m.Any})
		}
		p.Done = len(g.Week) > 0 && g.Week[len(g.Week)-1].Any
		if g.State == goal.Active && !p.Done {
			p.Tick = p.URL + "/progress"
		}
	case goal.Count:
		p.Of, p.Meter = g.Target, int(min(g.Total, int64(g.Target)))
	case goal.Level:
		p.Of, p.Meter = g.Target, min(g.Latest, g.Target)
	}
	return p
}

// goalLine is how far a goal is, in words.
func goalLine(l *i18n.Localizer, g goal.Goal) string {
	switch g.Measure {
	case goal.Days:
		return l.N("goals.line_days", g.Target, i18n.D{"Done": l.Number(g.ThisWeek)})
	case goal.Count:
		return l.T("goals.line_count", i18n.D{"Done": l.Number(int(g.Total)), "Target": l.Number(g.Target)})
	}
	if g.Entries == 0 {
		return l.T("goals.line_level_none", i18n.D{"Target": l.Number(g.Target)})
	}
	return l.T("goals.line_level", i18n.D{"Latest": l.Number(g.Latest), "Target": l.Number(g.Target)})
}
