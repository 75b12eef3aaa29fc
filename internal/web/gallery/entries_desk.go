package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/web/desk"
	"klear/internal/web/layout"
	"klear/internal/web/report"
	"klear/internal/web/ui"
)

func deskEntries() []Entry {
	return []Entry{
		{ID: "desk", Title: "Desk", render: func(f fixture) templ.Component { return desk.StartPage(deskView(f)) }},
		{ID: "desk-none", Title: "Desk, nothing waits", render: func(f fixture) templ.Component {
			v := deskView(f)
			v.Total = 0
			for i := range v.Queues {
				v.Queues[i].Count = 0
			}
			return desk.StartPage(v)
		}},
		{ID: "desk-jobs", Title: "Desk, failed jobs", render: func(f fixture) templ.Component { return desk.QueuePage(jobsView(f)) }},
		{ID: "desk-licences", Title: "Desk, licences that end", render: func(f fixture) templ.Component {
			v := desk.Queue{Page: f.work(f.page.L.T("desk.q_licences"), "desk", layout.Operate), Key: "licences", Total: 3}
			for i, why := range []string{"ended", "renewed", "ending"} {
				it := desk.Item{What: f.people[i].Name, URL: "/admin/people/1", Why: f.page.L.T("desk.why_licences_" + why), Since: at(-62+i*20, "0:00"),
					Action: []ui.Link{{URL: "/admin/verification/1", Label: f.page.L.T("desk.do_papers")}}}
				if why != "ended" {
					it.Until = at(-2+i*20, "0:00")
				}
				v.Items = append(v.Items, it)
			}
			return desk.QueuePage(v)
		}},
		{ID: "desk-requests-none", Title: "Desk, an empty queue", render: func(f fixture) templ.Component {
			return desk.QueuePage(desk.Queue{Page: f.work(f.page.L.T("desk.q_requests"), "desk", layout.Operate), Key: "requests"})
		}},
		{ID: "desk-payments", Title: "Desk, stuck payments", render: func(f fixture) templ.Component { return desk.QueuePage(stuckView(f)) }},
		{ID: "desk-payment-give-up", Title: "Give a payment up", render: func(f fixture) templ.Component {
			l := f.page.L
			return desk.ActPage(desk.Act{Page: f.work(l.T("desk.do_give_up"), "desk", layout.Operate), Key: "give_up", Action: "/admin/payments/1/give_up", Danger: true,
				Back: ui.Link{URL: "/admin/queue/payments", Label: l.T("desk.q_payments")}, Facts: []desk.Fact{{Label: l.T("booking.code"), Value: "K7QF2M9A"},
					{Label: l.T("receipt.amount"), Value: l.MoneyExact(rupees(1500))}, {Label: l.T("admin.why"), Value: l.T("desk.why_payments_authorise")},
					{Label: l.T("desk.tries"), Value: l.List(l.N("desk.asked", 4), l.T("desk.call_no_answer"))}, {Label: l.T("admin.since"), Value: l.WhenYear(at(0, "9:12"), f.page.Zone)}}})
		}},
		{ID: "desk-discard", Title: "Discard a job, without a reason", Status: 422, render: func(f fixture) templ.Component {
			v := desk.Act{Page: f.work(f.page.L.T("desk.do_discard"), "desk", layout.Operate), Key: "discard", Action: "/admin/jobs/7/discard", Danger: true,
				Back: ui.Link{URL: "/admin/queue/jobs", Label: f.page.L.T("desk.q_jobs")}, Facts: []desk.Fact{{Label: f.page.L.T("desk.job"), Value: "event_delivery"}, {Label: f.page.L.T("admin.why"), Value: f.page.L.T("desk.why_jobs_mail")}}}
			v.Page.Errors = []ui.FieldError{{Field: "reason", Message: f.page.L.T("error.desk_reason_required")}}
			return desk.ActPage(v)
		}},
		{ID: "desk-reports", Title: "Reports", render: func(f fixture) templ.Component {
			v := desk.Reports{Page: f.work(f.page.L.T("nav.reports"), "reports", layout.Operate), States: []ui.Choice{{Value: "open", Label: f.page.L.T("desk.report_open"), Selected: true, Count: 2, HasCount: true},
				{Value: "dismissed", Label: f.page.L.T("desk.report_dismissed")}, {Value: "hidden", Label: f.page.L.T("desk.report_hidden")}}}
			for i, kind := range []string{"unqualified", "conduct"} {
				v.Items = append(v.Items, desk.ReportItem{URL: "/admin/reports/" + kind, Name: f.people[i].Name, Kind: f.page.L.T("report.kind_" + kind), Others: 2 - i, Since: at(-3+i, "9:12")})
			}
			return desk.ReportsPage(v)
		}},
		{ID: "desk-report", Title: "One report", render: func(f fixture) templ.Component { return desk.ReportPage(reportView(f)) }},
		{ID: "report", Title: "Report a page", render: func(f fixture) templ.Component { return report.FormPage(complaintView(f)) }},
		{ID: "report-wrong", Title: "Report a page, too short", Status: 422, render: func(f fixture) templ.Component {
			v := complaintView(f)
			v.Page.Errors = []ui.FieldError{{Field: "kind", Message: f.page.L.T("error.report_kind_required")}, {Field: "words", Message: f.page.L.T("error.report_words_too_short")}}
			v.Page.Values = map[string]string{"words": "Bad"}
			return report.FormPage(v)
		}},
	}
}

func deskView(f fixture) desk.Start {
	v := desk.Start{Page: f.work(f.page.L.T("nav.desk"), "desk", layout.Operate), Total: 11}
	v.Page.Shortcuts = true
	counts := map[string]int{"verification": 3, "licences": 2, "reports": 2, "contests": 1, "requests": 1, "refunds": 1, "jobs": 2}
	for i, key := range []string{"verification", "licences", "reports", "contests", "requests", "payments", "refunds", "calendars", "jobs"} {
		v.Queues = append(v.Queues, desk.Waiting{Key: key, URL: "/admin/queue/" + key, Count: counts[key], Oldest: Now.Add(-time.Duration(6*(8-i)*(8-i)) * time.Hour / 5)})
	}
	return v
}

func jobsView(f fixture) desk.Queue {
	l := f.page.L
	v := desk.Queue{Page: f.work(l.T("desk.q_jobs"), "desk", layout.Operate), Key: "jobs", Total: 2}
	do := []ui.Link{{URL: "/admin/jobs/7/retry", Label: l.T("desk.do_retry")}, {URL: "/admin/jobs/7/discard", Label: l.T("desk.do_discard")}}
	v.Items = []desk.Item{
		{What: "event_delivery", Code: true, URL: "/admin/jobs/7/retry", Note: l.N("desk.gave_up", 12), Why: l.T("desk.why_jobs_mail"), Since: at(-3, "9:12"), Action: do},
		{What: "payment_refund", Code: true, URL: "/admin/jobs/8/retry", Note: l.T("desk.tried", map[string]any{"Try": "3", "Of": "12"}), Why: l.T("desk.why_jobs_timeout"), Since: at(0, "16:12"), Until: at(0, "17:52"), Action: do},
	}
	return v
}

func stuckView(f fixture) desk.Queue {
	l := f.page.L
	v := desk.Queue{Page: f.work(l.T("desk.q_payments"), "desk", layout.Operate), Key: "payments", Total: 3}
	for i, step := range []string{"capture", "authorise", "refund"} {
		it := desk.Item{What: []string{"K7QF2M9A", "", "P3XW8R2D"}[i], Code: i != 1, URL: "/admin/bookings/K7QF2M9A", Why: l.T("desk.why_payments_" + step), Since: at(0, []string{"9:12", "12:40", "15:05"}[i]),
			Note:   l.List(l.Money(rupees(int64(1500+i*200))), l.N("desk.asked", 4-i), l.T("desk.call_"+[]string{"no_answer", "timeout", "gateway_refused"}[i])),
			Action: []ui.Link{{URL: "/admin/payments/1/again", Label: l.T("desk.do_again")}, {URL: "/admin/payments/1/give_up", Label: l.T("desk.do_give_up")}}}
		switch step {
		case "authorise":
			it.What, it.URL = l.T("desk.for_package", map[string]any{"Code": "K7QXM2PA"}), "/admin/people/1"
		case "refund":
			it.Action = it.Action[:1]
		}
		v.Items = append(v.Items, it)
	}
	return v
}

func reportView(f fixture) desk.Report {
	l, who := f.page.L, f.people[0]
	v := desk.Report{Page: f.work(l.T("desk.report"), "reports", layout.Operate), URL: "/admin/reports/1", Name: who.Name, Open: true,
		Words: "I looked for the number on the page in the state register.\nThe register does not know it.",
		Facts: []desk.Fact{{Label: l.T("desk.about"), Value: l.T("report.kind_unqualified")}, {Label: l.T("desk.reporter"), Value: l.T("desk.reporter_visitor")},
			{Label: l.T("desk.page_state"), Value: l.T("desk.page_shown")}, {Label: l.T("desk.others"), Value: "2"}, {Label: l.T("desk.upheld"), Value: "0"}},
		Links: []ui.Link{{URL: "/p/" + who.Slug, Label: l.T("desk.see_page")}, {URL: "/admin/verification/1", Label: l.T("desk.see_papers")}, {URL: "/admin/people/1", Label: l.T("desk.see_account")}}}
	for _, s := range []string{"dismissed", "hidden", "suspended"} {
		v.Choices = append(v.Choices, ui.Choice{Value: s, Label: l.T("desk.decide_" + s), Hint: l.T("desk.effect_" + s)})
	}
	return v
}

func complaintView(f fixture) report.Form {
	v := report.Form{Page: f.titled(f.page.L.T("report.title"), "find"), Person: f.people[0].Person}
	for _, k := range []string{"wrong", "unqualified", "conduct", "money", "danger", "other"} {
		v.Kinds = append(v.Kinds, ui.Choice{Value: k, Label: f.page.L.T("report.kind_" + k)})
	}
	return v
}
