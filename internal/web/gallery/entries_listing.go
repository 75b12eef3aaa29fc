package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/layout"
	"klear/internal/web/listing"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func listingEntries() []Entry {
	return []Entry{
		{ID: "pro-page", Title: "Your page", render: func(f fixture) templ.Component { return listing.EditorPage(editorView(f)) }},
		{ID: "pro-page-waiting", Title: "Your page, new and not checked", render: func(f fixture) templ.Component {
			v := editorView(f)
			v.State, v.Check, v.Draft = "waiting", nil, listing.Draft{Name: "Ananya Rao", Country: "IN", Zone: "Asia/Kolkata", Slug: "ananya-rao", Listed: true,
				Specialities: make([]string, 3), Certs: make([]listing.Cert, 1)}
			return listing.EditorPage(v)
		}},
		{ID: "pro-page-errors", Title: "Your page, wrong fields", Status: 422, render: func(f fixture) templ.Component {
			v := editorView(f)
			v.Page.Errors = []ui.FieldError{{Field: "city", Message: v.Page.L.T("error.unknown_city")}, {Field: "slug", Message: v.Page.L.T("error.slug_taken")}, {Field: "zone_ok", Message: v.Page.L.T("error.zone_changes_hours")}}
			return listing.EditorPage(v)
		}},
	}
}

func editorView(f fixture) listing.Editor {
	who := f.people[0]
	v := listing.Editor{Page: f.work("Your page", "page", layout.Work), Person: who.Person, State: "visible", Version: 3, Visits: true, MaxPhotoMB: 15,
		Known: []string{"Sleep", "Stress", "Back pain"}, Cities: []string{"Bengaluru", "Mumbai"},
		Check:     &listing.Check{On: Now.Add(-100 * 24 * time.Hour), Method: "looking in the public register"},
		Countries: []ui.Choice{{Value: "IN", Label: "India", Selected: true}, {Value: "NP", Label: "Nepal"}}}
	v.Zones = page.ZoneChoices(v.Page, "Asia/Kolkata")
	for i, tag := range []string{"en", "hi", "kn", "ta", "te", "mr", "gu", "bn", "ml", "pa", "ur"} {
		v.Languages = append(v.Languages, ui.Choice{Value: tag, Label: page.LanguageName(tag), Selected: i < 3})
	}
	for _, c := range []string{"instant", "approval"} {
		v.Confirm = append(v.Confirm, ui.Choice{Value: c, Label: v.Page.L.T("listing.confirm_" + c), Hint: v.Page.L.T("listing.confirm_hint_" + c), Selected: c == "instant"})
	}
	v.Draft = listing.Draft{Name: who.Name, Headline: who.Title, Bio: "I listen first, for as long as it takes.\n\nThen we make a plan for two weeks.", Years: "14",
		Specialities: []string{"Sleep", "Digestion", "Low energy", "", "", ""}, Certs: []listing.Cert{{Name: "BAMS", Issuer: "RGUHS", Year: "2009"}, {}},
		RegBody: "Karnataka Ayurvedic and Unani Practitioners' Board", RegNumber: "KA-AYU-20117", City: "Bengaluru", Area: "Indiranagar",
		Address: "12, 100 Feet Road", Slug: who.Slug, Listed: true}
	return v
}
