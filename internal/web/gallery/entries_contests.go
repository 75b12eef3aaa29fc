package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/web/bookings"
	"klear/internal/web/desk"
	"klear/internal/web/layout"
	"klear/internal/web/pro"
	"klear/internal/web/ui"
)

// contestEntries are sessions of which their clients say that they did not take place.
func contestEntries() []Entry {
	return []Entry{
		{ID: "contest", Title: "Say that a session did not take place", render: func(f fixture) templ.Component { return bookings.ContestPage(contestView(f)) }},
		{ID: "contest-errors", Title: "Say that a session did not take place, nothing chosen", Status: 422, render: func(f fixture) templ.Component {
			v := contestView(f)
			v.Page.Errors = []ui.FieldError{{Field: "reason", Message: v.Page.L.T("error.contest_reason_required")}}
			return bookings.ContestPage(v)
		}},
		{ID: "booking-contested", Title: "Booking, reported as not held", render: func(f fixture) templ.Component {
			l := f.page.L
			v := bookings.Detail{Page: f.titled(f.people[0].Name, "bookings"), Booking: bookingView(f)}
			v.Booking.CanMove, v.Booking.CanEnd = false, false
			v.Contested = &bookings.Contested{Open: true, Words: "I waited at the door until ten.",
				Told: l.T("contest.told", i18n.D{"When": l.WhenYear(at(0, "10:05"), f.page.Zone), "Reason": l.T("contest.reason_absent")}),
				Text: l.T("contest.state_open", i18n.D{"Name": f.people[0].Name, "Until": l.WhenYear(at(3, "10:05"), f.page.Zone)})}
			return bookings.DetailPage(v)
		}},
		{ID: "pro-session-contested", Title: "Session, the client says that it did not take place", render: func(f fixture) templ.Component {
			v := sessionView(f)
			c := contestedView(f)
			v.Contested, v.NoShow, v.JoinURL = &c, false, ""
			return pro.SessionPage(v)
		}},
		{ID: "pro-contest", Title: "Say how a session was", render: func(f fixture) templ.Component { return pro.ContestPage(proContestView(f)) }},
		{ID: "pro-contest-errors", Title: "Say how a session was, without a sentence", Status: 422, render: func(f fixture) templ.Component {
			v := proContestView(f)
			v.Choices[0].Selected = true
			v.Page.Errors = []ui.FieldError{{Field: "words", Message: v.Page.L.T("error.contest_words_required")}}
			return pro.ContestPage(v)
		}},
		{ID: "desk-contests", Title: "Reported sessions", render: func(f fixture) templ.Component { return desk.ContestsPage(contestsView(f)) }},
		{ID: "desk-contests-none", Title: "Reported sessions, none", render: func(f fixture) templ.Component {
			v := contestsView(f)
			v.Items, v.States[0].Count = nil, 0
			return desk.ContestsPage(v)
		}},
		{ID: "desk-contest", Title: "A reported session, to decide", render: func(f fixture) templ.Component { return desk.ContestPage(deskContestView(f)) }},
		{ID: "desk-contest-errors", Title: "A reported session, no decision and no reason", Status: 422, render: func(f fixture) templ.Component {
			v := deskContestView(f)
			for _, field := range []string{"decision", "reason"} {
				v.Page.Errors = append(v.Page.Errors, ui.FieldError{Field: field, Message: v.Page.L.T("error.desk_" + field + "_required")})
			}
			return desk.ContestPage(v)
		}},
		{ID: "desk-contest-unheard", Title: "A reported session, before the answer", render: func(f fixture) templ.Component {
			v := deskContestView(f)
			v.Reply, v.Unheard = "", v.Page.L.T("contest.unheard", i18n.D{"Until": v.Page.L.WhenYear(at(2, "10:05"), f.page.Zone)})
			return desk.ContestPage(v)
		}},
	}
}

func contestView(f fixture) bookings.Contest {
	l := f.page.L
	v := bookings.Contest{Page: f.titled(l.T("contest.title"), "bookings"), Booking: bookingView(f)}
	for _, reason := range []string{"absent", "cut_short", "not_as_booked"} {
		v.Reasons = append(v.Reasons, ui.Choice{Value: reason, Label: l.T("contest.reason_" + reason)})
	}
	name := i18n.D{"Name": f.people[0].Name}
	v.Means = []string{l.T("contest.means_asked", name), l.T("contest.means_kept", name), l.T("contest.means_decided"), l.T("contest.means_venue", name)}
	return v
}

func contestedView(f fixture) pro.Contested {
	l := f.page.L
	return pro.Contested{Title: l.T("contest.pro_panel", i18n.D{"Name": "Kavya Menon"}), Words: "I waited at the door until ten.", Answer: l.T("contest.pro_answer"),
		Told: l.T("contest.pro_told", i18n.D{"When": l.WhenYear(at(0, "10:05"), f.page.Zone), "Reason": l.T("contest.reason_absent")}),
		Text: l.T("contest.pro_open", i18n.D{"Until": l.WhenYear(at(3, "10:05"), f.page.Zone)})}
}

func proContestView(f fixture) pro.Contest {
	s := sessionView(f)
	l := f.page.L
	v := pro.Contest{Page: f.work(l.T("contest.pro_title"), "agenda", layout.Work), Item: s.Item, Minutes: s.Minutes, Contested: contestedView(f)}
	for _, says := range []string{"took_place", "not_there"} {
		v.Choices = append(v.Choices, ui.Choice{Value: says, Label: l.T("contest.says_" + says), Hint: l.T("contest.says_hint_"+says, i18n.D{"Name": "Kavya Menon"})})
	}
	return v
}

func contestsView(f fixture) desk.Contests {
	l := f.page.L
	v := desk.Contests{Page: f.work(l.T("nav.contests"), "contests", layout.Operate), States: []ui.Choice{
		{Value: "open", Label: l.T("contest.desk_open"), Selected: true, Count: 2, HasCount: true}, {Value: "closed", Label: l.T("contest.desk_closed")}}}
	waits := []string{l.T("contest.waits_you"), l.T("contest.waits_answer", i18n.D{"Until": l.When(at(2, "10:05"), f.page.Zone)})}
	for i, reason := range []string{"absent", "cut_short"} {
		v.Items = append(v.Items, desk.ContestItem{URL: "/admin/contests/1", Code: []string{"KQ7M2XAB", "P4RT9ZQC"}[i], Name: f.people[i].Name, Why: l.T("contest.reason_" + reason),
			Waits: waits[i], Since: at(-1+i, "10:05")})
	}
	return v
}

func deskContestView(f fixture) desk.Contest {
	l := f.page.L
	fact := func(key, value string) desk.Fact { return desk.Fact{Label: l.T(key), Value: value} }
	v := desk.Contest{Page: f.work(l.T("contest.desk_title"), "contests", layout.Operate), URL: "/admin/contests/1", Code: "KQ7M2XAB", Why: l.T("contest.reason_absent"), Open: true,
		Words: "I waited at the door until ten.", Reply: "I was in the room, and nobody knocked.", Goodwill: l.T("contest.goodwill_hint", i18n.D{"Most": l.Money(rupees(8000))}),
		Facts: []desk.Fact{fact("contest.desk_when", l.WhenYear(at(-1, "9:00"), f.page.Zone)), fact("contest.desk_price", l.MoneyExact(rupees(1500))),
			fact("contest.desk_status", l.T("status.confirmed")), fact("contest.desk_started", l.T("contest.never")), fact("contest.desk_ended", l.T("contest.never"))},
		Links: []ui.Link{{URL: "/admin/bookings/KQ7M2XAB", Label: l.T("contest.see_booking")}, {URL: "/admin/people/1", Label: l.T("desk.see_account")}}}
	for _, s := range []string{"took_place", "not_held"} {
		v.Choices = append(v.Choices, ui.Choice{Value: s, Label: l.T("contest.decide_" + s), Hint: l.T("contest.effect_" + s)})
	}
	return v
}
