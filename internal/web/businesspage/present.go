package businesspage

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// view is the page of a business with what is chosen on it.
func (h Handler) view(w http.ResponseWriter, r *http.Request, b business.Business, c choice) (Business, error) {
	v := Business{Page: h.Kit.Page(w, r), URL: "/b/" + b.Slug, Name: b.Name}
	v.Page.Title, v.Page.Section, v.Page.Path = b.Name, "find", v.URL
	for p := range strings.SplitSeq(b.About, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			v.About = append(v.About, p)
		}
	}
	members, err := h.Businesses.Members(r.Context(), b.ID)
	if err != nil {
		return v, err
	}
	ids := make([]uuid.UUID, len(members))
	for i, m := range members {
		ids[i] = m.PersonID
	}
	people, err := h.Catalog.PractitionersOfPeople(r.Context(), ids)
	if err != nil {
		return v, err
	}
	people = slices.DeleteFunc(people, func(p catalog.Practitioner) bool { return !p.Visible() })
	for i := range people {
		v.People = append(v.People, Person{h.Kit.Person(&people[i]), people[i].Headline})
	}
	return v, h.book(r, &v, b.ID, people, c)
}

// horizon is how far the page looks for the first opening: as far as one question to the schedule may reach.
const horizon = schedule.MaxRange - 24*time.Hour

// book fills in the booking form: the team service, with whom, the week and the chosen day's times.
func (h Handler) book(r *http.Request, v *Business, businessID uuid.UUID, people []catalog.Practitioner, c choice) error {
	list, err := h.Catalog.TeamServices(r.Context(), businessID, false)
	if err != nil || len(list) == 0 {
		return err
	}
	if err := h.prices(r.Context(), list); err != nil {
		return err
	}
	b := &v.Booker
	chosen := list[max(0, slices.IndexFunc(list, func(t catalog.TeamService) bool { return t.ID.String() == c.service }))]
	b.services(v, list, people, chosen)
	wish := b.people(v, people, chosen, c.with)
	place := page.Location(placeOf(people, chosen))
	b.Service, b.Zone = chosen.ID.String(), page.Zone(chosen.Mode, place, v.Page.Zone)
	b.Note = v.Page.L.List(ui.ModeName(v.Page.L, page.Mode(chosen.Mode)), v.Page.L.Duration(chosen.DurationMin), v.Page.L.Price(chosen.Price))
	week := page.WeekOf(c.on, v.Page.Now, v.Page.Now, b.Zone)
	_, slots, err := h.Bookings.TeamTimes(r.Context(), chosen.ID, wish, week.From(), week.From().Add(horizon))
	if errors.Is(err, booking.ErrServiceClosed) {
		b.Closed, b.Days = true, week.Days()
		return nil
	} else if err != nil {
		return err
	}
	starts := make([]time.Time, len(slots))
	for i, s := range slots {
		starts[i] = s.Start
	}
	b.times(v, week, starts, c.on)
	b.rule(v, chosen)
	return nil
}

// placeOf is the zone of the first member who can be seen.
func placeOf(people []catalog.Practitioner, t catalog.TeamService) string {
	for _, p := range people {
		if slices.ContainsFunc(t.Members, func(m catalog.TeamMember) bool { return m.PractitionerID == p.ID }) {
			return p.Zone
		}
	}
	return ""
}

func (v *Business) url(service, with, on string) string {
	q := url.Values{"service": {service}}
	if with != "" {
		q.Set("with", with)
	}
	if on != "" {
		q.Set("on", on)
	}
	return v.URL + "?" + q.Encode() + "#book"
}

func (b *Booker) services(v *Business, list []catalog.TeamService, people []catalog.Practitioner, chosen catalog.TeamService) {
	for _, t := range list {
		b.Services = append(b.Services, ServiceChoice{ID: t.ID.String(), Name: t.Name, URL: v.url(t.ID.String(), "", ""), Selected: t.ID == chosen.ID,
			Who: v.Page.L.T("team.kind_"+string(t.Team)) + ": " + v.Page.L.List(names(people, t)...), Price: ui.Price{Amount: t.Price, Minutes: t.DurationMin}})
	}
}

func names(people []catalog.Practitioner, t catalog.TeamService) []string {
	var out []string
	for _, p := range people {
		if slices.ContainsFunc(t.Members, func(m catalog.TeamMember) bool { return m.PractitionerID == p.ID }) {
			out = append(out, p.DisplayName)
		}
	}
	return out
}

// people offers anybody and each member, and returns who is wished; a collective session leaves no choice.
func (b *Booker) people(v *Business, people []catalog.Practitioner, t catalog.TeamService, with string) (wish uuid.UUID) {
	if t.Team == catalog.TeamAll {
		return uuid.Nil
	}
	id := t.ID.String()
	b.People = []ui.Choice{{Value: v.url(id, "", ""), Label: v.Page.L.T("team.anybody")}}
	for _, p := range people {
		if !slices.ContainsFunc(t.Members, func(m catalog.TeamMember) bool { return m.PractitionerID == p.ID }) {
			continue
		}
		one := ui.Choice{Value: v.url(id, p.Slug, ""), Label: p.DisplayName, Selected: p.Slug == with}
		if one.Selected {
			wish, b.With = p.ID, p.Slug
		}
		b.People = append(b.People, one)
	}
	b.People[0].Selected = wish == uuid.Nil
	return wish
}

// times shows the asked week. Without a wish for a day it is the first week that has an opening.
func (b *Booker) times(v *Business, week page.Week, starts []time.Time, on string) {
	day := func(t time.Time) string { return v.url(b.Service, b.With, t.Format(time.DateOnly)) }
	shown := week
	if on == "" && len(starts) > 0 {
		for shown.Day(starts[0]) < 0 {
			shown = shown.Later(1)
		}
	}
	b.Days, b.Slots = shown.Strip(starts, day)
	b.PrevURL, b.NextURL = shown.Around(day)
	if len(b.Slots) > 0 {
		b.Chosen = b.Slots[0].Start
		at := b.Chosen.In(b.Zone)
		b.Date = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, b.Zone)
	} else if len(starts) > 0 {
		first := starts[0].In(b.Zone)
		b.NextFree = &ui.Link{URL: day(first), Label: v.Page.L.T("book.first_opening", i18n.D{"Date": v.Page.L.Date(first, b.Zone)})}
	}
}

// rule is until when cancelling is free.
func (b *Booker) rule(v *Business, t catalog.TeamService) {
	free := b.Chosen.Add(-time.Duration(t.FreeCancelHours) * time.Hour)
	if t.LateCancelFeeBps == 0 {
		free = b.Chosen
	}
	b.Rule = v.Page.L.T("policy.never_free")
	if !b.Chosen.IsZero() && free.After(v.Page.Now) {
		b.Rule = v.Page.L.T("policy.free_until", i18n.D{"When": v.Page.L.When(free, b.Zone)})
	}
}
