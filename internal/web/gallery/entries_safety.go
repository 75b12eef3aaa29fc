package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/contact"
	"klear/internal/web/home"
	"klear/internal/web/layout"
	"klear/internal/web/oncall"
	"klear/internal/web/ui"
)

func safetyEntries() []Entry {
	return []Entry{
		{ID: "care", Title: "Help that stays, on a page", render: func(f fixture) templ.Component {
			f.page.Care = f.careCard()
			return home.Home(homeView(f))
		}},
		{ID: "care-ask", Title: "Help that stays, at the next visit, in two countries", render: func(f fixture) templ.Component {
			c := f.careCard()
			c.Ask, c.Slots = true, nil
			c.Packs = append(c.Packs, layout.CarePack{Country: "US", CrisisPack: f.brand.Crisis["US"]})
			f.page.Care = c
			return home.Home(homeView(f))
		}},
		{ID: "contact", Title: "Emergency contact", render: func(f fixture) templ.Component {
			return contact.ContactPage(contact.View{Page: f.titled(f.page.L.T("contact.title"), "account"), Named: true, Name: "Asha", Email: "asha@example.org", AgreedAt: at(-40, "9:00"), ToldAt: at(-3, "22:15")})
		}},
		{ID: "contact-wrong", Title: "Emergency contact, without consent", Status: 422, render: func(f fixture) templ.Component {
			v := contact.View{Page: f.titled(f.page.L.T("contact.title"), "account")}
			v.Page.Values = map[string]string{"name": "Asha", "email": "asha@example"}
			v.Page.Errors = []ui.FieldError{{Field: "agree", Message: f.page.L.T("error.contact_agree_required")}}
			return contact.ContactPage(v)
		}},
		{ID: "contact-refuse", Title: "Not be an emergency contact", render: func(f fixture) templ.Component {
			return contact.RefusePage(contact.RefuseView{Page: f.signedOut().titled(f.page.L.T("contact.refuse_title"), ""), Action: "/contact/refuse"})
		}},
		{ID: "contact-refused", Title: "No longer an emergency contact", render: func(f fixture) templ.Component {
			return contact.RefusePage(contact.RefuseView{Page: f.signedOut().titled(f.page.L.T("contact.refuse_title"), ""), Done: true})
		}},
		{ID: "on-call", Title: "On call", render: func(f fixture) templ.Component { return oncall.CasesPage(casesView(f)) }},
		{ID: "on-call-none", Title: "On call, nobody waits and nobody is called", render: func(f fixture) templ.Component {
			return oncall.CasesPage(oncall.View{Page: f.work(f.page.L.T("nav.on_call"), "on_call", layout.Operate)})
		}},
		{ID: "on-call-taken", Title: "On call, somebody was faster", Status: 409, render: func(f fixture) templ.Component {
			v := casesView(f)
			v.Items = v.Items[1:]
			v.Page.Notices = []ui.Notice{{Tone: ui.Warning, Text: f.page.L.T("error.case_taken")}}
			return oncall.CasesPage(v)
		}},
	}
}

// careCard is the card of somebody in India, with three times.
func (f fixture) careCard() *layout.CareCard {
	c := &layout.CareCard{Packs: []layout.CarePack{{Country: "IN", CrisisPack: f.brand.Crisis["IN"]}}}
	for i, start := range []time.Time{at(0, "20:00"), at(1, "9:00"), at(1, "11:30")} {
		c.Slots = append(c.Slots, layout.CareSlot{With: f.people[i].Slug, Service: "1", Start: start, Name: f.people[i].Name,
			Note: f.page.L.List(f.page.L.Duration(50), f.page.L.Price(rupees(f.people[i].price)))})
	}
	return c
}

func casesView(f fixture) oncall.View {
	v := oncall.View{Page: f.work(f.page.L.T("nav.on_call"), "on_call", layout.Operate), Me: true, Team: true}
	for i, name := range []string{"Kavya Menon", "Arjun Shetty", "Noor Fatima"} {
		it := oncall.Item{ID: string(rune('1' + i)), Name: name, Email: "person" + string(rune('1'+i)) + "@example.org", Critical: i == 0, Messages: 3 - i, Waits: 7 + 40*i,
			Since: Now.Add(-time.Duration(7+40*i) * time.Minute), Outcomes: oncall.Outcomes(f.page.L)}
		switch i {
		case 0:
			it.Phone, it.Calls, it.AgainAt = "+91 98450 12345", 2, Now.Add(3*time.Minute)
		case 2:
			it.TakenAt, it.TakenBy = Now.Add(-80*time.Minute), "Rekha Pillai"
		}
		v.Items = append(v.Items, it)
	}
	return v
}
