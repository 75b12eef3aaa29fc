package pro

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const (
	agendaReach = 2 * 366 // days that one can leaf to from today
	agendaLimit = 500     // bookings in a week
)

// onAgenda are the statuses that belong into somebody's day.
var onAgenda = []booking.Status{booking.Pending, booking.Confirmed, booking.InSession, booking.Completed, booking.NoShow}

// showAgenda shows the days from one on: as a list, which is the accessible source, or as a grid of one day or a week.
func (h Handler) showAgenda(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	ctx := r.Context()
	practice, err := h.Catalog.PractitionerByPerson(ctx, who.PersonID)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		page.See(w, r, "/pro/start") // signed up to offer sessions, and has not begun
		return nil
	}
	if err != nil {
		return err
	}
	q := page.Query(r)
	v := Agenda{Page: h.page(w, r, "agenda"), View: viewNamed(q.Get("view"))}
	if err := h.unfinished(ctx, &v.Page, practice); err != nil {
		return err
	}
	today := page.Today(v.Page.Now, v.Page.Zone)
	on := firstDay(q.Get("on"), today)
	first := v.View.begin(on, v.Page.Country)
	within := span{first, first.AddDate(0, 0, v.View.days())}
	t, err := h.timeOf(r, v.Page, practice, within)
	if err != nil {
		return err
	}
	if v.View == ListView {
		for day := first; day.Before(within.end); day = day.AddDate(0, 0, 1) {
			v.Days = append(v.Days, t.day(v.Page, span{day, day.AddDate(0, 0, 1)}, day.Equal(today)))
		}
	} else if v.Grid, err = h.grid(r.Context(), v.Page, practice, t, within); err != nil {
		return err
	}
	v.First, v.Last = first, within.end.AddDate(0, 0, -1)
	v.links(on, today)
	if own := page.Location(practice.Zone); own != nil && !i18n.SameClock(own, v.Page.Zone, v.Page.Now) {
		v.OwnZone = own
	}
	if _, v.Requests, err = h.Bookings.Agenda(r.Context(), h.Kit.Caller(r), waiting(v.Page.Now, 1)); err != nil {
		return err
	}
	v.OpenURL, v.BlockURL = "/pro/availability", blockURL(first, v.Page.Path)
	if v.OpenWeek, err = h.openings(r.Context(), practice, v.Page.Now); err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, AgendaPage(v))
	return nil
}

// unfinished reminds whoever left the first steps half-way; of others nothing is asked.
func (h Handler) unfinished(ctx context.Context, p *layout.Page, practice catalog.Practitioner) error {
	if practice.VerificationStatus != catalog.Pending {
		return nil
	}
	setup, begun, err := h.Catalog.Setup(ctx, practice.ID)
	if err == nil && begun && setup.Next() != "" {
		p.Notices = append(p.Notices, ui.Notice{Tone: ui.Info, Text: p.L.T("start.unfinished"), Action: &ui.Link{URL: "/pro/start", Label: p.L.T("start.resume")}})
	}
	return err
}

// firstDay is the asked-for date at midnight in the reader's zone; today for what is no date or too far away.
func firstDay(on string, today time.Time) time.Time {
	d, err := time.ParseInLocation(time.DateOnly, on, today.Location())
	if err != nil || d.Before(today.AddDate(0, 0, -agendaReach)) || d.After(today.AddDate(0, 0, agendaReach)) {
		return today
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, today.Location())
}

// blockURL leads to where time is blocked, and back to the page with this path.
func blockURL(on time.Time, back string) string {
	return "/pro/availability/blocks?" + url.Values{"on": {on.Format(time.DateOnly)}, "back": {back}}.Encode()
}

// links are the ways on from here: the neighbours, today, and the same days in another view.
func (v *Agenda) links(on, today time.Time) {
	at := func(view View, day time.Time) string {
		if day.Before(today.AddDate(0, 0, -agendaReach)) || day.After(today.AddDate(0, 0, agendaReach)) {
			return ""
		}
		return agendaURL(view, day, today)
	}
	v.PrevURL, v.NextURL = at(v.View, v.First.AddDate(0, 0, -v.View.days())), at(v.View, v.First.AddDate(0, 0, v.View.days()))
	for _, view := range []View{ListView, DayView, WeekView} {
		v.Views = append(v.Views, ViewLink{View: view, URL: agendaURL(view, on, today), Current: view == v.View})
	}
	if today.Before(v.First) || today.After(v.Last) {
		v.TodayURL = agendaURL(v.View, today, today)
	}
}

func agendaURL(view View, day, today time.Time) string {
	q := url.Values{}
	if view != ListView {
		q.Set("view", string(view))
	}
	if !day.Equal(today) {
		q.Set("on", day.Format(time.DateOnly))
	}
	if len(q) == 0 {
		return "/pro/agenda"
	}
	return "/pro/agenda?" + q.Encode()
}

// weekTime is what a week is made of: hours, blocks and sessions.
type weekTime struct {
	open     []span
	blocks   []schedule.Block
	sessions []AgendaItem
	shortest time.Duration // a gap in which nothing fits is none
}

func (h Handler) timeOf(r *http.Request, p layout.Page, practice catalog.Practitioner, within span) (weekTime, error) {
	ctx := r.Context()
	zone := page.Location(practice.Zone)
	if zone == nil {
		zone = time.UTC
	}
	hours, err := h.Schedule.Hours(ctx, practice.ID, zone)
	if err != nil {
		return weekTime{}, err
	}
	t := weekTime{open: openBetween(hours, within, zone)}
	if t.blocks, err = h.Schedule.Blocks(ctx, practice.ID); err != nil {
		return weekTime{}, err
	}
	if s, ok := shortest(practice); ok {
		t.shortest = time.Duration(s.DurationMin) * time.Minute
	}
	list, _, err := h.Bookings.Agenda(ctx, h.Kit.Caller(r), booking.AgendaQuery{From: within.start, To: within.end, Statuses: onAgenda, Page: 1, Limit: agendaLimit})
	if err != nil {
		return weekTime{}, err
	}
	with, err := h.clientsOf(r, list)
	if err != nil {
		return weekTime{}, err
	}
	t.sessions, err = h.sessions(ctx, p, list, with, practice)
	return t, err
}

func shortest(practice catalog.Practitioner) (catalog.Service, bool) {
	active := slices.DeleteFunc(slices.Clone(practice.Services), func(s catalog.Service) bool { return !s.Active })
	if len(active) == 0 {
		return catalog.Service{}, false
	}
	return slices.MinFunc(active, func(a, b catalog.Service) int { return a.DurationMin - b.DurationMin }), true
}

// day is one date of the reader's calendar.
func (t weekTime) day(p layout.Page, on span, today bool) AgendaDay {
	d := AgendaDay{Date: on.start, Today: today}
	var open, busy []span
	var hours []string
	for _, s := range t.open {
		if s = s.clip(on); s.end.After(s.start) {
			open = append(open, s)
			hours = append(hours, p.L.T("time.range", i18n.D{"From": p.L.Clock(s.start, p.Zone), "To": p.L.Clock(s.end, p.Zone)}))
		}
	}
	d.Hours = p.L.List(hours...)
	for _, it := range t.sessions {
		busy = append(busy, span{it.Start, it.End})
		if !it.Start.Before(on.start) && it.Start.Before(on.end) {
			d.Items = append(d.Items, it)
		}
	}
	for _, b := range t.blocks {
		whole := span{b.Start, b.End}
		busy = append(busy, whole)
		if s := whole.clip(on); s.end.After(s.start) {
			d.Items = append(d.Items, AgendaItem{Kind: ItemBlock, Start: s.start, End: s.end, Unblock: "/pro/availability/blocks/" + b.ID.String() + "/remove"})
		}
	}
	if t.shortest > 0 {
		ahead := without(open, append(busy, span{time.Time{}, p.Now}), t.shortest)
		for _, s := range ahead {
			d.Items = append(d.Items, AgendaItem{Kind: ItemGap, Start: s.start, End: s.end})
		}
	}
	slices.SortStableFunc(d.Items, func(a, b AgendaItem) int { return a.Start.Compare(b.Start) })
	return d
}

// openings counts the starts that can be booked in the next seven days, of the service that fits most often.
func (h Handler) openings(ctx context.Context, practice catalog.Practitioner, now time.Time) (int, error) {
	s, ok := shortest(practice)
	if !ok {
		return 0, nil
	}
	b, err := h.Catalog.ServiceForBooking(ctx, h.Schedule.DB, s.ID)
	if err != nil || !b.Open(now) {
		return 0, err
	}
	list, err := h.Schedule.Slots(ctx, h.Schedule.DB, schedule.Ask{Offering: schedule.OfferingOf(b), From: now, To: now.AddDate(0, 0, 7), Now: now})
	return len(list), err
}
