package gallery

import (
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/web/goalpages"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// goalEntries are what a person sets out to do.
func goalEntries() []Entry {
	return []Entry{
		{ID: "goals", Title: "Goals", render: func(f fixture) templ.Component {
			v := goalpages.List{Page: f.titled("", "goals")}
			v.Page.Title = v.Page.L.T("goals.title")
			for i, g := range f.goals("/goals") {
				v.Active = append(v.Active, goalpages.Active{GoalProps: g, Due: []time.Time{{}, f.day(40), {}}[i]})
			}
			v.Resting = []goalpages.Resting{{URL: "/goals/4", Title: "No screens in bed", State: "paused"}, {URL: "/goals/5", Title: "Call Amma on Sundays", State: "done"}}
			return goalpages.ListPage(v)
		}},
		{ID: "goals-none", Title: "Goals, none yet", render: func(f fixture) templ.Component {
			v := goalpages.List{Page: f.titled("", "goals")}
			v.Page.Title = v.Page.L.T("goals.title")
			return goalpages.ListPage(v)
		}},
		{ID: "goal-new", Title: "A new goal", render: func(f fixture) templ.Component { return goalpages.NewPage(f.newGoal()) }},
		{ID: "goal-new-wrong", Title: "A new goal, wrong", render: func(f fixture) templ.Component {
			v := f.newGoal()
			v.Page.Errors = []ui.FieldError{{Field: "title", Message: v.Page.L.T("error.goal_title_required")}, {Field: "target", Message: v.Page.L.T("error.goal_target_week")}}
			v.Target = "9"
			return goalpages.NewPage(v)
		}},
		{ID: "goal", Title: "One goal", render: func(f fixture) templ.Component { return goalpages.ShowPage(f.oneGoal()) }},
		{ID: "goal-archived", Title: "One goal, put away", render: func(f fixture) templ.Component {
			v := f.oneGoal()
			v.State, v.Next, v.Steps, v.Far.Tick = "archived", []string{"active"}, nil, ""
			v.Course = append([]goalpages.Move{{To: "archived", At: at(-1, "9:00")}}, v.Course...)
			return goalpages.ShowPage(v)
		}},
	}
}

func (f fixture) newGoal() goalpages.New {
	v := goalpages.New{Page: f.titled("", "goals"), Target: "5"}
	v.Page.Title, v.Measures = v.Page.L.T("goals.new"), goalpages.Measures(v.Page, "days")
	return v
}

// goals are three, each counted in its own way.
func (f fixture) goals(back string) []ui.GoalProps {
	week := make([]goal.Mark, 7)
	for i := range week {
		week[i].Any = i != 2 && i < 5
	}
	list := []goal.Goal{
		{ID: uuid.UUID{15: 1}, Draft: goal.Draft{Title: "Lights out by 11:30", Measure: goal.Days, Target: 5}, State: goal.Active, Week: week, ThisWeek: 4},
		{ID: uuid.UUID{15: 2}, Draft: goal.Draft{Title: "Walk by the lake", Measure: goal.Count, Target: 10}, State: goal.Active, Total: 7, Entries: 5},
		{ID: uuid.UUID{15: 3}, Draft: goal.Draft{Title: "Ease before meetings", Measure: goal.Level, Target: 7}, State: goal.Active, Latest: 5, Entries: 3},
	}
	out := make([]ui.GoalProps, len(list))
	for i, g := range list {
		out[i] = page.GoalCard(f.page.L, g, back)
	}
	return out
}

func (f fixture) oneGoal() goalpages.Show {
	v := goalpages.Show{Page: f.titled("Lights out by 11:30", "goals"), Far: f.goals("")[0], Why: "Mornings are easier when I sleep before midnight.", Measure: "days", State: "active",
		Next: []string{"paused", "done", "archived"}, Target: 5, Version: 3, Pages: ui.Pagination{Page: 1, Pages: 1}}
	v.Steps = []goalpages.Step{{Remove: "/goals/1/progress/1/remove", Day: f.day(-2), Amount: 1, Note: "Read until eleven, then the lamp."}, {Remove: "/goals/1/progress/2/remove", Day: f.day(-3), Amount: 1}}
	v.Course = []goalpages.Move{{To: "active", At: at(-6, "18:30")}, {To: "paused", At: at(-12, "7:10")}}
	return v
}
