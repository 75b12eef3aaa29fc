package pro

import (
	"slices"

	"github.com/a-h/templ"

	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func emptyDay(p layout.Page, day AgendaDay) string {
	if day.Hours == "" {
		return p.L.T("agenda.off")
	}
	return p.L.T("agenda.none")
}

func blockTitle(p layout.Page, it AgendaItem) string {
	if it.Title != "" {
		return it.Title
	}
	return p.L.T("agenda.busy")
}

func itemWhere(p layout.Page, it AgendaItem) string {
	if it.Where != "" {
		return it.Where
	}
	return ui.ModeName(p.L, it.Mode)
}

func itemLine(p layout.Page, it AgendaItem) string {
	line := itemWhere(p, it)
	if it.Service != "" {
		line = it.Service + ", " + line
	}
	if it.Seats != "" {
		line += ", " + it.Seats
	}
	if it.Series != "" {
		line += ", " + it.Series
	}
	if it.First {
		line += ". " + p.L.T("requests.first")
	}
	return line
}

func requestLine(p layout.Page, r Request) string {
	where := r.Where
	if where == "" {
		where = ui.ModeName(p.L, r.Mode)
	}
	return r.Service + ", " + p.L.Duration(r.Minutes) + ", " + where
}

// acceptLabel says how many dates one answer is about.
func acceptLabel(p layout.Page, r Request) string {
	if len(r.Dates) < 2 {
		return p.L.T("requests.accept")
	}
	return p.L.N("requests.accept_all", len(r.Dates))
}

// keepOpen asks whether the declined time may be booked by others: a choice with a consequence, so it is asked.
func keepOpen(p layout.Page) []ui.Choice {
	return []ui.Choice{{Value: "yes", Label: p.L.T("requests.keep_yes"), Selected: true}, {Value: "no", Label: p.L.T("requests.keep_no")}}
}

func sessionLead(v Session) string {
	if v.History > 0 {
		return v.Item.Service + ". " + v.Page.L.N("session.history", v.History)
	}
	return v.Item.Service + ". " + v.Page.L.T("requests.first")
}

func sessionPath(v Session, verb string) templ.SafeURL {
	return templ.SafeURL("/pro/sessions/" + v.Item.Code + "/" + verb)
}

// proposeBack is where the booking is worked on: a request among the requests.
func proposeBack(v Propose) string {
	if v.Item.Status == ui.Requested {
		return "/pro/requests"
	}
	return "/pro/sessions/" + v.Item.Code
}

func noTimes(v Propose) bool { return firstWithTimes(v) < 0 }

func firstWithTimes(v Propose) int {
	return slices.IndexFunc(v.Days, func(day ProposeDay) bool { return len(day.Times) > 0 })
}

// boxID names the first box, which is where the summary of errors leads.
func boxID(first bool) templ.OrderedAttributes {
	if !first {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("id", "at")}
}

func mover(v Move) ui.MoverProps {
	return ui.MoverProps{
		Week: v.Week, Slots: v.Slots, Chosen: v.Chosen, Zone: v.Zone, Now: v.Page.Now, Action: "/pro/sessions/" + v.Item.Code + "/move",
		Keep: "/pro/sessions/" + v.Item.Code, CSRF: v.Page.CSRF, Key: v.Page.Key, Version: v.Version, Assure: v.Page.L.T("session.move_means"),
	}
}

// moneyBack is what was paid and what goes back to the client.
func moneyBack(v Cancel) []ui.PriceLine {
	return []ui.PriceLine{{Label: v.Page.L.T("refund.paid"), Amount: v.Paid}, {Label: v.Page.L.T("session.cancel_back"), Amount: v.Back, Total: true}}
}

// cancelChoices gives the reasons their words.
func cancelChoices(v Cancel) []ui.Choice {
	out := make([]ui.Choice, len(v.Reasons))
	for i, c := range v.Reasons {
		c.Label = v.Page.L.T("session.cancel_reason_" + c.Value)
		out[i] = c
	}
	return out
}

// noteVerb ends a running session together with its note; otherwise the note is saved alone.
func noteVerb(v Session) string {
	if !v.Started.IsZero() && v.Ended.IsZero() {
		return "end"
	}
	return "note"
}

// declineReasons gives the reasons their words, unless the caller did.
func declineReasons(v Requests) []ui.Choice {
	out := make([]ui.Choice, 0, len(v.Reasons))
	for _, c := range v.Reasons {
		if c.Label == "" {
			c.Label = v.Page.L.T("requests.reason_" + c.Value)
		}
		out = append(out, c)
	}
	return out
}
