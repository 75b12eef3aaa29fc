package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/find"
	"klear/internal/web/home"
	"klear/internal/web/ui"
)

func findEntries() []Entry {
	return []Entry{
		{ID: "home", Title: "Home", render: func(f fixture) templ.Component { return home.Home(homeView(f)) }},
		{ID: "home-new", Title: "Home, first visit, signed out", render: func(f fixture) templ.Component {
			v := homeView(f.signedOut())
			v.Next, v.LastSearch = nil, nil
			return home.Home(v)
		}},
		{ID: "search", Title: "Search results", render: func(f fixture) templ.Component { return find.ResultsPage(resultsView(f)) }},
		{ID: "search-taken", Title: "Search, the time was just taken", Status: 409, render: func(f fixture) templ.Component {
			v := resultsView(f)
			p := f.people[0]
			v.Taken = &find.Taken{Slug: p.Slug, Start: v.Rows[0].Cells[1].Slots[0].Start}
			return find.ResultsPage(v)
		}},
		{ID: "search-saved", Title: "Search, one saved", render: func(f fixture) templ.Component {
			v := resultsView(f)
			v.Rows[0].Saved = true
			return find.ResultsPage(v)
		}},
		{ID: "search-stale", Title: "Search, openings not refreshed", render: func(f fixture) templ.Component {
			v := resultsView(f)
			v.AsOf = Now.Add(-88 * time.Minute)
			return find.ResultsPage(v)
		}},
		{ID: "search-empty", Title: "Search, nothing matches", render: func(f fixture) templ.Component { return find.ResultsPage(emptyView(f)) }},
		{ID: "search-filters", Title: "Every filter of a search", render: func(f fixture) templ.Component { return find.FiltersPage(resultsView(f)) }},
		{ID: "practitioner", Title: "Practitioner page", render: func(f fixture) templ.Component { return find.PractitionerPage(practitionerView(f)) }},
		{ID: "practitioner-group", Title: "Practitioner page, options and seats", render: func(f fixture) templ.Component {
			v := practitionerView(f)
			v.Booker.Services[0].From, v.Booker.Seats = true, 12
			v.Booker.Options = []find.ServiceChoice{{ID: "o1", Name: "60 min", Price: f.price(f.people[0]), URL: "?", Selected: true}, {ID: "o2", Name: "90 min", Price: ui.Price{Amount: rupees(1700), Minutes: 90}, URL: "?"}}
			for i := range v.Booker.Slots {
				v.Booker.Slots[i].Left = 12 - 2*i
			}
			return find.PractitionerPage(v)
		}},
		{ID: "practitioner-full", Title: "Practitioner page, no openings, operator view", render: func(f fixture) templ.Component {
			v := practitionerView(f)
			v.Operator, v.Booker.Slots, v.Check, v.Reviews = true, nil, nil, nil
			v.Rating = ui.Rating{}
			v.Booker.NextFree = &ui.Link{URL: "?on=2026-12-02", Label: "First opening: Wed 2 Dec"}
			for i := range v.Booker.Days {
				v.Booker.Days[i].Open, v.Booker.Days[i].Selected = 0, false
			}
			return find.PractitionerPage(v)
		}},
	}
}

func (f fixture) days() []ui.DayCell {
	out := make([]ui.DayCell, 7)
	for i := range out {
		out[i] = ui.DayCell{Date: f.day(i), Today: i == 0}
	}
	return out
}

func (f fixture) rows() []find.Row {
	rows := make([]find.Row, 0, len(f.people))
	for _, p := range f.people {
		r := find.Row{Person: p.Person, What: p.what, Rating: p.rating, Check: p.check, Price: f.price(p), Mode: p.mode, Where: p.where, Service: "first"}
		soonest := false
		for i := range 7 {
			c := find.Cell{Date: f.day(i), More: p.more[i], MoreURL: "/p/" + p.Slug + "?on=" + f.day(i).Format(time.DateOnly)}
			for _, clock := range p.open[i] {
				c.Slots = append(c.Slots, ui.Slot{Start: at(i, clock), Soonest: !soonest})
				soonest = true
			}
			r.Cells = append(r.Cells, c)
		}
		rows = append(rows, r)
	}
	return rows
}

func homeView(f fixture) home.View {
	v := home.View{Page: f.titled("Home", "home"), Soonest: f.rows(), Days: f.days(), OpenPeople: 38}
	v.Page.Description = "Book checked people at times that are really free."
	v.Page.Search.What, v.Page.Search.Where, v.Page.Search.When = "", "", ""
	v.Soonest = v.Soonest[:3]
	v.Next = &home.NextBooking{URL: "/bookings/K7M2QX", Person: f.people[0].Person, Start: at(1, "9:00")}
	v.LastSearch = &ui.Link{URL: "/search?q=" + f.page.Search.What, Label: f.page.Search.What}
	if f.brand.Portraits == "work" {
		v.Needs = []ui.Link{{URL: "/search?q=geyser", Label: "The geyser does not heat"}, {URL: "/search?q=tap", Label: "A tap drips"}, {URL: "/search?q=door", Label: "A door sticks"}}
		v.Categories = []home.Category{
			{URL: "/c/electrician", Name: "Electrician", Blurb: "Wiring, fans, geysers", Icon: "bolt", Open: 14},
			{URL: "/c/plumber", Name: "Plumber", Blurb: "Leaks, taps, tanks", Icon: "drop", Open: 11},
			{URL: "/c/carpenter", Name: "Carpenter", Blurb: "Doors, hinges, fittings", Icon: "tool", Open: 9},
			{URL: "/c/cleaning", Name: "Cleaning", Blurb: "Homes, kitchens, moving out", Icon: "broom", Open: 12},
			{URL: "/c/painting", Name: "Painting", Blurb: "Walls, doors, damp", Icon: "brush", Open: 5},
			{URL: "/c/moving", Name: "Moving", Blurb: "Within the city, by the hour", Icon: "bag", Open: 3},
		}
		return v
	}
	v.Needs = []ui.Link{{URL: "/search?q=sleep", Label: "I wake at three"}, {URL: "/search?q=back", Label: "My back after work"}, {URL: "/search?q=worry", Label: "I worry too much"}}
	v.Categories = []home.Category{
		{URL: "/c/ayurveda", Name: "Ayurveda", Blurb: "Food, rest and daily rhythm", Icon: "leaf", Open: 12},
		{URL: "/c/yoga-therapy", Name: "Yoga therapy", Blurb: "Movement and breath for one person", Icon: "lotus", Open: 9},
		{URL: "/c/counselling", Name: "Counselling", Blurb: "Talk with a trained listener", Icon: "chat", Open: 15},
		{URL: "/c/nutrition", Name: "Nutrition", Blurb: "What to eat, and when", Icon: "bowl", Open: 6},
		{URL: "/c/bodywork", Name: "Bodywork", Blurb: "Hands on tired muscles", Icon: "hands", Open: 7},
		{URL: "/c/meditation", Name: "Meditation", Blurb: "Quiet, taught step by step", Icon: "flower", Open: 8},
	}
	return v
}

func resultsView(f fixture) find.Results {
	v := find.Results{
		Page: f.titled(f.page.Search.What, "find"), Heading: f.page.Search.What, Total: 38, Days: f.days(), Rows: f.rows(),
		NextURL: "?page=next", Keep: []ui.Hidden{{Name: "q", Value: "sleep"}},
		Sort:  []ui.Choice{{Value: "best", Selected: true}, {Value: "soonest"}, {Value: "price"}, {Value: "rating"}},
		Pages: ui.Pagination{Page: 1, Pages: 3, Next: "?page=2", Numbers: []ui.PageLink{{Number: 1, URL: "?", Current: true}, {Number: 2, URL: "?page=2"}, {Number: 3, URL: "?page=3"}}},
	}
	v.Chips = []find.Chip{{Label: "Online", Icon: "video", URL: "?", On: true}, {Label: "In person", Icon: "pin", URL: "?mode=in_person"},
		{Label: "Evenings", Icon: "moon", URL: "?part=evening"}, {Label: "Speaks Hindi", URL: "?", On: true}, {Label: "Under ₹1,500", URL: "?max=1500"},
		{Label: "Ayurveda", URL: "/c/ayurveda"}, {Label: "Yoga therapy", URL: "/c/yoga"}, {Label: "Counselling", URL: "/c/counselling"}}
	if f.brand.Portraits == "work" {
		v.Total = 54
		v.Chips = []find.Chip{{Label: "Today", Icon: "clock", URL: "?", On: true}, {Label: "Electrician", Icon: "bolt", URL: "?c=e"}, {Label: "Plumber", URL: "?c=p"},
			{Label: "Carpenter", URL: "?c=c"}, {Label: "Under ₹500 visit", URL: "?max=500"}, {Label: "Police check", URL: "?police=1"}}
	}
	v.Filters = find.Filters{Action: "/search", Keep: v.Keep, Active: 2, Clear: "/search?q=sleep", Groups: []find.FilterGroup{
		{Name: "mode", Label: "Where", Choices: []ui.Choice{{Value: "", Label: "Anywhere", HasCount: true, Count: 38}, {Value: "online", Label: "Online", Selected: true, HasCount: true, Count: 31}, {Value: "in_person", Label: "In person", HasCount: true, Count: 12}}},
		{Name: "lang", Label: "Speaks", Multi: true, Choices: []ui.Choice{{Value: "hi", Label: "हिन्दी", Selected: true, HasCount: true, Count: 22}, {Value: "kn", Label: "ಕನ್ನಡ", HasCount: true, Count: 14}, {Value: "ta", Label: "தமிழ்", HasCount: true, Count: 9}}},
		{Name: "a.level", Label: "Level", Multi: true, Choices: []ui.Choice{{Value: "beginner", Label: "Beginner", HasCount: true, Count: 17}, {Value: "advanced", Label: "Advanced", HasCount: true, Count: 6}}},
		{Name: "part", Label: "Time of day", Multi: true, Choices: []ui.Choice{{Value: "morning", Label: "Morning", HasCount: true, Count: 19}, {Value: "evening", Label: "Evening", HasCount: true, Count: 24}}},
	}}
	return v
}

func emptyView(f fixture) find.Results {
	v := resultsView(f)
	v.Total, v.Rows, v.Pages = 0, nil, ui.Pagination{}
	v.Empty = &find.Empty{
		Removable: []find.Relax{{Label: "Online", URL: "?mode=", Frees: 4}, {Label: "Speaks Hindi", URL: "?lang=", Frees: 11}},
		Nearest:   &ui.Link{URL: "?when=2026-11-30", Label: "First openings: Mon 30 Nov"},
		Suggest:   []ui.Link{{URL: "?q=insomnia", Label: "Insomnia"}, {URL: "?q=rest", Label: "Rest"}},
	}
	return v
}

func practitionerView(f fixture) find.Practitioner {
	p := f.people[0]
	v := find.Practitioner{
		Page: f.titled(p.Name, "find"), Person: p.Person, What: p.what, Rating: p.rating,
		Check: &find.Check{On: at(-40, "11:00"), Method: "the public register of the state board"},
		Back:  &ui.Link{URL: "/search?q=sleep", Label: f.page.Search.What},
		Years: 14, Languages: []string{"English", "ಕನ್ನಡ", "हिन्दी"}, ReplyHours: 2, Online: p.mode == ui.Online,
		Credentials: []find.Credential{
			{Title: "BAMS", Issuer: "Government Ayurveda Medical College, Bengaluru", Year: 2011, Check: &find.Check{On: at(-40, "11:00"), Method: "register"}},
			{Title: "First aid", Issuer: "Indian Red Cross Society", Year: 2025},
		},
		Reviews: []find.Review{
			{Text: "She asked about my evenings, not just my symptoms. Three weeks in, I fall asleep before midnight.", Author: "Rohit", Sessions: 3, On: at(-25, "10:00"), Stars: 5},
			{Text: "Clear, on time, and the plan fitted my kitchen.", Author: "Fatima", Sessions: 1, On: at(-52, "10:00"), Stars: 4, Reply: "Thank you. Write to me when the season changes."},
		},
		ReviewsURL: "/p/" + p.Slug + "/reviews",
	}
	v.Page.Canonical = "https://example.org/p/" + p.Slug
	v.Page.Description = p.what
	url := func(q string) string { return "?" + q + "#book" }
	b := find.Booker{
		Days: f.days(), NextURL: url("on=2026-11-27"), Chosen: at(1, "9:00"), Zone: f.page.Zone, Free: at(0, "21:00"),
		Details: []ui.Detail{{Label: "Level", Value: "Beginner"}, {Label: "Props", Value: "Mat, blocks"}, {Label: "People at most", Value: "8"}},
		Service: "first", Mode: p.mode, Price: f.price(p), Minutes: p.minutes,
		Slots: []ui.Slot{{Start: at(1, "9:00")}, {Start: at(1, "11:30")}, {Start: at(1, "14:00")}, {Start: at(1, "16:00"), Taken: true}, {Start: at(1, "18:30")}},
	}
	for i, n := range []int{1, 4, 0, 2, 1, 5, 0} {
		b.Days[i].Open, b.Days[i].URL, b.Days[i].Selected = n, url("on="+b.Days[i].Date.Format(time.DateOnly)), i == 1
	}
	if f.brand.Portraits == "work" {
		b.Services = []find.ServiceChoice{{ID: "visit", Name: "Visit and repair", Price: f.price(p), URL: url("service=visit"), Selected: true},
			{ID: "geyser", Name: "Geyser service", Price: ui.Price{Amount: rupees(799), Minutes: 90}, URL: url("service=geyser")}}
		b.Modes = []find.ModeChoice{{Mode: ui.Home, Selected: true, URL: url("")}}
	} else {
		v.What = "Ayurveda physician for sleep, digestion and low energy"
		v.Quote = "I start with how you sleep and eat, because most tiredness shows itself there first. You leave the first session with a plan you can follow with what is already in your kitchen."
		v.About = []string{"Ananya trained at the Government Ayurveda Medical College, Bengaluru, and has run her own practice since 2012. She works alongside your doctor and will tell you when something needs one."}
		v.FirstSession = []find.Step{{Minutes: 10, Text: "What brings you, in your words. What you have tried."}, {Minutes: 30, Text: "Sleep, food, daily rhythm, medicines you take now."}, {Minutes: 20, Text: "A written plan for two weeks, and what it should change."}}
		v.Places = []find.Place{{Area: "Indiranagar", City: "Bengaluru", Country: "IN"}}
		b.Services = []find.ServiceChoice{{ID: "first", Name: "First consultation", Price: f.price(p), URL: url("service=first"), Selected: true},
			{ID: "follow", Name: "Follow-up", Price: ui.Price{Amount: rupees(700), Minutes: 30}, URL: url("service=follow")}}
		b.Modes = []find.ModeChoice{{Mode: ui.Online, Selected: true, URL: url("mode=online")}, {Mode: ui.InPerson, Label: "Indiranagar", URL: url("mode=in_person")}}
	}
	v.Booker = b
	return v
}
