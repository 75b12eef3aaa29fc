package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/embed"
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

func startEntries() []Entry {
	return []Entry{
		{ID: "offer", Title: "Offer sessions", render: func(f fixture) templ.Component {
			return listing.OfferPage(listing.Offer{Page: f.start("Offer sessions here", 0).Page})
		}},
		{ID: "start-you", Title: "First steps, you", render: func(f fixture) templ.Component {
			v := editorView(f)
			return listing.StartYouPage(listing.StartYou{Start: f.start("You and your page", 1), Draft: listing.Draft{Name: "Ananya Rao"}, Languages: v.Languages})
		}},
		{ID: "start-where", Title: "First steps, where, without a city", Status: 422, render: func(f fixture) templ.Component {
			v := editorView(f)
			s := listing.StartWhere{Start: f.start("Where you work", 2), Modes: f.modes(), Countries: v.Countries, Zones: v.Zones, Cities: v.Cities, Visits: true}
			s.Page.Errors = []ui.FieldError{{Field: "city", Message: s.Page.L.T("error.required_with_place")}}
			return listing.StartWherePage(s)
		}},
		{ID: "start-service", Title: "First steps, service", render: func(f fixture) templ.Component {
			return listing.StartServicePage(listing.StartService{Start: f.start("Your first service", 3), Currency: "INR", Modes: f.modes(),
				Categories: []ui.Choice{{Label: "Choose"}, {Value: "yoga", Label: "Movement: Yoga"}}, Minutes: []ui.Choice{{Value: "60", Label: "60 min", Selected: true}}})
		}},
		{ID: "start-hours", Title: "First steps, hours", render: func(f fixture) templ.Component {
			v := listing.StartHours{Start: f.start("Your hours", 4), Zone: "India (IST, UTC+5:30)", From: []ui.Choice{{Value: "09:00", Label: "09:00", Selected: true}}, To: []ui.Choice{{Value: "17:00", Label: "17:00", Selected: true}}}
			for i := range 7 {
				v.Days = append(v.Days, ui.Choice{Value: "1", Label: f.page.L.WeekdayLong(f.day(i + 3)), Selected: i < 5})
			}
			return listing.StartHoursPage(v)
		}},
		{ID: "start-calendar", Title: "First steps, calendar", render: func(f fixture) templ.Component {
			return listing.StartCalendarPage(listing.StartCalendar{Start: f.start("Your calendar", 5)})
		}},
		{ID: "start-documents", Title: "First steps, documents", render: func(f fixture) templ.Component {
			return listing.StartDocumentsPage(listing.StartDocuments{Start: f.start("Papers to check", 6), Form: paperFormView(f)})
		}},
		{ID: "start-done", Title: "First steps, done", render: func(f fixture) templ.Component {
			return listing.StartDonePage(listing.StartDone{Start: f.start("Your page is ready", 0), Slug: "ananya-rao", Papers: 1})
		}},
		{ID: "start-missing", Title: "First steps, something is missing", render: func(f fixture) templ.Component {
			return listing.StartDonePage(listing.StartDone{Start: f.start("Your page is ready", 0), Slug: "ananya-rao", Missing: []ui.Link{{URL: "/pro/start/hours", Label: "Your hours"}}})
		}},
		{ID: "pro-embed", Title: "On your own site", render: func(f fixture) templ.Component {
			return listing.EmbedPage(listing.Embed{Page: f.work("On your own site", "page", layout.Work), State: "visible", Origins: "https://ananya.example",
				Tag: "<a href=\"https://klear.example/p/ananya-rao\">Book with Ananya Rao</a>\n<script async src=\"https://klear.example/embed.js\" data-practitioner=\"ananya-rao\"></script>"})
		}},
		{ID: "embed", Title: "Embedded on another site", render: func(f fixture) templ.Component {
			v := embed.Frame{L: f.page.L, Zone: f.page.Zone, Now: Now, Brand: f.brand, Assets: f.page.Assets, Person: f.people[0].Person}
			v.Services = []embed.Service{{Name: "First consultation", Minutes: 60, Price: rupees(1200), URL: "/p/ananya-rao"}, {Name: "Follow-up", Minutes: 30, Price: rupees(600), URL: "/p/ananya-rao"}}
			for _, clock := range []string{"9:00", "11:30", "16:00"} {
				v.Services[0].Times = append(v.Services[0].Times, embed.Time{Start: at(1, clock), Zone: f.page.Zone, URL: "/p/ananya-rao"})
			}
			return embed.FramePage(v)
		}},
		{ID: "pro-documents", Title: "Documents, one ends soon", render: func(f fixture) templ.Component {
			v := documentsView(f)
			on := i18n.D{"Date": "1 Dec 2026"}
			v.Page.Notices = []ui.Notice{{Tone: ui.Warning, Title: v.Page.L.T("documents.ending_title", on), Text: v.Page.L.T("documents.ending_text")}}
			return listing.DocumentsPage(v)
		}},
		{ID: "pro-documents-ended", Title: "Documents, one has ended", render: func(f fixture) templ.Component {
			v := documentsView(f)
			on := i18n.D{"Date": "1 Nov 2026"}
			v.Page.Notices = []ui.Notice{{Tone: ui.Danger, Title: v.Page.L.T("documents.ended_title", on), Text: v.Page.L.T("documents.ended_text")}}
			return listing.DocumentsPage(v)
		}},
		{ID: "pro-documents-none", Title: "Documents, none", render: func(f fixture) templ.Component {
			v := documentsView(f)
			v.Items = nil
			return listing.DocumentsPage(v)
		}},
	}
}

func (f fixture) start(title string, n int) listing.Start {
	p := f.titled(title, "")
	p.Area = layout.Focus
	s := listing.Start{Page: p, N: n, Of: 6}
	if n > 1 {
		s.Back = "/pro/start/you"
	}
	return s
}

func (f fixture) modes() []ui.Choice {
	var out []ui.Choice
	for _, m := range []string{"online", "in_person", "home"} {
		out = append(out, ui.Choice{Value: m, Label: f.page.L.T("start.mode_" + m), Selected: m == "online"})
	}
	return out
}

func paperFormView(f fixture) listing.PaperForm {
	return listing.PaperForm{MaxMB: 15, Number: "KA-AYU-20117", Issuer: "Karnataka Ayurvedic and Unani Practitioners' Board",
		Kinds: []ui.Choice{{Value: "registration", Label: f.page.L.T("admin.kind_registration"), Selected: true}}, Countries: []ui.Choice{{Value: "IN", Label: "India", Selected: true}}}
}

func documentsView(f fixture) listing.Documents {
	return listing.Documents{Page: f.work("Documents", "documents", layout.Work), Form: paperFormView(f), Items: []listing.DocumentItem{
		{ID: "1", Kind: f.page.L.T("admin.kind_registration"), Number: "KA-AYU-20117", Issuer: "KAUPB", Country: "IN", Uploaded: at(-300, "9:12"), Ends: at(11, "9:00")},
		{ID: "2", Kind: f.page.L.T("admin.kind_degree"), Uploaded: at(-300, "9:14")},
	}}
}
