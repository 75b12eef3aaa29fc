package gallery

import (
	"math"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/layout"
	"klear/internal/web/moodpages"
	"klear/internal/web/page"
	"klear/internal/web/today"
	"klear/internal/web/ui"
)

// betweenEntries are the pages that look after people between sessions.
func betweenEntries() []Entry {
	return []Entry{
		{ID: "today", Title: "Today", render: func(f fixture) templ.Component {
			v := today.View{Page: f.titled("Today", "today"), Week: f.bloomWeek(6, 8, 6, 4, 0, 2, 6)}
			v.Next = &today.Next{URL: "/bookings/7KXM2PQR", Person: f.people[1].Person, Start: at(1, "20:00")}
			v.Goals = f.goals("/today")
			return today.Page(v)
		}},
		{ID: "today-first", Title: "Today, first visit", render: func(f fixture) templ.Component {
			return today.Page(today.View{Page: f.titled("Today", "today"), Week: f.bloomWeek(0, 0, 0, 0, 0, 0, 0)})
		}},
		{ID: "mood", Title: "Mood", render: func(f fixture) templ.Component { return moodpages.ShowPage(f.journal()) }},
		{ID: "mood-more", Title: "Mood, everything said", render: func(f fixture) templ.Component {
			v := f.journal()
			v.Form.Open, v.Form.Mood = true, 4
			v.Form.Triggers[1].Selected = true
			return moodpages.ShowPage(v)
		}},
		{ID: "mood-wrong", Title: "Mood, nothing chosen", render: func(f fixture) templ.Component {
			v := f.journal()
			v.Page.Errors = []ui.FieldError{{Field: "mood", Message: v.Page.L.T("error.mood.required")}, {Field: "day", Message: v.Page.L.T("error.day.future")}}
			v.Form.Open, v.Form.Day = true, "2027-01-01"
			return moodpages.ShowPage(v)
		}},
		{ID: "mood-none", Title: "Mood, nothing entered yet", render: func(f fixture) templ.Component {
			v := f.journal()
			v.Entries, v.Total, v.Chart.Points = nil, 0, nil
			return moodpages.ShowPage(v)
		}},
		{ID: "mood-entry", Title: "Change an entry", render: func(f fixture) templ.Component {
			v := f.journal()
			v.Page.Title = v.Page.L.T("mood.edit_title")
			v.Form.Mood, v.Form.Day, v.Form.Time, v.Form.Note = 4, "2026-11-19", "22:40", v.Entries[0].Note
			return moodpages.EntryPage(moodpages.Edit{Page: v.Page, Entry: v.Entries[0], Form: v.Form})
		}},
		{ID: "two-weeks", Title: "The last two weeks", render: func(f fixture) templ.Component { return moodpages.WeeksPage(f.weeks()) }},
		{ID: "two-weeks-wrong", Title: "The last two weeks, not all answered", Status: 422, render: func(f fixture) templ.Component {
			v := f.weeks()
			v.Page.Errors = []ui.FieldError{{Field: "q3", Message: v.Page.L.T("error.answer_required")}}
			return moodpages.WeeksPage(v)
		}},
		{ID: "two-weeks-answered", Title: "The last two weeks, answered", render: func(f fixture) templ.Component {
			return moodpages.WeeksPage(f.weeksAnswered())
		}},
		{ID: "two-weeks-danger", Title: "The last two weeks, with help", render: func(f fixture) templ.Component {
			v := f.weeksAnswered()
			v.Page.Care = f.careCard()
			v.Help = []string{"Thank you for telling me. This sounds very hard, and you do not have to carry it alone.", "I am a computer program, not a person, and I cannot send help."}
			return moodpages.WeeksPage(v)
		}},
		{ID: "two-weeks-barred", Title: "The last two weeks, the law bars it", render: func(f fixture) templ.Component {
			v := f.weeks()
			v.Barred = true
			v.Page.Notices = append(v.Page.Notices, page.Law(v.Page.L, "law.insights", barredRules(false)))
			return moodpages.WeeksPage(v)
		}},
		{ID: "mood-words", Title: "Your words", render: func(f fixture) templ.Component {
			v := moodpages.Words{Page: f.titled("", "mood"), List: []moodpages.Word{{ID: "1", Name: "Work", Uses: 9}, {ID: "2", Name: "A bad night", Uses: 4}, {ID: "3", Name: "Amma's call", Uses: 1}}}
			v.Page.Title = v.Page.L.T("mood.words_title")
			return moodpages.WordsPage(v)
		}},
		{ID: "mood-words-none", Title: "Your words, none", render: func(f fixture) templ.Component {
			v := moodpages.Words{Page: f.titled("", "mood")}
			v.Page.Title = v.Page.L.T("mood.words_title")
			return moodpages.WordsPage(v)
		}},
	}
}

// weeks is the questionnaire before it is answered.
func (f fixture) weeks() moodpages.Weeks {
	p := f.titled("", "mood")
	p.Title, p.NoSearch = p.L.T("phq.title"), true
	return moodpages.Weeks{Page: p, Questions: moodpages.QuestionsOf(p.L, nil)}
}

func (f fixture) weeksAnswered() moodpages.Weeks {
	v := f.weeks()
	for i, sum := range []int{9, 12, 15, 11} {
		v.Rounds = append(v.Rounds, moodpages.Round{ID: strconv.Itoa(i), Day: Now.Truncate(24*time.Hour).AddDate(0, 0, -14*i), Sum: sum, Band: []string{"mild", "moderate", "moderately_severe", "moderate"}[i]})
	}
	v.Latest, v.Due, v.Chart = &v.Rounds[0], v.Rounds[0].Day.AddDate(0, 0, 14), moodpages.WeeksChart(v.Page.L, v.Rounds)
	return v
}

func (f fixture) bloomWeek(figures ...int) []ui.BloomDay {
	out := make([]ui.BloomDay, len(figures))
	for i, n := range figures {
		day := f.day(i - 6)
		out[i] = ui.BloomDay{Label: f.page.L.Weekday(day), Title: f.page.L.Date(day, f.page.Zone), Figure: n}
	}
	return out
}

// journal is four weeks of somebody's days.
func (f fixture) journal() moodpages.Show {
	p := f.titled("", "mood")
	p.Title, p.NoSearch = p.L.T("mood.title"), true
	v := moodpages.Show{Page: p, Form: journalForm(p), Chart: f.line(), Total: 3, Pages: ui.Pagination{Page: 1, Pages: 1}}
	for i, name := range []string{"4w", "3m", "1y"} {
		v.Ranges = append(v.Ranges, ui.Choice{Value: "/mood?range=" + name, Label: p.L.T("mood.range_" + name), Selected: i == 0})
	}
	zone := time.FixedZone("IST", 5*3600+1800)
	v.Entries = []moodpages.Entry{
		{URL: "/mood/1", Figure: 4, Words: ui.BloomWords(p.L, 4), At: at(-1, "22:40"), Zone: zone, Figures: []string{p.L.T("mood.anxiety") + " 6", p.L.T("mood.stress") + " 8"}, Triggers: []string{"Work", "A bad night"}, Note: "The review went fine, but I keep replaying the one question I fumbled."},
		{URL: "/mood/2", Figure: 8, Words: ui.BloomWords(p.L, 8), At: at(-2, "8:10"), Zone: zone},
		{URL: "/mood/3", Figure: 6, Words: ui.BloomWords(p.L, 6), At: at(-4, "21:05"), Zone: zone, Triggers: []string{"Amma's call"}},
	}
	return v
}

func journalForm(p layout.Page) moodpages.Form {
	f := moodpages.Form{}
	for _, name := range []string{"anxiety", "stress", "energy"} {
		s := moodpages.Scale{Name: name, Choices: []ui.Choice{{Label: p.L.T("mood.not_said")}}}
		for n := 1; n <= 10; n++ {
			s.Choices = append(s.Choices, ui.Choice{Value: strconv.Itoa(n), Label: strconv.Itoa(n)})
		}
		f.Scales = append(f.Scales, s)
	}
	for _, w := range []string{"sleep", "work", "family", "people", "health", "money", "moving", "alone"} {
		f.Triggers = append(f.Triggers, ui.Choice{Value: w, Label: p.L.T("mood.word_" + w)})
	}
	return f
}

func (f fixture) line() ui.Chart {
	l := f.page.L
	c := ui.Chart{From: l.Date(f.day(-27), f.page.Zone), Until: l.Date(f.day(0), f.page.Zone), Caption: l.T("mood.table_4w"), ShowTable: l.T("mood.show_table"), Empty: l.T("mood.chart_empty"),
		Head: []string{l.T("mood.col_day"), l.T("mood.col_mood"), l.T("mood.col_entries")}}
	for i := range 28 {
		if i%9 == 4 {
			continue
		}
		value := math.Round(60+25*math.Sin(float64(i)*0.9)+float64(i%5)*3) / 10
		c.Points = append(c.Points, ui.ChartPoint{At: float64(i) / 27, Value: value})
		c.Rows = append(c.Rows, []string{l.DateYear(f.day(i-27), f.page.Zone), strconv.FormatFloat(value, 'f', -1, 64), "1"})
	}
	c.Summary = l.N("mood.chart_words", len(c.Points), map[string]any{"From": c.From, "Until": c.Until})
	return c
}
