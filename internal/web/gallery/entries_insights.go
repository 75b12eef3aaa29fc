package gallery

import (
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"klear/internal/modules/insight"
	"klear/internal/web/insightpages"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// insightEntries are what one's own entries show.
func insightEntries() []Entry {
	return []Entry{
		{ID: "insights", Title: "What your entries show", render: func(f fixture) templ.Component { return insightpages.ShowPage(f.insights()) }},
		{ID: "insights-few", Title: "What your entries show, too few days", render: func(f fixture) templ.Component {
			v := f.insights()
			v.At, v.Have, v.Claims, v.Hidden = time.Time{}, 3, nil, nil
			return insightpages.ShowPage(v)
		}},
		{ID: "insights-nothing", Title: "What your entries show, nothing stands out", render: func(f fixture) templ.Component {
			v := f.insights()
			v.Claims, v.Hidden = nil, nil
			return insightpages.ShowPage(v)
		}},
		{ID: "insights-barred", Title: "What your entries show, where the law bars it", render: func(f fixture) templ.Component {
			p := f.titled("", "insights")
			p.Title = p.L.T("insights.title")
			p.Notices = append(p.Notices, page.Law(p.L, "law.insights", barredRules(false)))
			return insightpages.BarredPage(p)
		}},
		{ID: "insight", Title: "What a claim rests on", render: func(f fixture) templ.Component {
			v := insightpages.One{Page: f.titled("", "insights"), Claim: f.insights().Claims[0]}
			v.Page.Title = v.Page.L.T("insights.one")
			for i, n := range []int{4, 8, 6, 2, 10} {
				v.Entries = append(v.Entries, insightpages.Entry{URL: "/mood/1", Day: f.day(-40 + i), Figure: n, Words: ui.BloomWords(v.Page.L, n)})
			}
			return insightpages.OnePage(v)
		}},
	}
}

func (f fixture) insights() insightpages.Show {
	v := insightpages.Show{Page: f.titled("", "insights"), At: at(-2, "3:10"), Days: 62, Have: 64, Need: 8}
	v.Page.Title = v.Page.L.T("insights.title")
	rain := uuid.UUID{15: 9}
	words := map[uuid.UUID]string{rain: "A bad night"}
	for i, c := range []insight.Claim{
		{Finding: insight.Finding{Kind: insight.Trigger, Figure: insight.Mood, Trigger: rain, MeanWith: 4.2, MeanOther: 6.7, Effect: -2.5, Days: 62, DaysWith: 18}, Verdict: insight.Open},
		{Finding: insight.Finding{Kind: insight.Weekday, Figure: insight.Stress, Weekday: time.Thursday, Up: true, MeanWith: 7.9, MeanOther: 5.1, Effect: 2.8, Days: 55, DaysWith: 8}, Verdict: insight.Acknowledged},
		{Finding: insight.Finding{Kind: insight.Trend, Figure: insight.Energy, Up: true, MeanWith: 4.4, MeanOther: 5.9, Effect: 0.3, Days: 48, DaysWith: 48}, Verdict: insight.Wrong},
	} {
		said := insightpages.Claim{ClaimProps: page.ClaimWords(v.Page.L, c, words), ID: uuid.UUID{15: byte(i)}.String(), Verdict: string(c.Verdict), Sure: "0.0120", Test: string(c.Kind)}
		if c.Verdict == insight.Wrong {
			v.Hidden = append(v.Hidden, said)
		} else {
			v.Claims = append(v.Claims, said)
		}
	}
	return v
}
