package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/schedule"
	"klear/internal/web/availability"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func timeEntries() []Entry {
	return []Entry{
		{ID: "pro-hours", Title: "Availability, the week", render: func(f fixture) templ.Component { return availability.WeekPage(weekView(f)) }},
		{ID: "pro-hours-first", Title: "Availability, nothing declared", render: func(f fixture) templ.Component {
			v := weekView(f)
			v.First, v.Draft = true, availability.Draft{}
			for i := range v.Preview {
				v.Preview[i] = availability.PreviewDay{Date: v.Preview[i].Date, Closed: true}
			}
			return availability.WeekPage(v)
		}},
		{ID: "pro-hours-errors", Title: "Availability, a wrong time", Status: 422, render: func(f fixture) templ.Component {
			v := weekView(f)
			v.Unsaved = true
			v.Draft.Days[0][0].End = "09:00"
			v.Page.Errors = []ui.FieldError{{Field: "end.1.0", Message: v.Page.L.T("error.order")}}
			return availability.WeekPage(v)
		}},
		{ID: "pro-hours-changed", Title: "Availability, changed meanwhile", Status: 409, render: func(f fixture) templ.Component {
			v := weekView(f)
			v.Unsaved = true
			v.Page.Notices = []ui.Notice{{Tone: ui.Warning, Text: v.Page.L.T("error.hours_changed")}}
			return availability.WeekPage(v)
		}},
		{ID: "pro-hours-ask", Title: "Availability, bookings outside", Status: 409, render: func(f fixture) templ.Component {
			return availability.AskPage(availability.Ask{Page: f.work(f.page.L.T("hours.ask_title"), "availability", layout.Work), Action: "/pro/availability", Do: "save", Again: true, More: 2,
				Met: []availability.Met{{Kind: "confirmed", Start: at(1, "9:00"), End: at(1, "10:00"), Who: []availability.Who{{Client: "Fatima Sheikh", Code: "K7M2QX", URL: "/pro/sessions/K7M2QX"}}},
					{Kind: "confirmed", Start: at(4, "18:00"), End: at(4, "19:00"), Who: []availability.Who{{Client: "Arjun Pillai", Code: "P3WZ8D", URL: "/pro/requests"}, {Client: "Kavya Menon", Code: "R9HN4T", URL: "/pro/sessions/R9HN4T"}}}}})
		}},
		{ID: "pro-dates", Title: "Availability, dates", render: func(f fixture) templ.Component { return availability.DatesPage(datesView(f)) }},
		{ID: "pro-dates-none", Title: "Availability, no dates, no list of holidays", render: func(f fixture) templ.Component {
			v := datesView(f)
			v.Days, v.Off, v.Holidays, v.Known = nil, nil, nil, false
			return availability.DatesPage(v)
		}},
		{ID: "pro-dates-errors", Title: "Availability, a wrong date", Status: 422, render: func(f fixture) templ.Component {
			v := datesView(f)
			v.Page.Errors = []ui.FieldError{{Field: "date", Message: v.Page.L.T("error.date")}, {Field: "closed", Message: v.Page.L.T("error.date_hours")}, {Field: "day", Message: v.Page.L.T("error.holiday")}}
			return availability.DatesPage(v)
		}},
		{ID: "pro-blocks", Title: "Blocked time", render: func(f fixture) templ.Component { return availability.BlocksPage(blocksView(f)) }},
		{ID: "pro-blocks-none", Title: "Blocked time, none", render: func(f fixture) templ.Component {
			v := blocksView(f)
			v.List = nil
			return availability.BlocksPage(v)
		}},
		{ID: "pro-blocks-met", Title: "Blocked time, a booking is there", Status: 409, render: func(f fixture) templ.Component {
			v := blocksView(f)
			v.Met = []availability.Met{{Kind: "confirmed", Start: at(1, "9:00"), End: at(1, "10:00"), Who: []availability.Who{{Client: "Fatima Sheikh", Code: "K7M2QX", URL: "/pro/sessions/K7M2QX"}}},
				{Kind: "hold", Start: at(1, "11:00"), End: at(1, "12:00")}, {Kind: "block", Start: at(1, "13:00"), End: at(2, "13:00")}}
			return availability.BlocksPage(v)
		}},
		{ID: "pro-calendars", Title: "Calendars", render: func(f fixture) templ.Component { return availability.CalendarsPage(calendarsView(f)) }},
		{ID: "pro-calendars-none", Title: "Calendars, none", render: func(f fixture) templ.Component {
			v := calendarsView(f)
			v.List, v.FeedSince = nil, nil
			return availability.CalendarsPage(v)
		}},
		{ID: "pro-calendars-feed", Title: "Calendars, the new address", render: func(f fixture) templ.Component {
			v := calendarsView(f)
			v.Feed = "https://klearkarma.example/calendar/7hV2mQ9xT4bZ8kLpR3wYc6NdJ5sGfA1e.ics"
			return availability.CalendarsPage(v)
		}},
		{ID: "pro-calendars-account", Title: "Calendars, a linked server", render: func(f fixture) templ.Component {
			v := calendarsView(f)
			v.Account = &availability.Account{Host: "dav.example.org", User: "ananya", Wrong: f.page.L.T("error.url_unreachable"),
				Calendars: []schedule.AccountCalendar{{ID: "1", Name: "Work", Write: true}, {ID: "2", Name: "Family", Read: true}},
				Edited:    []availability.Edited{{ID: "3", Start: at(1, "9:00"), End: at(1, "10:00"), Who: availability.Who{Client: "Fatima Sheikh", Code: "K7M2QX", URL: "/pro/sessions/K7M2QX"}}}}
			return availability.CalendarsPage(v)
		}},
		{ID: "pro-calendars-errors", Title: "Calendars, an address that cannot be read", Status: 422, render: func(f fixture) templ.Component {
			v := calendarsView(f)
			v.Page.Errors = []ui.FieldError{{Field: "url", Message: v.Page.L.T("error.url_unreachable")}}
			v.Page.Values = map[string]string{"name": "Family", "url": "https://calendar.example/family.ics", "zone": "Asia/Kolkata", "tentative": "yes"}
			return availability.CalendarsPage(v)
		}},
	}
}

func calendarsView(f fixture) availability.Calendars {
	india, fresh, old, since := f.page.Zone, Now.Add(-3*time.Minute), Now.Add(-26*time.Hour), Now.AddDate(0, -2, 0)
	return availability.Calendars{Page: f.work("Calendars", "availability", layout.Work), Zone: "Asia/Kolkata", FeedSince: &since, List: []availability.Calendar{
		{ID: "1", Name: "Family", Kind: "url", Zone: india, Fetched: &fresh},
		{ID: "2", Name: "School", Kind: "url", Zone: india, Fetched: &old, Wrong: f.page.L.T("error.url_unreachable")},
		{ID: "3", Name: "Conference", Kind: "file", Zone: india, Fetched: &old}}}
}

func (f fixture) ofDay(n int) time.Time { return time.Date(2026, 11, 20+n, 0, 0, 0, 0, time.UTC) }

func weekView(f fixture) availability.Week {
	v := availability.Week{Page: f.work("Availability", "availability", layout.Work), Version: 3}
	for day := range 5 {
		v.Draft.Days[day] = []availability.Row{{Start: "09:00", End: "13:00"}, {Start: "14:00", End: "18:00"}}
	}
	v.Draft.Days[4] = []availability.Row{{Start: "20:00", End: "02:00", Next: true}}
	v.Draft.Days[5] = []availability.Row{{Start: "18:00", End: "00:00", Next: true}}
	for n := range 14 {
		x := availability.PreviewDay{Date: f.ofDay(n), Rule: "weekly", Free: []string{"9:00 am to 1:00 pm", "2:00 pm to 6:00 pm"}}
		if wd := x.Date.Weekday(); wd == time.Saturday || wd == time.Sunday {
			x.Free, x.Closed = nil, true
		}
		v.Preview = append(v.Preview, x)
	}
	v.Preview[3].Free, v.Preview[3].Taken = []string{"11:00 am to 1:00 pm"}, []string{f.page.L.T("hours.taken_booking", map[string]any{"Range": "9:00 am to 11:00 am"}), f.page.L.T("hours.taken_block", map[string]any{"Range": "2:00 pm to 6:00 pm"})}
	v.Preview[4].Holiday, v.Preview[4].Closed, v.Preview[4].Free = "Guru Nanak's birthday", true, nil
	v.Preview[6].Rule, v.Preview[6].Closed, v.Preview[6].Free = "time_off", true, nil
	return v
}

func datesView(f fixture) availability.Dates {
	return availability.Dates{Page: f.work("Availability", "availability", layout.Work), Version: 3, Rows: make([]availability.Row, 3), Known: true, Country: "IN",
		Off:  []availability.Span{{From: f.ofDay(20), To: f.ofDay(30)}, {From: f.ofDay(9), To: f.ofDay(9)}},
		Days: []availability.DateDay{{Date: f.ofDay(4), Holiday: "Guru Nanak's birthday"}, {Date: f.ofDay(12), Hours: []string{"9:00 am to 11:00 am", "8:00 pm to midnight"}}},
		Holidays: []availability.Holiday{{Date: f.ofDay(4), Name: "Guru Nanak's birthday", Closed: true}, {Date: f.ofDay(35), Name: "Christmas Day"},
			{Date: f.ofDay(67), Name: "Republic Day"}, {Date: f.ofDay(110), Name: "Id-ul-Fitr", Moves: true}}}
}

func blocksView(f fixture) availability.Blocks {
	return availability.Blocks{Page: f.work("Blocked time", "availability", layout.Work), On: "2026-11-21", Back: "/pro/availability/blocks", List: []availability.Block{
		{ID: "1", Start: at(1, "12:00"), End: at(1, "13:00")}, {ID: "2", Start: at(5, "18:00"), End: at(6, "9:00")}}}
}
