package pro

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/booking"
	"klear/internal/platform/i18n"
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
	line := p.L.List(it.Service, itemWhere(p, it), it.Seats, it.Series)
	if it.First {
		line += ". " + p.L.T("requests.first")
	}
	if it.Theirs != nil {
		line += ". " + p.L.T("agenda.theirs", i18n.D{"Time": p.L.Clock(it.Start, it.Theirs), "Place": p.L.Place(it.Theirs)})
	}
	return line
}

// gridTitle is who or what an entry is about: the client, the service of a group session, or why the time is taken.
func gridTitle(p layout.Page, b GridBlock) string {
	switch b.Item.Kind {
	case ItemHold:
		return p.L.T("agenda.held")
	case ItemBusy:
		return p.L.T("agenda.elsewhere")
	case ItemBlock:
		return blockTitle(p, b.Item)
	}
	return b.Item.Client
}

// drawURL is the form that what is drawn on the grid leads to. Its times are those of the practice: where the reader's
// clock shows others, nothing is drawn.
func drawURL(v Agenda) string {
	if v.OwnZone != nil {
		return ""
	}
	return v.BlockURL
}

func blockClass(it AgendaItem) string {
	switch {
	case it.Kind == ItemHold:
		return "held"
	case it.Kind == ItemSession && it.Status == ui.Requested:
		return "asked"
	}
	return string(it.Kind)
}

func daysShown(v Agenda) string {
	if v.View == DayView {
		return v.Page.L.DateLong(v.First, v.First.Location())
	}
	return v.Page.L.DayRange(v.First, v.Last)
}

// gridName tells the grid from the day in it: languages that shorten no day would say both the same.
func gridName(v Agenda) string { return v.Page.L.List(v.Page.L.T("nav.agenda"), daysShown(v)) }

// dragTo marks what can be dragged to another time: dropping it opens the form that moves it.
func dragTo(b GridBlock) templ.OrderedAttributes {
	if !b.Item.Movable {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("data-move", b.Item.URL+"/move")}
}

func rangeOf(p layout.Page, it AgendaItem) i18n.D {
	return i18n.D{"From": p.L.Clock(it.Start, p.Zone), "To": p.L.Clock(it.End, p.Zone)}
}

func hourLabel(v Agenda, minute int) string {
	day := v.First
	return v.Page.L.Clock(time.Date(day.Year(), day.Month(), day.Day(), minute/hour, 0, 0, 0, time.UTC), time.UTC)
}

func gridDayID(day GridDay) string { return "d-" + day.Date.Format(time.DateOnly) }

func empty(g Grid) bool {
	return !slices.ContainsFunc(g.Days, func(d GridDay) bool { return len(d.Blocks) > 0 })
}

func aroundLabel(v Agenda, to string) string {
	if v.View == DayView {
		return v.Page.L.T("agenda.day_" + to)
	}
	return v.Page.L.T("week." + to)
}

func currentPage(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "page")}
}

// gridRules places the grid's elements: numbers of ours under ids of ours, in a style element with the request's nonce,
// because the policy allows no style attribute.
func gridRules(g Grid) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var css strings.Builder
		rule := func(s Stretch, more string) { fmt.Fprintf(&css, "#%s{--f:%d;--t:%d%s}", s.ID, s.From, s.To, more) }
		fmt.Fprintf(&css, "#tg{--first:%d;--last:%d}", g.First, g.Last)
		for _, d := range g.Days {
			for _, s := range slices.Concat(d.Open, d.Buffers) {
				rule(s, "")
			}
			for _, b := range d.Blocks {
				rule(b.Stretch, fmt.Sprintf(";--l:%d;--n:%d", b.Lane, b.Lanes))
			}
			if d.Now >= 0 {
				rule(Stretch{ID: "tg-now", From: d.Now, To: d.Now}, "")
			}
		}
		_, err := io.WriteString(w, `<style nonce="`+templ.EscapeString(templ.GetNonce(ctx))+`">`+css.String()+`</style>`)
		return err
	})
}

// full is how much of the open time is booked.
func full(v Home) i18n.D {
	return i18n.D{"Booked": v.Page.L.Duration(v.BookedMinutes), "Open": v.Page.L.Duration(v.OpenMinutes), "Percent": v.Page.L.Number(min(100, 100*v.BookedMinutes/v.OpenMinutes))}
}

func moneyState(v Home, m MoneyRow) string {
	if m.Earned {
		return v.Page.L.T("home.pro_state_earned")
	}
	return v.Page.L.T("home.pro_state_pending")
}

func requestLine(p layout.Page, r Request) string {
	where := r.Where
	if where == "" {
		where = ui.ModeName(p.L, r.Mode)
	}
	return p.L.List(r.Service, p.L.Duration(r.Minutes), where)
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

// noShowHint says what becomes of the money when the client does not come.
func noShowHint(v Session) string {
	if v.Venue.State != "" {
		return "venue.no_show_hint"
	}
	return "session.no_show_hint"
}

func venueWords(v Session) i18n.D {
	return i18n.D{"Name": v.Item.Client, "Amount": v.Page.L.Money(v.Venue.Price), "Owed": v.Page.L.Money(v.Venue.Owed)}
}

func venueChoices(v Session) []ui.Choice {
	return []ui.Choice{
		{Value: booking.Cash, Label: v.Page.L.T("venue.cash"), Selected: v.Page.Val("method", booking.Cash) == booking.Cash},
		{Value: booking.Other, Label: v.Page.L.T("venue.other"), Selected: v.Page.Val("method", "") == booking.Other},
	}
}
