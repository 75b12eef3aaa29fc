package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/savedpages"
	"klear/internal/web/ui"
)

func savedEntries() []Entry {
	return []Entry{
		{ID: "saved", Title: "Saved practitioners", render: func(f fixture) templ.Component {
			v := savedpages.List{Page: f.titled("Saved", "saved"), Pages: ui.Pagination{Page: 1, Pages: 1}}
			for i, p := range f.people[:3] {
				v.Items = append(v.Items, savedpages.Item{ID: p.Slug, Person: &p.Person, Alert: i == 1, Next: at(i+1, "9:00"), BookURL: "/p/" + p.Slug + "#book"})
			}
			v.Items[2].Next = time.Time{}
			v.Items = append(v.Items, savedpages.Item{ID: "gone"})
			return savedpages.ListPage(v)
		}},
		{ID: "saved-none", Title: "Saved practitioners, none", render: func(f fixture) templ.Component {
			return savedpages.ListPage(savedpages.List{Page: f.titled("Saved", "saved")})
		}},
		{ID: "saved-stop", Title: "Stop letters about a practitioner", render: func(f fixture) templ.Component {
			return savedpages.StopPage(savedpages.StopView{Page: f.titled("No more letters", ""), Name: f.people[0].Name, Action: "/saved/stop"})
		}},
		{ID: "saved-stopped", Title: "Letters stopped", render: func(f fixture) templ.Component {
			return savedpages.StopPage(savedpages.StopView{Page: f.titled("No more letters", ""), Done: true})
		}},
	}
}
