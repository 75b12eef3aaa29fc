package gallery

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/money"
	"klear/internal/web/adminpages"
	"klear/internal/web/devmail"
	"klear/internal/web/errorpage"
	"klear/internal/web/help"
	"klear/internal/web/layout"
	"klear/internal/web/pro"
	"klear/internal/web/ui"
)

func (f fixture) work(title, section string, area layout.Area) layout.Page {
	p := f.titled(title, section)
	p.Area = area
	p.User = &layout.User{Name: "Ananya Rao", Practitioner: area == layout.Work, Operator: area == layout.Operate}
	return p
}

func proEntries() []Entry {
	return []Entry{
		{ID: "pro-home", Title: "Practitioner's home", render: func(f fixture) templ.Component { return pro.HomePage(proHomeView(f)) }},
		{ID: "pro-home-none", Title: "Practitioner's home, nothing yet", render: func(f fixture) templ.Component {
			return pro.HomePage(pro.Home{Page: f.work("Your practice", "pro", layout.Work)})
		}},
		{ID: "pro-agenda", Title: "Agenda", render: func(f fixture) templ.Component { return pro.AgendaPage(agendaView(f)) }},
		{ID: "pro-agenda-none", Title: "Agenda, nothing booked", render: func(f fixture) templ.Component {
			v := agendaView(f)
			v.Requests = 0
			for i := range v.Days {
				v.Days[i].Items = nil
			}
			return pro.AgendaPage(v)
		}},
		{ID: "pro-agenda-week", Title: "Agenda, the week", render: func(f fixture) templ.Component { return pro.AgendaPage(agendaGridView(f, pro.WeekView)) }},
		{ID: "pro-agenda-day", Title: "Agenda, one day", render: func(f fixture) templ.Component { return pro.AgendaPage(agendaGridView(f, pro.DayView)) }},
		{ID: "pro-agenda-week-none", Title: "Agenda, an empty week", render: func(f fixture) templ.Component {
			v := agendaGridView(f, pro.WeekView)
			for i := range v.Grid.Days {
				v.Grid.Days[i].Blocks, v.Grid.Days[i].Buffers = nil, nil
			}
			return pro.AgendaPage(v)
		}},
		{ID: "pro-requests", Title: "Requests", render: func(f fixture) templ.Component { return pro.RequestsPage(requestsView(f)) }},
		{ID: "pro-requests-series", Title: "Requests, a series", render: func(f fixture) templ.Component {
			v := requestsView(f)
			r := &v.Items[0]
			r.Dates, r.Amount = []time.Time{at(3, "8:00"), at(10, "8:00"), at(17, "8:30")}, rupees(3060)
			return pro.RequestsPage(v)
		}},
		{ID: "pro-requests-none", Title: "Requests, none", render: func(f fixture) templ.Component {
			return pro.RequestsPage(pro.Requests{Page: f.work("Requests", "requests", layout.Work)})
		}},
		{ID: "pro-session", Title: "Session, before", render: func(f fixture) templ.Component { return pro.SessionPage(sessionView(f)) }},
		{ID: "pro-session-running", Title: "Session, running", render: func(f fixture) templ.Component {
			v := sessionView(f)
			v.Item.Status, v.Started, v.NoShow, v.Note = ui.InSession, Now.Add(-12*time.Minute), false, "Sleeps at two, wakes at seven. Coffee after four."
			return pro.SessionPage(v)
		}},
		{ID: "pro-session-ended", Title: "Session, ended", render: func(f fixture) templ.Component {
			v := sessionView(f)
			v.Item.Status, v.Started, v.Ended, v.NoShow = ui.Completed, Now.Add(-70*time.Minute), Now.Add(-8*time.Minute), false
			v.Note, v.NoteAt = "Plan for two weeks given.", Now.Add(-7*time.Minute)
			return pro.SessionPage(v)
		}},
		{ID: "pro-session-venue", Title: "Session, paid when they meet", render: func(f fixture) templ.Component {
			v := sessionView(f)
			v.Item.Mode, v.JoinURL, v.Venue = ui.InPerson, "", pro.Venue{State: pro.VenueDue, Price: rupees(1200), Owed: rupees(180)}
			return pro.SessionPage(v)
		}},
		{ID: "pro-session-venue-paid", Title: "Session, paid from hand to hand", render: func(f fixture) templ.Component {
			v := sessionView(f)
			v.Item.Mode, v.JoinURL, v.Receipt = ui.InPerson, "", "/pro/sessions/K7M2QX/receipt"
			v.NoShow, v.Venue = false, pro.Venue{State: pro.VenueReceived, Price: rupees(1200), Owed: rupees(180)}
			return pro.SessionPage(v)
		}},
		{ID: "pro-session-group", Title: "Session of a group", render: func(f fixture) templ.Component {
			v := sessionView(f)
			v.Seats = "3 of 12"
			v.Participants = []pro.Participant{{Name: "Kavya Menon", URL: "/pro/sessions/K7M2QX", Status: ui.Confirmed, This: true},
				{Name: "Rohit Shah", URL: "/pro/sessions/P3WZ8D", Status: ui.Confirmed}, {Name: "Fatima Sheikh", URL: "/pro/requests", Status: ui.Requested}}
			return pro.SessionPage(v)
		}},
		{ID: "pro-session-ahead", Title: "Session, still to come", render: func(f fixture) templ.Component {
			v := sessionView(f)
			v.JoinURL, v.NoShow, v.Change = "", false, true
			return pro.SessionPage(v)
		}},
		{ID: "pro-receipt", Title: "Receipt of a practitioner", render: func(f fixture) templ.Component {
			p, v := f.work("Receipt K7M2QX", "agenda", layout.Work), receiptView(f)
			v.Parts = []ui.PriceLine{{Label: p.L.T("receipt.commission"), Amount: rupees(-90)}, {Label: p.L.T("receipt.share"), Amount: rupees(510), Total: true}}
			return layout.Receipt(p, ui.Link{URL: "/pro/sessions/K7M2QX", Label: "Kavya Menon"}, v)
		}},
		{ID: "pro-move", Title: "Move a session", render: func(f fixture) templ.Component { return pro.MovePage(proMoveView(f)) }},
		{ID: "pro-move-taken", Title: "Move a session, the time was taken", Status: 409, render: func(f fixture) templ.Component {
			v := proMoveView(f)
			v.Taken = true
			return pro.MovePage(v)
		}},
		{ID: "pro-propose", Title: "Propose another time", render: func(f fixture) templ.Component { return pro.ProposePage(proposeView(f)) }},
		{ID: "pro-propose-errors", Title: "Propose another time, none chosen, one proposed before", Status: 422, render: func(f fixture) templ.Component {
			v := proposeView(f)
			v.Open = &pro.Proposal{Starts: []time.Time{at(3, "8:00"), at(4, "10:00")}, Until: at(0, "18:00")}
			v.Page.Errors = []ui.FieldError{{Field: "at", Message: v.Page.L.T("error.at.required")}}
			return pro.ProposePage(v)
		}},
		{ID: "pro-cancel", Title: "Cancel a session", render: func(f fixture) templ.Component { return pro.CancelPage(proCancelView(f)) }},
		{ID: "pro-cancel-disputed", Title: "Cancel a session while the bank has the money", render: func(f fixture) templ.Component {
			v := proCancelView(f)
			v.Back, v.Disputed, v.Due = rupees(0), true, rupees(1200)
			return pro.CancelPage(v)
		}},
		{ID: "pro-cancel-errors", Title: "Cancel a session, no reason chosen", Status: 422, render: func(f fixture) templ.Component {
			v := proCancelView(f)
			v.Page.Errors = []ui.FieldError{{Field: "reason", Message: v.Page.L.T("error.reason.required")}}
			return pro.CancelPage(v)
		}},
	}
}

func proMoveView(f fixture) pro.Move {
	seekers := moveView(f)
	return pro.Move{Page: f.work("Move to another time", "agenda", layout.Work), Item: sessionView(f).Item, Minutes: 60, Version: 3,
		Week: ui.WeekProps{Days: seekers.Days, NextURL: seekers.NextURL}, Slots: seekers.Slots, Chosen: seekers.Chosen, Zone: seekers.Zone}
}

func proCancelView(f fixture) pro.Cancel {
	v := pro.Cancel{Page: f.work("Cancel the session", "agenda", layout.Work), Item: sessionView(f).Item, Minutes: 60, Version: 3, Paid: rupees(1200), Back: rupees(1200)}
	for _, r := range []string{"time", "unwell", "urgent", "other"} {
		v.Reasons = append(v.Reasons, ui.Choice{Value: r})
	}
	return v
}

func agendaView(f fixture) pro.Agenda {
	v := pro.Agenda{Page: f.work("Agenda", "agenda", layout.Work), View: pro.ListView, First: f.day(0), Last: f.day(3), OwnZone: time.UTC,
		Views: []pro.ViewLink{{View: pro.ListView, URL: "?", Current: true}, {View: pro.DayView, URL: "?view=day"}, {View: pro.WeekView, URL: "?view=week"}}, Requests: 2, OpenWeek: 11, OpenURL: "/pro/availability", BlockURL: "/pro/availability/blocks", NextURL: "?on=2026-11-24"}
	v.Page.User.Practitioner = true
	session := func(n int, from, to, client, service string, s ui.Status) pro.AgendaItem {
		return pro.AgendaItem{Kind: pro.ItemSession, Code: "K7M2QX", URL: "/pro/sessions/K7M2QX", Start: at(n, from), End: at(n, to), Client: client, Service: service, Mode: ui.Online, Status: s}
	}
	running := session(0, "17:30", "18:30", "Kavya Menon", "First consultation", ui.InSession)
	running.Now, running.First = true, true
	v.Days = []pro.AgendaDay{
		{Date: f.day(0), Today: true, Hours: "9:00 am to 8:00 pm", Items: []pro.AgendaItem{session(0, "11:00", "11:30", "Rohit Shah", "Follow-up", ui.Completed), running,
			{Kind: pro.ItemGap, Start: at(0, "18:30"), End: at(0, "20:00")}}},
		{Date: f.day(1), Hours: "9:00 am to 2:00 pm", Items: []pro.AgendaItem{session(1, "9:00", "10:00", "Fatima Sheikh", "First consultation", ui.Confirmed),
			{Kind: pro.ItemSession, Code: "R9HN4T", URL: "/pro/sessions/R9HN4T", Start: at(1, "10:30"), End: at(1, "11:15"), Client: "Morning breathing class", Seats: "7 of 12", Mode: ui.Online, Status: ui.Confirmed},
			{Kind: pro.ItemBlock, Start: at(1, "12:00"), End: at(1, "13:00"), Title: "School", Unblock: "/pro/availability/blocks/1/remove"}}},
		{Date: f.day(2)},
		{Date: f.day(3), Hours: "8:00 am to 7:00 pm", Items: []pro.AgendaItem{session(3, "8:00", "8:30", "Arjun Pillai", "Follow-up", ui.Requested)}},
	}
	return v
}

func proHomeView(f fixture) pro.Home {
	return pro.Home{Page: f.work("Your practice", "pro", layout.Work), Today: agendaView(f).Days[0], Requests: 2, AnswerBy: at(1, "12:00"), Offers: 1, OpenWeek: 11,
		OpenMinutes: 2400, BookedMinutes: 960, Pending: []money.Amount{rupees(1020)}, Earned: []money.Amount{rupees(2040)}, Money: []pro.MoneyRow{
			{URL: "/pro/sessions/K7M2QX/receipt", Client: "Kavya Menon", Start: at(0, "17:30"), Amount: rupees(1020)},
			{URL: "/pro/sessions/P3WZ8D/receipt", Client: "Rohit Shah", Start: at(0, "11:00"), Amount: rupees(1020), Earned: true},
			{URL: "/pro/sessions/R9HN4T/receipt", Client: "Fatima Sheikh", Start: at(-4, "9:00"), Amount: rupees(1020), Earned: true},
		}}
}

// agendaGridView is a week as the grid draws it: Thursday to Wednesday of the fixture's people.
func agendaGridView(f fixture, view pro.View) pro.Agenda {
	v := agendaView(f)
	v.Days, v.View, v.OwnZone = nil, view, nil
	v.Views = []pro.ViewLink{{View: pro.ListView, URL: "?view=list"}, {View: pro.DayView, URL: "?view=day", Current: view == pro.DayView}, {View: pro.WeekView, URL: "?view=week", Current: view == pro.WeekView}}
	v.Grid = pro.Grid{First: 8 * 60, Last: 20 * 60}
	days := 7
	if view == pro.DayView {
		days = 1
	}
	for n := range days {
		v.Grid.Days = append(v.Grid.Days, gridDay(f, n))
	}
	v.First, v.Last = f.day(0), f.day(days-1)
	return v
}

func gridDay(f fixture, n int) pro.GridDay {
	id := func(mark string, i int) string { return mark + strconv.Itoa(n) + "-" + strconv.Itoa(i) }
	d := pro.GridDay{Date: f.day(n), Today: n == 0, Now: -1}
	if n == 0 {
		d.Now = 17*60 + 40
	}
	if n == 2 {
		return d
	}
	d.Open = []pro.Stretch{{ID: id("o", 0), From: 9 * 60, To: 19 * 60}}
	add := func(from, to, lane, lanes int, kind pro.ItemKind, client, service string, s ui.Status) {
		b := pro.GridBlock{Stretch: pro.Stretch{ID: id("b", len(d.Blocks)), From: from, To: to}, Lane: lane, Lanes: lanes,
			Item: pro.AgendaItem{Kind: kind, Start: f.day(n).Add(time.Duration(from) * time.Minute), End: f.day(n).Add(time.Duration(to) * time.Minute), Client: client, Service: service, Mode: ui.Online, Status: s}}
		if kind == pro.ItemSession {
			b.Item.URL, b.Item.Movable = "/pro/sessions/K7M2QX", s == ui.Confirmed
		}
		d.Blocks = append(d.Blocks, b)
	}
	switch n {
	case 0:
		add(11*60, 11*60+30, 0, 1, pro.ItemSession, "Rohit Shah", "Follow-up", ui.Completed)
		add(17*60+30, 18*60+30, 0, 1, pro.ItemSession, "Kavya Menon", "First consultation", ui.InSession)
		d.Buffers = []pro.Stretch{{ID: id("f", 0), From: 18*60 + 30, To: 18*60 + 45}}
	case 1:
		add(9*60, 10*60, 0, 1, pro.ItemSession, "Fatima Sheikh", "First consultation", ui.Confirmed)
		add(12*60, 13*60, 0, 1, pro.ItemBlock, "", "", "")
	case 3:
		add(9*60, 10*60, 0, 2, pro.ItemSession, "Arjun Pillai", "Follow-up", ui.Requested)
		add(9*60+30, 10*60, 1, 2, pro.ItemSession, "Divya Iyer", "Follow-up", ui.Requested)
		add(14*60, 15*60, 0, 1, pro.ItemHold, "", "", "")
		add(16*60, 17*60+30, 0, 1, pro.ItemBusy, "", "", "")
	case 5:
		add(10*60, 11*60, 0, 1, pro.ItemSession, "Meera Krishnan Subramaniam", "First consultation", ui.Confirmed)
		d.Buffers = []pro.Stretch{{ID: id("f", 0), From: 11 * 60, To: 11*60 + 15}}
	}
	return d
}

func requestsView(f fixture) pro.Requests {
	v := pro.Requests{Page: f.work("Requests", "requests", layout.Work), Items: []pro.Request{
		{Code: "P3WZ8D", Client: "Arjun Pillai", First: true, Service: "First consultation", Minutes: 60, Mode: ui.Online, Start: at(3, "8:00"), Amount: rupees(1020),
			Note: "I sleep badly since I changed shifts. Is early morning fine for you?", AnswerBy: at(1, "12:00")},
		{Code: "R9HN4T", Client: "Fatima Sheikh", Service: "Follow-up", Minutes: 30, Mode: ui.InPerson, Where: "Indiranagar", Start: at(4, "18:30"), Amount: rupees(595),
			AnswerBy: at(2, "9:00"), Clash: "Your linked calendar has “Dentist” from 6:00 to 7:00 pm."},
	}}
	for _, r := range []string{"time", "scope", "full", "other"} {
		v.Reasons = append(v.Reasons, ui.Choice{Value: r})
	}
	return v
}

func sessionView(f fixture) pro.Session {
	return pro.Session{Page: f.work("Kavya Menon", "agenda", layout.Work), Minutes: 60, Share: rupees(1020), JoinURL: "/meet/K7M2QX", NoShow: true, History: 3,
		Item: pro.AgendaItem{Kind: pro.ItemSession, Code: "K7M2QX", Start: at(0, "17:30"), End: at(0, "18:30"), Client: "Kavya Menon", Service: "First consultation", Mode: ui.Online, Status: ui.Confirmed},
		Ask:  "I wake at three and cannot go back to sleep."}
}

func adminEntries() []Entry {
	return []Entry{
		{ID: "admin-queue", Title: "Verification queue", render: func(f fixture) templ.Component { return adminpages.QueuePage(queueView(f)) }},
		{ID: "admin-queue-none", Title: "Verification queue, empty", render: func(f fixture) templ.Component {
			v := queueView(f)
			v.Items = nil
			return adminpages.QueuePage(v)
		}},
		{ID: "admin-people", Title: "People", render: func(f fixture) templ.Component { return adminpages.PeoplePage(peopleView(f)) }},
		{ID: "admin-people-none", Title: "People, nobody found", render: func(f fixture) templ.Component {
			v := peopleView(f)
			v.Words, v.Items, v.Total, v.More = "nobody", nil, 0, false
			return adminpages.PeoplePage(v)
		}},
		{ID: "admin-person", Title: "One person", render: func(f fixture) templ.Component {
			v := peopleView(f)
			return adminpages.PersonPage(adminpages.Person{Page: f.work(v.Items[0].Name, "people", layout.Operate), Who: v.Items[0], Ahead: aheadView(f), Verbs: []string{"suspend", "deactivate"},
				Facts: []adminpages.Fact{{Label: f.page.L.T("admin.email"), Value: v.Items[0].Email}, {Label: f.page.L.T("admin.sessions"), Value: "2"}}})
		}},
		{ID: "admin-person-own", Title: "One person, the operator", render: func(f fixture) templ.Component {
			v := peopleView(f)
			return adminpages.PersonPage(adminpages.Person{Page: f.work(v.Items[2].Name, "people", layout.Operate), Who: v.Items[2], Own: true})
		}},
		{ID: "admin-suspend", Title: "Suspend an account, without a reason", Status: 422, render: func(f fixture) templ.Component {
			v := adminpages.Change{Page: f.work("Suspend the account", "people", layout.Operate), Who: peopleView(f).Items[0], Verb: "suspend", Ahead: aheadView(f)}
			v.Page.Errors = []ui.FieldError{{Field: "reason", Message: v.Page.L.T("error.account_reason_required")}}
			return adminpages.ChangePage(v)
		}},
		{ID: "admin-decision", Title: "Verification decision", render: func(f fixture) templ.Component {
			item := queueView(f).Items[0]
			return adminpages.DecisionPage(adminpages.Decision{Page: f.work(item.Person.Name, "verification", layout.Operate), Item: item,
				Facts:   []adminpages.Fact{{Label: "Title", Value: item.Person.Title}, {Label: "Register number", Value: "KA-AYU-20117"}, {Label: "Place", Value: "Indiranagar, Bengaluru"}},
				Papers:  []adminpages.Paper{{Name: "Certificate.pdf", Kind: "Degree", URL: "/files/1", Size: "1.2 MB"}, {Name: "Registration.jpg", Kind: "JPEG", URL: "/files/2", Size: "640 KB", Claims: "KA-AYU-20171, KAUPB, IN", Differs: true, Expires: at(400, "9:00")}},
				Choices: []ui.Choice{{Value: "approve"}, {Value: "refuse"}}, Ends: "2027-12-25",
				History: []adminpages.Entry{{At: at(-2, "9:12"), Who: "Ananya Rao", What: "Applied"}}})
		}},
	}
}

func peopleView(f fixture) adminpages.People {
	return adminpages.People{Page: f.work("People", "people", layout.Operate), Words: "a", Total: 40, More: true, Items: []adminpages.Account{
		{ID: "1", Name: "Ananya Rao", Email: "ananya.rao@klearkarma.example", Role: "practitioner", Status: "active", Since: at(-90, "9:12")},
		{ID: "2", Name: "Kavya Menon", Email: "kavya@example.com", Role: "seeker", Status: "suspended", Since: at(-30, "18:40")},
		{ID: "3", Name: "Meena", Email: "admin@demo.klear.example", Role: "admin", Status: "active", Since: at(-200, "8:00")},
	}}
}

func aheadView(f fixture) adminpages.Ahead {
	return adminpages.Ahead{Items: []adminpages.AheadItem{
		{Code: "K7M2QX", Start: at(1, "9:00"), Side: "practitioner", Due: rupees(1200)}, {Code: "P3WZ8D", Start: at(3, "8:00"), Side: "client", Due: rupees(0)},
	}, Sums: []ui.PriceLine{{Label: f.page.L.T("admin.ahead_sum"), Amount: rupees(1200), Total: true}}}
}

func queueView(f fixture) adminpages.Queue {
	v := adminpages.Queue{Page: f.work("Verification", "verification", layout.Operate), States: []ui.Choice{{Value: "waiting", Selected: true, Count: 3, HasCount: true},
		{Value: "more", Count: 1, HasCount: true}, {Value: "approved"}, {Value: "refused"}}}
	why := []string{"New practitioner", "Licence ends 1 Dec", "New practitioner"}
	for i, p := range f.people[:3] {
		v.Items = append(v.Items, adminpages.QueueItem{ID: p.Slug, URL: "/admin/verification/" + p.Slug, Person: p.Person, Why: why[i], Since: at(-2-i, "9:12"), Papers: 2 + i, Claimed: []string{"", "Meena", ""}[i]})
	}
	return v
}

func otherEntries() []Entry {
	entries := []Entry{
		{ID: "help-now", Title: "Help now", render: func(f fixture) templ.Component { return help.HelpNow(helpView(f, "IN")) }},
		{ID: "help-now-us", Title: "Help now, United States with India second", render: func(f fixture) templ.Component {
			v := helpView(f, "US")
			pack, key := f.brand.CrisisFor("IN")
			v.Second = &help.Second{Country: key, Pack: pack}
			return help.HelpNow(v)
		}},
		{ID: "help-now-unknown", Title: "Help now, unknown country", render: func(f fixture) templ.Component { return help.HelpNow(helpView(f, "XX")) }},
		{ID: "mail", Title: "Mailbox", render: func(f fixture) templ.Component {
			return devmail.ListPage(devmail.List{Page: f.titled("Mailbox", ""), Items: []devmail.Item{
				{ID: "1", Kind: "mail", To: "kavya@example.com", Subject: "Booked: Sat 21 Nov, 9:00 am with Ananya Rao", At: Now},
				{ID: "2", Kind: "sms", To: "+91 98450 12345", Subject: "Your session is in one hour", At: Now.Add(-time.Hour)},
			}})
		}},
		{ID: "mail-none", Title: "Mailbox, empty", render: func(f fixture) templ.Component {
			return devmail.ListPage(devmail.List{Page: f.titled("Mailbox", "")})
		}},
		{ID: "mail-message", Title: "Mailbox, message", render: func(f fixture) templ.Component {
			return devmail.MessagePage(devmail.Message{Page: f.titled("Message", ""), From: "help@example.org",
				Item: devmail.Item{ID: "1", Kind: "mail", To: "kavya@example.com", Subject: "Confirm your address", At: Now},
				Body: "Hello Kavya,\n\nopen this link to confirm your address: http://localhost:8080/verify/abc123.\n\nIt works once."})
		}},
	}
	for _, status := range []int{400, 403, 404, 409, 429, 500, 503} {
		entries = append(entries, errorEntry(status))
	}
	return entries
}

func errorEntry(status int) Entry {
	names := map[int]string{400: "bad request", 403: "not yours", 404: "missing", 409: "changed meanwhile", 429: "too often", 500: "a fault", 503: "maintenance"}
	return Entry{ID: "error-" + strconv.Itoa(status), Title: "Error, " + names[status], Status: status, render: func(f fixture) templ.Component {
		v := errorpage.View{Page: f.titled("Error", ""), Status: status}
		v.Page.Search = layout.Search{}
		if status == 429 || status == 503 {
			v.RetryAfter = 90
		}
		return errorpage.ErrorPage(v)
	}}
}

func helpView(f fixture, country string) help.View {
	pack, key := f.brand.CrisisFor(country)
	v := help.View{Page: f.signedOut().titled("Help now", "help"), Country: key, Pack: pack}
	for _, c := range f.brand.CrisisCountries() {
		v.Countries = append(v.Countries, ui.Choice{Value: c, Selected: c == key})
	}
	return v
}

func proposeView(f fixture) pro.Propose {
	m := proMoveView(f)
	v := pro.Propose{Page: f.work(f.page.L.T("propose.title"), "requests", layout.Work), Item: m.Item, Minutes: m.Minutes, Version: 3, Zone: f.page.Zone,
		PrevURL: "?on=2026-11-20", NextURL: "?on=2026-11-27"}
	for i, hours := range [][]string{{"8:00", "9:00", "10:00", "17:30"}, {}, {"9:00", "10:00"}, {"8:00", "8:30", "9:00", "9:30", "10:00", "11:00", "15:00"}} {
		day := pro.ProposeDay{Date: f.days()[i].Date}
		for n, hour := range hours {
			day.Times = append(day.Times, pro.ProposeTime{Start: at(i, hour), Chosen: i == 2 && n == 1})
		}
		v.Days = append(v.Days, day)
	}
	return v
}
