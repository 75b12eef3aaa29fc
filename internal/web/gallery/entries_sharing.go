package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/share"
	"klear/internal/web/layout"
	"klear/internal/web/sharing"
	"klear/internal/web/ui"
)

// sharingEntries are what people share with those who work with them.
func sharingEntries() []Entry {
	return []Entry{
		{ID: "sharing", Title: "What you share", render: func(f fixture) templ.Component { return sharing.ShowPage(f.sharing()) }},
		{ID: "sharing-wrong", Title: "What you share, nothing chosen", render: func(f fixture) templ.Component {
			v := f.sharing()
			v.Page.Errors = []ui.FieldError{{Field: "kinds", Message: v.Page.L.T("error.kinds.required")}}
			return sharing.ShowPage(v)
		}},
		{ID: "sharing-nobody", Title: "What you share, nobody met yet", render: func(f fixture) templ.Component {
			v := f.sharing()
			v.Open, v.Past, v.Met = nil, nil, nil
			return sharing.ShowPage(v)
		}},
		{ID: "sharing-reads", Title: "What was read", render: func(f fixture) templ.Component {
			v := sharing.Reads{Page: f.titled("", "sharing")}
			v.Page.Title = v.Page.L.T("sharing.reads_title")
			for i, k := range []share.Kind{share.Mood, share.Goals, share.Mood} {
				v.List = append(v.List, sharing.Read{What: v.Page.L.T("sharing.kind_" + string(k)), At: at(-1-i, "17:45")})
			}
			return sharing.ReadsPage(v)
		}},
		{ID: "shared", Title: "What a client shares", render: func(f fixture) templ.Component {
			v := f.shared(share.Mood)
			chart := f.line()
			v.Chart = &chart
			return sharing.SharedPage(v)
		}},
		{ID: "shared-goals", Title: "What a client shares, goals", render: func(f fixture) templ.Component {
			v := f.shared(share.Goals)
			for _, g := range f.goals("") {
				v.Goals = append(v.Goals, sharing.Goal{GoalProps: g, State: "active"})
			}
			return sharing.SharedPage(v)
		}},
		{ID: "shared-none", Title: "What a client shares, nothing", render: func(f fixture) templ.Component {
			v := f.shared("")
			v.Kinds, v.Until = nil, time.Time{}
			return sharing.SharedPage(v)
		}},
	}
}

func (f fixture) sharing() sharing.Show {
	v := sharing.Show{Page: f.titled("", "sharing")}
	v.Page.Title = v.Page.L.T("sharing.title")
	kinds := v.Page.L.List(v.Page.L.T("sharing.kind_mood"), v.Page.L.T("sharing.kind_goals"))
	v.Open = []sharing.Consent{{URL: "/sharing/1", Name: "Dr Imran Qureshi", Kinds: kinds, Until: at(60, "18:30"), Reads: 3, LastRead: at(-1, "17:45")}}
	v.Past = []sharing.Consent{{URL: "/sharing/2", Name: "Ananya Rao", Kinds: kinds, Until: at(-20, "9:00")}}
	v.Met = []ui.Choice{{Value: "1", Label: "Ananya Rao"}, {Value: "2", Label: "Dr Imran Qureshi"}}
	v.Kinds = sharing.Kinds(v.Page, nil)
	for _, days := range []string{"14", "30", "90", "180", "365"} {
		v.Days = append(v.Days, ui.Choice{Value: days, Selected: days == "90"})
	}
	return v
}

func (f fixture) shared(asked share.Kind) sharing.Shared {
	v := sharing.Shared{Page: f.titled("", "clients"), URL: "/pro/clients/1", Name: "Kavya Menon", Until: at(60, "18:30")}
	v.Page.Area, v.Page.Title = layout.Work, v.Page.L.T("sharing.shared_title")
	for _, k := range share.Kinds {
		v.Kinds = append(v.Kinds, ui.Choice{Value: "/pro/clients/1/shared?kind=" + string(k), Label: v.Page.L.T("sharing.kind_" + string(k)), Selected: k == asked})
	}
	return v
}
