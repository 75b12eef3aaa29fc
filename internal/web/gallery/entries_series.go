package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/bookings"
	"klear/internal/web/checkout"
	"klear/internal/web/layout"
	"klear/internal/web/series"
	"klear/internal/web/ui"
	"klear/internal/web/waiting"
)

func seriesEntries() []Entry {
	return []Entry{
		{ID: "series", Title: "A series, its dates", render: func(f fixture) templ.Component { return series.PlanPage(planView(f)) }},
		{ID: "series-clash", Title: "A series, dates that cannot be had", render: func(f fixture) templ.Component { return series.PlanPage(clashView(f)) }},
		{ID: "series-few", Title: "A series, too few dates chosen", Status: 422, render: func(f fixture) templ.Component {
			v := clashView(f)
			v.Page.Errors = []ui.FieldError{{Field: "dates", Message: v.Page.L.T("series.too_few")}}
			return series.PlanPage(v)
		}},
		{ID: "checkout-series", Title: "Checkout of a series", render: func(f fixture) templ.Component { return checkout.Checkout(seriesCheckout(f, 0)) }},
		{ID: "checkout-series-half", Title: "Checkout of a series, declined half-way", Status: 402, render: func(f fixture) templ.Component {
			v := seriesCheckout(f, 2)
			v.State, v.Reason = checkout.Declined, "The bank says there is not enough money on the card."
			return checkout.Checkout(v)
		}},
		{ID: "checkout-series-over", Title: "Checkout of a series, the hold ended half-way", Status: 410, render: func(f fixture) templ.Component {
			v := seriesCheckout(f, 2)
			v.State = checkout.Expired
			return checkout.Checkout(v)
		}},
		{ID: "confirmed-series", Title: "Confirmation of a series", render: func(f fixture) templ.Component {
			v := bookings.Detail{Page: f.titled(f.people[0].Name, "bookings"), Booking: bookingView(f), New: true, Dates: seriesDates()}
			v.Booking.Series = v.Page.L.T("booking.of_series", i18n.D{"Number": "1", "Of": "4"})
			return bookings.DetailPage(v)
		}},
		{ID: "bookings-series", Title: "Bookings, a series folded", render: func(f fixture) templ.Component {
			v := listView(f)
			c := &v.Items[0]
			c.Series = v.Page.L.T("booking.of_series", i18n.D{"Number": "1", "Of": "4"})
			for _, on := range seriesDates()[1:] {
				c.More = append(c.More, bookings.Card{Code: on.Code, Start: on.Start, Status: on.Status})
			}
			return bookings.ListPage(v)
		}},
		{ID: "cancel-series", Title: "Cancel one of a series, or all later ones", render: func(f fixture) templ.Component {
			v := cancelView(f)
			v.Later = &bookings.Later{Refund: bookings.Refund{Paid: rupees(4800), Back: rupees(4200), Kept: rupees(600), Days: 5}}
			for _, on := range seriesDates() {
				v.Later.Dates = append(v.Later.Dates, on.Start)
			}
			return bookings.CancelPage(v)
		}},
	}
}

func waitingEntries() []Entry {
	return []Entry{
		{ID: "waiting", Title: "Wait for a time", render: func(f fixture) templ.Component { return waiting.JoinPage(joinView(f)) }},
		{ID: "waiting-errors", Title: "Wait for a time, wrong days", Status: 422, render: func(f fixture) templ.Component {
			v := joinView(f)
			v.Last = "2026-11-01"
			v.Page.Errors = []ui.FieldError{{Field: "last", Message: v.Page.L.T("error.last.order")}}
			return waiting.JoinPage(v)
		}},
		{ID: "bookings-waiting", Title: "Bookings, waiting for times", render: func(f fixture) templ.Component {
			v := listView(f)
			v.Waits = []bookings.Wait{
				{ID: "1", Name: f.people[1].Name, What: "Follow-up, " + v.Page.L.DayRange(at(0, "0:00"), at(14, "0:00")), OfferURL: "/book/1", Start: at(2, "9:30"), Until: Now.Add(25 * time.Minute)},
				{ID: "2", Name: f.people[2].Name, What: "Follow-up, " + v.Page.L.DayRange(at(0, "0:00"), at(14, "0:00")), Place: 2},
			}
			return bookings.ListPage(v)
		}},
		{ID: "pro-waiting", Title: "Waiting list", render: func(f fixture) templ.Component {
			p := f.work(f.page.L.T("nav.waiting"), "waiting", layout.Work)
			days := p.L.DayRange(at(0, "0:00"), at(14, "0:00"))
			return waiting.LinePage(waiting.Line{Page: p, Items: []waiting.Waiter{
				{Name: "Arjun Pillai", Service: "First consultation", Days: days, Since: at(-3, "10:00"), Offered: true},
				{Name: "Fatima Sheikh", Service: "Follow-up", Days: days, Part: p.L.T("waiting.part_evening"), Since: at(-1, "18:20")},
			}})
		}},
		{ID: "pro-waiting-none", Title: "Waiting list, nobody", render: func(f fixture) templ.Component {
			return waiting.LinePage(waiting.Line{Page: f.work(f.page.L.T("nav.waiting"), "waiting", layout.Work)})
		}},
	}
}

func joinView(f fixture) waiting.Join {
	v := waiting.Join{Page: f.titled(f.page.L.T("waiting.title"), "bookings"), Person: f.people[0].Person, First: "2026-11-20", Last: "2026-12-04",
		Services: []ui.Choice{{Value: "1", Label: "First consultation", Selected: true}, {Value: "2", Label: "Follow-up"}},
		Modes:    []ui.Choice{{Value: "online", Label: ui.ModeName(f.page.L, ui.Online), Selected: true}, {Value: "in_person", Label: ui.ModeName(f.page.L, ui.InPerson)}}}
	v.Page.Area = layout.Focus
	for _, part := range []string{"any", "morning", "afternoon", "evening"} {
		v.Parts = append(v.Parts, ui.Choice{Value: part, Label: v.Page.L.T("waiting.part_" + part)})
	}
	return v
}

func seriesDates() []bookings.Date {
	return []bookings.Date{
		{Code: "K7M2QX", Start: at(1, "9:00"), Status: ui.Confirmed, This: true}, {Code: "P3WZ8D", Start: at(8, "9:00"), Status: ui.Confirmed},
		{Code: "R9HN4T", Start: at(15, "9:30"), Status: ui.Confirmed}, {Code: "T2VB6K", Start: at(22, "9:00"), Status: ui.Cancelled},
	}
}

func planView(f fixture) series.Plan {
	p := f.people[0]
	v := series.Plan{Page: f.titled(f.page.L.T("series.title"), "checkout"), Person: p.Person, Service: "Follow-up", Zone: f.page.Zone,
		Price: ui.Price{Amount: rupees(p.price)}, BackURL: "/p/" + p.Slug}
	for i := range 6 {
		start := at(1+7*i, "9:00")
		v.Dates = append(v.Dates, series.Date{No: i, Day: start, Start: start, Chosen: true})
	}
	return v
}

func clashView(f fixture) series.Plan {
	v := planView(f)
	l := v.Page.L
	for i, why := range map[int]string{1: "series.clash_taken", 4: "series.clash_closed"} {
		d := &v.Dates[i]
		d.Clash, d.Chosen = l.T(why), false
		d.Near = []ui.Choice{{Value: "", Label: l.T("series.leave_out"), Selected: i == 4}}
		for n, off := range []time.Duration{-time.Hour, time.Hour, 24 * time.Hour} {
			start := d.Start.Add(off)
			d.Near = append(d.Near, ui.Choice{Value: ui.AtValue(start), Label: l.When(start, v.Zone), Selected: i == 1 && n == 1})
		}
	}
	return v
}

// seriesCheckout is a series of four, some of which are booked.
func seriesCheckout(f fixture, booked int) checkout.View {
	v := checkoutView(f)
	p := f.people[0]
	v.Series = &checkout.Series{Left: 4 - booked, Of: 4}
	v.Lines = nil
	for i, on := range seriesDates() {
		if i < booked {
			v.Series.Booked = append(v.Series.Booked, checkout.Booked{Code: on.Code, Start: on.Start, Status: ui.Confirmed})
			continue
		}
		v.Lines = append(v.Lines, ui.PriceLine{Label: v.Page.L.When(on.Start, v.Page.Zone), Amount: rupees(p.price)})
	}
	v.Total.Amount = rupees(p.price * int64(v.Series.Left))
	v.Lines = append(v.Lines, ui.PriceLine{Label: v.Page.L.T("price.total"), Amount: v.Total.Amount, Total: true})
	return v
}
