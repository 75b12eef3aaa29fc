package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/web/layout"
	"klear/internal/web/operatebookings"
	"klear/internal/web/ui"
)

func operateBookingEntries() []Entry {
	return []Entry{
		{ID: "all-bookings", Title: "All bookings", render: func(f fixture) templ.Component { return operatebookings.ListPage(allBookingsView(f)) }},
		{ID: "all-bookings-none", Title: "All bookings, none found", render: func(f fixture) templ.Component {
			v := allBookingsView(f)
			v.Items, v.Next = nil, ""
			return operatebookings.ListPage(v)
		}},
		{ID: "any-booking", Title: "One booking, for an operator", render: func(f fixture) templ.Component {
			l, it := f.page.L, allBookingsView(f).Items[0]
			v := operatebookings.Detail{Page: f.work(it.Code, "admin_bookings", layout.Operate), Item: it, Cancel: it.URL + "/cancel",
				Facts:   []operatebookings.Fact{{Label: l.T("obk.service"), Value: it.Service}, {Label: l.T("admin.side_client"), Value: "Kavya Menon, kavya@example.com"}},
				Links:   []ui.Link{{URL: "/admin/people/1", Label: it.Practitioner}},
				Lines:   []ui.PriceLine{{Label: l.T("obk.agreed"), Amount: it.Price}, {Label: l.T("obk.paid"), Amount: it.Price}, {Label: l.T("obk.kept"), Amount: it.Price, Total: true}},
				History: []operatebookings.Event{{At: at(-2, "9:12"), What: l.T("obk.booking.held"), Who: l.T("obk.actor_person")}, {At: at(-2, "9:14"), What: l.T("obk.booking.confirmed"), Who: l.T("obk.actor_system")}}}
			given(f, &v)
			return operatebookings.DetailPage(v)
		}},
		{ID: "cancel-for-both", Title: "Cancel for both sides, without a reason", Status: 422, render: func(f fixture) templ.Component {
			v := operatebookings.Cancel{Page: f.work(f.page.L.T("obk.cancel"), "admin_bookings", layout.Operate), Item: allBookingsView(f).Items[0], Version: 2,
				Lines: []ui.PriceLine{{Label: f.page.L.T("obk.agreed"), Amount: rupees(1200)}, {Label: f.page.L.T("admin.ahead_due"), Amount: rupees(1200), Total: true}}}
			v.Page.Errors = []ui.FieldError{{Field: "reason", Message: v.Page.L.T("error.obk_reason_required")}}
			return operatebookings.CancelPage(v)
		}},
		{ID: "cancel-for-both-disputed", Title: "Cancel for both sides, while the bank has the money", render: func(f fixture) templ.Component {
			return operatebookings.CancelPage(operatebookings.Cancel{Page: f.work(f.page.L.T("obk.cancel"), "admin_bookings", layout.Operate), Item: allBookingsView(f).Items[0], Version: 2,
				Disputed: true, Due: rupees(1200)})
		}},
		{ID: "cancel-range", Title: "Cancel a range, dry run", render: func(f fixture) templ.Component {
			v := operatebookings.Bulk{Page: f.work(f.page.L.T("obk.bulk"), "admin_bookings", layout.Operate), Slug: "ananya-rao", Range: f.page.L.DateYear(at(1, "0:00"), f.page.Zone), From: "2026-11-21", To: "2026-11-21",
				Sums: []ui.PriceLine{{Label: f.page.L.T("admin.ahead_sum"), Amount: rupees(2400), Total: true}}}
			for _, it := range allBookingsView(f).Items {
				v.Items = append(v.Items, operatebookings.Planned{Item: it, Seen: it.Code + ":1", Back: it.Price})
			}
			return operatebookings.BulkPage(v)
		}},
		{ID: "cancel-range-done", Title: "Cancel a range, done", render: func(f fixture) templ.Component {
			return operatebookings.ResultPage(operatebookings.Result{Page: f.work(f.page.L.T("obk.bulk_done"), "admin_bookings", layout.Operate), Done: 2,
				Sums:   []ui.PriceLine{{Label: f.page.L.T("admin.ahead_sum"), Amount: rupees(2400), Total: true}},
				Failed: []operatebookings.Failure{{Code: "P3WZ8D", URL: "/admin/bookings/P3WZ8D", Why: f.page.L.T("error.version_conflict")}}})
		}},
	}
}

func allBookingsView(f fixture) operatebookings.List {
	v := operatebookings.List{Page: f.work(f.page.L.T("nav.admin_bookings"), "admin_bookings", layout.Operate), Find: operatebookings.Find{Slug: "ananya-rao", From: "2026-11-21", To: "2026-11-21",
		States: []ui.Choice{{Label: f.page.L.T("obk.any_state"), Selected: true}, {Value: "confirmed", Label: f.page.L.T("status.confirmed")}}}, Bulk: "/admin/bookings/bulk?slug=ananya-rao", Next: "/admin/bookings?after=1"}
	for i, code := range []string{"K7M2QX", "P3WZ8D"} {
		v.Items = append(v.Items, operatebookings.Item{Code: code, URL: "/admin/bookings/" + code, Practitioner: f.people[0].Name, Service: "First consultation", Start: at(1, []string{"11:00", "9:00"}[i]),
			Status: []ui.Status{ui.Confirmed, ui.Requested}[i], Price: rupees(1200)})
	}
	return v
}
