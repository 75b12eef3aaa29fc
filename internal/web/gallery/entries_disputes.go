package gallery

import (
	"github.com/a-h/templ"
	"github.com/google/uuid"

	"klear/internal/modules/dispute"
	"klear/internal/modules/payment"
	"klear/internal/web/disputes"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func disputeEntries() []Entry {
	return []Entry{
		{ID: "admin-disputes", Title: "Disputes", render: func(f fixture) templ.Component { return disputes.ListPage(disputeList(f, false)) }},
		{ID: "admin-disputes-none", Title: "Disputes, none", render: func(f fixture) templ.Component {
			v := disputeList(f, false)
			v.Items = nil
			return disputes.ListPage(v)
		}},
		{ID: "admin-dispute", Title: "One dispute, to answer", render: func(f fixture) templ.Component { return disputes.DeskPage(disputeDesk(f)) }},
		{ID: "admin-dispute-errors", Title: "One dispute, not confirmed", Status: 422, render: func(f fixture) templ.Component {
			v := disputeDesk(f)
			v.Choices[0].Selected = true
			for _, field := range []string{"reason", "confirm"} {
				v.Page.Errors = append(v.Page.Errors, ui.FieldError{Field: field, Message: v.Page.L.T("error.disputes_" + field + "_required")})
			}
			return disputes.DeskPage(v)
		}},
		{ID: "admin-dispute-answered", Title: "One dispute, answered", render: func(f fixture) templ.Component {
			v := disputeDesk(f)
			v.Choices, v.Case.Status = nil, payment.DisputeReview
			v.Case.Answer = &dispute.Answer{Kind: dispute.Evidence, Reason: "The session was held and closed by the practitioner.", Status: dispute.Sent, AnsweredAt: at(-1, "16:10")}
			return disputes.DeskPage(v)
		}},
		{ID: "pro-disputes", Title: "Own disputes", render: func(f fixture) templ.Component { return disputes.ListPage(disputeList(f, true)) }},
		{ID: "pro-dispute", Title: "Own dispute, to say what happened", render: func(f fixture) templ.Component { return disputes.OwnPage(disputeOwn(f)) }},
		{ID: "pro-dispute-errors", Title: "Own dispute, a file that is none", Status: 422, render: func(f fixture) templ.Component {
			v := disputeOwn(f)
			v.Page.Errors = []ui.FieldError{{Field: "file", Message: v.Page.L.T("error.disputes_file_type")}}
			return disputes.OwnPage(v)
		}},
		{ID: "pro-dispute-lost", Title: "Own dispute, lost", render: func(f fixture) templ.Component {
			v := disputeOwn(f)
			decided := at(0, "9:30")
			v.Takes, v.Room, v.Case.Status, v.Case.BorneBy, v.Case.DecidedAt = false, false, payment.DisputeLost, payment.Practitioner, &decided
			v.Case.Answer = &dispute.Answer{Kind: dispute.Accepted, Status: dispute.Sent, AnsweredAt: at(-1, "16:10")}
			return disputes.OwnPage(v)
		}},
	}
}

func disputeCase(f fixture) dispute.Case {
	due := at(5, "23:59")
	return dispute.Case{Version: 1, Note: "She came at nine and stayed for the full hour. The log of my visitors shows it.",
		Files: []dispute.File{{ID: uuid.UUID{1}, Name: "visitors-14-november.pdf", ContentType: "application/pdf", Bytes: 214_033}},
		Dispute: dispute.Dispute{ID: uuid.UUID{1}, Code: "KQ7M2XAB", Practitioner: f.people[0].Name, Gateway: "sandbox", Ref: "sbx_dp_71c2", Status: payment.DisputeOpen, Reason: "product_not_received",
			Amount: rupees(1500), Fee: rupees(15), Frozen: rupees(1275), Due: &due, OpenedAt: at(-2, "11:05")}}
}

func disputeList(f fixture, mine bool) disputes.List {
	area := layout.Operate
	if mine {
		area = layout.Work
	}
	v := disputes.List{Page: f.work("Disputes", "disputes", area), Mine: mine}
	first := disputeCase(f).Dispute
	second, later := first, at(6, "12:00")
	second.ID, second.Code, second.Reason, second.Due, second.Amount, second.Frozen = uuid.UUID{2}, "P4RT9ZQC", "fraudulent", &later, rupees(125000), rupees(0)
	v.Items = []dispute.Dispute{first, second}
	for i, s := range []string{"waiting", "answered", "closed"} {
		v.States = append(v.States, ui.Choice{Value: s, Label: v.Page.L.T("disp.tab_" + s), Selected: i == 0, Count: 2, HasCount: i == 0})
	}
	return v
}

func disputeDesk(f fixture) disputes.Desk {
	v := disputes.Desk{Page: f.work("Dispute", "disputes", layout.Operate), Case: disputeCase(f), Document: disputeDocument}
	for _, k := range []string{"evidence", "accepted"} {
		v.Choices = append(v.Choices, ui.Choice{Value: k, Label: v.Page.L.T("disp.do_" + k), Hint: v.Page.L.T("disp.do_hint_" + k)})
	}
	return v
}

func disputeOwn(f fixture) disputes.Own {
	c := disputeCase(f)
	return disputes.Own{Page: f.work("Dispute", "disputes", layout.Work), Case: c, Note: c.Note, Takes: true, Room: true}
}

const disputeDocument = `Dispute sbx_dp_71c2 of INR 1500.00
Reason given: product_not_received

What was sold
Booking KQ7M2XAB, made on 2026-11-12 03:42 UTC
One appointment of 60 minutes with Ananya Rao, held online
Time: 2026-11-14 03:30 UTC (2026-11-14 09:00 in Asia/Kolkata)

Terms, shown before payment and accepted by paying
Accepted on 2026-11-12 03:44 UTC
Free cancellation until 2026-11-13 03:30 UTC; afterwards INR 750.00 is kept and INR 750.00 is given back.
Waiver: signed by typing the name and ticking agreement on 2026-11-12 03:44 UTC

Attendance
Opened by the seller: 2026-11-14 03:29 UTC
Closed: 2026-11-14 04:31 UTC
Outcome: it took place

Payment
INR 1500.00 paid with Test card ending 4242 on 2026-11-12 03:44 UTC
Nothing was refunded.

The seller's account
She came at nine and stayed for the full hour. The log of my visitors shows it.

Files
visitors-14-november.pdf (application/pdf, 214033 bytes, SHA-256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08)
`
