package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/web/businesspage"
	"klear/internal/web/layout"
	"klear/internal/web/team"
	"klear/internal/web/ui"
)

func teamEntries() []Entry {
	return []Entry{
		{ID: "pro-team", Title: "Teams, with an invitation", render: func(f fixture) templ.Component {
			return team.ListPage(team.List{Page: f.work("Team", "team", layout.Work), Zone: "Asia/Kolkata", Mine: []team.Line{{URL: "/pro/team/1", Name: "Indiranagar Care House", Role: "owner"}},
				Asked: []team.Asked{{URL: "/pro/team/invitations/1/accept", Name: "Calm Corner", Role: "member", Until: at(9, "12:00")}}})
		}},
		{ID: "pro-team-none", Title: "Teams, the first one with a wrong address", Status: 422, render: func(f fixture) templ.Component {
			p := f.work("Team", "team", layout.Work)
			p.Values = map[string]string{"name": "Calm Corner", "slug": "Calm Corner"}
			p.Errors = []ui.FieldError{{Field: "slug", Message: p.L.T("team.slug_hint")}}
			return team.ListPage(team.List{Page: p, Zone: "Asia/Kolkata"})
		}},
		{ID: "pro-business", Title: "A business, for its owner", render: func(f fixture) templ.Component { return team.BusinessPage(businessView(f)) }},
		{ID: "pro-business-member", Title: "A business, for a member", render: func(f fixture) templ.Component {
			v := businessView(f)
			v.Manages, v.Owns, v.Places, v.Invited = false, false, nil, nil
			for i := range v.Members {
				v.Members[i].Can = nil
			}
			v.Members[2].Can = []string{"leave"}
			return team.BusinessPage(v)
		}},
		{ID: "pro-team-service", Title: "A team service", render: func(f fixture) templ.Component { return team.OfferPage(offerView(f)) }},
		{ID: "pro-team-service-wrong", Title: "A team service, nobody chosen", Status: 422, render: func(f fixture) templ.Component {
			v := offerView(f)
			v.Page.Errors = []ui.FieldError{{Field: "services", Message: "Choose a service each of 2 to 20 members."}}
			return team.OfferPage(v)
		}},
		{ID: "pro-team-agenda", Title: "The team's day", render: func(f fixture) templ.Component { return team.AgendaPage(teamDay(f)) }},
		{ID: "pro-team-agenda-none", Title: "The team's day, nothing booked", render: func(f fixture) templ.Component {
			v := teamDay(f)
			v.Items = nil
			return team.AgendaPage(v)
		}},
		{ID: "business", Title: "Public page of a business", render: func(f fixture) templ.Component { return businesspage.BusinessPage(publicView(f)) }},
		{ID: "business-closed", Title: "Public page of a business, nothing bookable", render: func(f fixture) templ.Component {
			v := publicView(f)
			v.Booker.Slots, v.Booker.Closed = nil, true
			return businesspage.BusinessPage(v)
		}},
	}
}

func businessView(f fixture) team.Business {
	rooms := func(n int) []ui.Choice {
		return []ui.Choice{{Value: "1", Label: "Blue room", Selected: n > 0}, {Value: "2", Label: "Garden room", Selected: n > 1}}
	}
	return team.Business{Page: f.work("Indiranagar Care House", "team", layout.Work), URL: "/pro/team/1", PublicURL: "/b/indiranagar-care-house",
		Name: "Indiranagar Care House", Slug: "indiranagar-care-house", Zone: "Asia/Kolkata", Address: "12 Example Road, Indiranagar", Manages: true, Owns: true, Version: 3,
		Members: []team.Member{{ID: "1", Name: "Ananya Rao", Role: "owner", Profile: "/p/ananya-rao"},
			{ID: "2", Name: "Rohit Shah", Role: "manager", Profile: "/p/rohit-shah", Can: []string{"member", "remove"}},
			{ID: "3", Name: "Fatima Sheikh", Role: "member", Can: []string{"manager", "remove"}}},
		Invited: []team.Invited{{ID: "1", Email: "arjun@example.org", Role: "member", Until: at(9, "12:00")}},
		Rooms:   []team.Room{{ID: "1", Name: "Blue room", Active: true}, {ID: "2", Name: "Garden room"}},
		Places:  []team.Place{{ID: "1", Service: "First consultation", Who: "Ananya Rao", Rooms: rooms(2)}, {ID: "2", Service: "Massage", Who: "Rohit Shah", Rooms: rooms(1)}},
		Services: []team.Service{{URL: "/pro/team/1/services/1", Name: "Massage", Team: "any", People: []string{"Rohit Shah", "Fatima Sheikh"}, Minutes: 60, Price: rupees(1500), Active: true},
			{URL: "/pro/team/1/services/2", Name: "Joint consultation", Team: "all", People: []string{"Ananya Rao", "Rohit Shah"}, Minutes: 60, Price: rupees(2400)}}}
}

func offerView(f fixture) team.Offer {
	v := team.Offer{Page: f.work("Massage", "team", layout.Work), Back: ui.Link{URL: "/pro/team/1", Label: "Indiranagar Care House"}, URL: "/pro/team/1/services/1", Name: "Massage",
		Price: "1500.00", Currency: "INR", Hours: "24", Active: true, Version: 2,
		Services: []team.Choosable{{ID: "1", Who: "Rohit Shah", Name: "Massage", Minutes: 60, Chosen: true}, {ID: "2", Who: "Fatima Sheikh", Name: "Deep massage", Minutes: 60, Chosen: true},
			{ID: "3", Who: "Ananya Rao", Name: "First consultation", Minutes: 60}}}
	for _, k := range []string{"any", "all"} {
		v.Teams = append(v.Teams, ui.Choice{Value: k, Label: v.Page.L.T("team.kind_" + k), Hint: v.Page.L.T("team.kind_" + k + "_hint"), Selected: k == "any"})
	}
	v.Modes = []ui.Choice{{Value: "at_practitioner", Label: v.Page.L.T("mode.in_person"), Selected: true}, {Value: "online", Label: v.Page.L.T("mode.online")}}
	return v
}

func teamDay(f fixture) team.Agenda {
	v := team.Agenda{Page: f.work("Team agenda", "team", layout.Work), Back: ui.Link{URL: "/pro/team/1", Label: "Indiranagar Care House"}, Date: f.day(0), Today: true,
		PrevURL: "?on=2026-11-20", NextURL: "?on=2026-11-22",
		Columns: []team.Column{team.Person("1", "Ananya Rao"), team.Person("2", "Rohit Shah"), team.Person("3", "Fatima Sheikh"), team.RoomColumn("b", "Blue room"), team.RoomColumn("g", "Garden room")}}
	entry := func(from, to, service, client, room, roomID string, names []string, ids ...string) team.Entry {
		return team.Taken(team.Entry{Start: at(0, from), End: at(0, to), Service: service, Client: client, Room: room, People: names}, roomID, ids...)
	}
	v.Items = []team.Entry{
		entry("9:00", "10:00", "Massage", "Kavya Menon", "Blue room", "b", []string{"Rohit Shah"}, "2"),
		entry("9:30", "10:30", "", "", "", "", []string{"Fatima Sheikh"}, "3"),
		entry("11:00", "12:00", "Joint consultation", "Arjun Pillai", "Garden room", "g", []string{"Ananya Rao", "Rohit Shah"}, "1", "2"),
	}
	return v.Fill()
}

func publicView(f fixture) businesspage.Business {
	p := f.titled("Indiranagar Care House", "find")
	seekers := moveView(f)
	person := func(slug, name, note string) businesspage.Person {
		return businesspage.Person{Person: ui.Person{Slug: slug, Name: name, Face: ui.Face{Seed: slug, Name: name, Drawn: true}}, Note: note}
	}
	return businesspage.Business{Page: p, URL: "/b/indiranagar-care-house", Name: "Indiranagar Care House", About: []string{"Four practitioners under one roof, near the metro."},
		People: []businesspage.Person{person("f-ananya-rao", "Ananya Rao", "Ayurveda physician"), person("m-rohit-shah", "Rohit Shah", "Massage therapist"), person("f-fatima-sheikh", "Fatima Sheikh", "Physiotherapist")},
		Booker: businesspage.Booker{Service: "1", Note: "In person, 60 min, ₹1,500", Rule: p.L.T("policy.never_free"), Zone: seekers.Zone, Days: seekers.Days, NextURL: seekers.NextURL,
			Slots: seekers.Slots, Chosen: seekers.Chosen, Date: f.day(3),
			Services: []businesspage.ServiceChoice{{ID: "1", Name: "Massage", URL: "#", Who: p.L.T("team.kind_any") + ": Rohit Shah, Fatima Sheikh", Price: ui.Price{Amount: rupees(1500), Minutes: 60}, Selected: true},
				{ID: "2", Name: "Joint consultation", URL: "#", Who: p.L.T("team.kind_all") + ": Ananya Rao, Rohit Shah", Price: ui.Price{Amount: rupees(2400), Minutes: 60}}},
			People: []ui.Choice{{Value: "#", Label: p.L.T("team.anybody"), Selected: true}, {Value: "#", Label: "Rohit Shah"}, {Value: "#", Label: "Fatima Sheikh"}}}}
}
