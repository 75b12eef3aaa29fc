package bookings

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func d(k string, v any) i18n.D { return i18n.D{k: v} }

func link(code, verb string) templ.SafeURL {
	if verb != "" {
		verb = "/" + verb
	}
	return templ.SafeURL("/bookings/" + code + verb)
}

func currentPage(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "page")}
}

// thisDate marks the date of the series whose page it is.
func thisDate(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "true")}
}

func cardLine(p layout.Page, c Card) string {
	long := ""
	if c.Minutes > 0 {
		long = p.L.Duration(c.Minutes)
	}
	where := c.Where
	if where == "" {
		where = ui.ModeName(p.L, c.Mode)
	}
	return p.L.List(c.Service, c.Series, long, where)
}

func doneTitle(v Detail) string {
	if v.Booking.Status == ui.Requested {
		return v.Page.L.T("done.requested")
	}
	return v.Page.L.T("done.title", d("Name", v.Booking.Person.Name))
}

func doneText(v Detail) string {
	if v.Booking.Status == ui.Requested {
		return v.Page.L.T("done.requested_text", d("Name", v.Booking.Person.Name))
	}
	return v.Page.L.T("done.text")
}

func placeLine(p layout.Page, b Booking) string {
	switch {
	case b.Address != "":
		return b.Address
	case b.Where != "":
		return b.Where
	}
	return ui.ModeName(p.L, b.Mode)
}

func joinLine(p layout.Page, b Booking) string {
	if b.Mode != ui.Online || b.JoinFrom.IsZero() || b.Status != ui.Confirmed {
		return ""
	}
	return p.L.T("booking.join_from", d("Time", p.L.Clock(b.JoinFrom, p.Zone)))
}

func ruleLine(p layout.Page, b Booking) string {
	if b.Status != ui.Confirmed && b.Status != ui.Requested {
		return ""
	}
	switch {
	case b.Policy.Free.IsZero():
		return p.L.T("policy.never_free")
	case b.Policy.LatePct > 0:
		return p.L.T("policy.free_then", i18n.D{"When": p.L.When(b.Policy.Free, p.Zone), "Pct": strconv.Itoa(b.Policy.LatePct)})
	}
	return p.L.T("policy.free_until", i18n.D{"When": p.L.When(b.Policy.Free, p.Zone)})
}

// refundSum is what was paid, what is kept and what goes back, in that order.
func refundSum(p layout.Page, r Refund) []ui.PriceLine {
	lines := []ui.PriceLine{{Label: p.L.T("refund.paid"), Amount: r.Paid}}
	if r.Kept.Minor > 0 {
		lines = append(lines, ui.PriceLine{Label: p.L.T("refund.kept"), Amount: money.Amount{Minor: -r.Kept.Minor, Currency: r.Kept.Currency}})
	}
	return append(lines, ui.PriceLine{Label: p.L.T("refund.back"), Amount: r.Back, Total: true})
}

func eventLine(p layout.Page, c Change) string {
	data := i18n.D{"Who": c.Who}
	if !c.From.IsZero() {
		data["From"], data["To"] = p.L.When(c.From, p.Zone), p.L.When(c.To, p.Zone)
	}
	if c.Sum.Currency != "" {
		data["Sum"] = p.L.Money(c.Sum)
	}
	line := p.L.T("booking.event."+c.Event, data)
	if c.Who != "" {
		return p.L.T("booking.event_by", i18n.D{"What": line, "Who": c.Who})
	}
	return line
}

func mover(v Move) ui.MoverProps {
	return ui.MoverProps{
		Week: ui.WeekProps{Days: v.Days, PrevURL: v.PrevURL, NextURL: v.NextURL}, Slots: v.Slots, Chosen: v.Chosen, Zone: v.Zone, Now: v.Page.Now,
		Action: string(link(v.Booking.Code, "move")), Keep: string(link(v.Booking.Code, "")), CSRF: v.Page.CSRF, Key: v.Page.Key, Version: v.Version, Assure: moveCost(v),
	}
}

func moveCost(v Move) string {
	if v.Fee == nil || v.Fee.Minor == 0 {
		return v.Page.L.T("move.free")
	}
	return v.Page.L.T("move.fee", d("Fee", v.Page.L.Money(*v.Fee)))
}

// againLead says which time the openings are near to; nothing when there are none.
func againLead(v Again) string {
	if len(v.Times) == 0 {
		return ""
	}
	at := v.Booking.Start.In(v.Zone)
	return v.Page.L.T("again.lead", i18n.D{"Day": v.Page.L.WeekdayLong(at), "Time": v.Page.L.Clock(at, v.Zone)})
}

// scopes are what a cancellation may mean, each with what goes back.
func scopes(v Cancel) []ui.Choice {
	l := v.Page.L
	back := func(r Refund) string { return l.T("cancel.scope_back", d("Amount", l.Money(r.Back))) }
	days := make([]string, len(v.Later.Dates))
	for i, t := range v.Later.Dates {
		days[i] = l.Date(t, v.Page.Zone)
	}
	return []ui.Choice{
		{Value: "", Label: l.T("cancel.scope_one"), Hint: back(v.Refund), Selected: !v.Later.Chosen},
		{Value: scopeLater, Label: l.N("cancel.scope_later", len(days)), Hint: back(v.Later.Refund) + " " + strings.Join(days, " · "), Selected: v.Later.Chosen},
	}
}

func cancelLabel(v Cancel) string {
	if v.Later != nil {
		return v.Page.L.T("cancel.submit")
	}
	if v.Refund.Back.Minor > 0 && !v.Refund.Session {
		return v.Page.L.T("cancel.submit_refund", d("Amount", v.Page.L.Money(v.Refund.Back)))
	}
	return v.Page.L.T("cancel.submit")
}

// reasons gives the reasons their words, unless the caller did.
func reasons(v Cancel) []ui.Choice {
	out := make([]ui.Choice, 0, len(v.Reasons))
	for _, c := range v.Reasons {
		if c.Label == "" {
			c.Label = v.Page.L.T("cancel.reason_" + c.Value)
		}
		out = append(out, c)
	}
	return out
}

// chargeWords are when and with what a booking will be charged that is paid later.
func chargeWords(p layout.Page, b Booking) i18n.D {
	return i18n.D{"When": p.L.WhenYear(b.ChargeAt, p.Zone), "Method": b.ChargeWith}
}
