package find

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// choice is what is chosen on a practitioner's page.
type choice struct {
	service string
	mode    catalog.Mode
	on      string
	taken   time.Time // this time was tapped and went
	at      time.Time // this time was chosen elsewhere: on a site that shows the practitioner's times
}

func (h *Handler) practitioner(w http.ResponseWriter, r *http.Request) {
	q := page.Query(r)
	c := choice{service: q.Get("service"), mode: page.CatalogMode(q.Get("mode")), on: q.Get("on")}
	c.at, _ = time.Parse(time.RFC3339, q.Get("at")) // none: the first opening is proposed
	h.profile(w, r, r.PathValue("slug"), c, http.StatusOK, nil)
}

// profile answers with a practitioner's page, also after a tap that was refused.
func (h *Handler) profile(w http.ResponseWriter, r *http.Request, slug string, c choice, status int, refused *apperr.Error) {
	who, movedTo, err := h.Catalog.PractitionerBySlug(r.Context(), slug)
	preview := errors.Is(err, catalog.ErrNoPractitioner)
	if preview {
		who, err = h.Catalog.Preview(r.Context(), identity.PrincipalFrom(r.Context()), slug)
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v := Practitioner{Page: h.Page(w, r)}
	if movedTo != "" && status == http.StatusOK {
		to := page.LocalPath(v.Page.L.Lang(), "/p/"+movedTo)
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		page.Moved(w, r, to)
		return
	}
	if err := h.Tariff.Show(r.Context(), &who); err != nil {
		h.Error(w, r, err)
		return
	}
	h.describe(&v, r, &who)
	if err := errors.Join(h.book(r, &v, &who, c), h.kept(r, &v, &who)); err != nil {
		h.Error(w, r, err)
		return
	}
	if preview {
		onlyOwner(&v.Page)
	}
	if !c.taken.IsZero() {
		v.Page.Notices = append(v.Page.Notices, takenNotice(v.Page, c.taken, v.Booker.Zone))
	}
	if refused != nil {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: page.Words(v.Page, refused)})
	}
	httpx.WritePage(w, r, status, PractitionerPage(v))
}

// kept says whether the viewer saved this person.
func (h *Handler) kept(r *http.Request, v *Practitioner, who *catalog.Practitioner) error {
	kept, err := h.Saved.Among(r.Context(), identity.PrincipalFrom(r.Context()), []uuid.UUID{who.ID})
	v.Saved = kept[who.ID]
	return err
}

// onlyOwner marks a page that only its owner is shown.
func onlyOwner(p *layout.Page) {
	p.NoIndex, p.Canonical, p.Alternates = true, "", nil
	p.Notices = append(p.Notices, ui.Notice{Tone: ui.Warning, Title: p.L.T("listing.preview_title"), Text: p.L.T("listing.preview_text"),
		Action: &ui.Link{URL: "/pro/page", Label: p.L.T("listing.edit")}})
}

func takenNotice(p layout.Page, at time.Time, zone *time.Location) ui.Notice {
	return ui.Notice{Tone: ui.Warning, Title: p.L.T("slot.taken_title", d("When", p.L.When(at, zone))), Text: p.L.T("slot.taken_text")}
}

// describe fills in who the person is.
func (h *Handler) describe(v *Practitioner, r *http.Request, who *catalog.Practitioner) {
	v.Person, v.What = h.Person(who), what(who)
	if c := checkOf(v.Page, who); c != nil && who.Registration.OfProfession() {
		v.Check = c
	} else if c != nil {
		v.Credentials = append(v.Credentials, Credential{Title: v.Page.L.T("check.title." + who.Registration.Method), Issuer: who.Registration.Body, Check: c})
	}
	v.Page.Title, v.Page.Section, v.Page.Description = who.DisplayName, "find", v.What
	v.Page.Path = "/p/" + who.Slug
	h.Index(&v.Page, "/p/"+who.Slug, nil)
	h.Card(&v.Page, who.Slug, who.DisplayName, who.Headline, who.City, who.PhotoKey)
	v.Years, v.Languages, v.About = who.ExperienceYears, languages(who.Languages), paragraphs(who.Bio)
	v.Operator = identity.PrincipalFrom(r.Context()).Role == identity.Admin
	for _, s := range who.Services {
		v.Online = v.Online || s.Has(catalog.Online)
		if s.Has(catalog.AtPractitioner) && len(v.Places) == 0 && (who.Area != "" || who.City != "") {
			area := who.Area
			if area == "" {
				area = who.City
			}
			v.Places = []Place{{Area: area, City: who.City, Country: who.Country}}
		}
	}
	for _, c := range who.Certifications {
		v.Credentials = append(v.Credentials, Credential{Title: c.Name, Issuer: c.Issuer, Year: c.Year})
	}
	v.Back = back(v.Page, r)
}

// back leads to the results the page was opened from.
func back(p layout.Page, r *http.Request) *ui.Link {
	from := cameFrom(r)
	if from == nil || !isResults(from.Path) {
		return nil
	}
	label := from.Query().Get("q")
	if label == "" {
		label = p.L.T("find.results")
	}
	return &ui.Link{URL: page.Local(from.RequestURI(), "/search"), Label: label}
}

// cameFrom is the page of this site that the request came from, or nil.
func cameFrom(r *http.Request) *url.URL {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host == "" || u.Host != r.Host {
		return nil
	}
	return u
}

func isResults(path string) bool {
	_, path = page.Localised(path)
	return path == "/search" || strings.HasPrefix(path, "/c/") || strings.HasPrefix(path, "/in/")
}

// horizon is how far the booker looks for the first opening: as far as one question to the schedule may reach.
const horizon = schedule.MaxRange - 24*time.Hour

// book fills in the booking form: service, mode, the week's days and the chosen day's openings.
func (h *Handler) book(r *http.Request, v *Practitioner, who *catalog.Practitioner, c choice) error {
	b := &v.Booker
	place := page.Location(who.Zone)
	svc, ok := chosenService(who, c)
	if !ok {
		b.Zone, b.Days = v.Page.Zone, page.WeekOf("", v.Page.Now, v.Page.Now, v.Page.Zone).Days()
		return nil
	}
	if !svc.Has(c.mode) {
		c.mode = ""
	}
	mode := wish{mode: c.mode}.modeOf(svc)
	b.Service, b.Mode, b.Minutes, b.Price = svc.ID.String(), page.Mode(mode), svc.DurationMin, ui.Price{Amount: svc.Price, Minutes: svc.DurationMin}
	b.Zone, b.Request = page.Zone(mode, place, v.Page.Zone), who.Confirmation == catalog.Approval
	u := bookURL{slug: who.Slug, service: svc.ID, mode: mode}
	b.choices(v.Page, who, svc, mode, u)
	if err := h.packages(r, v, who, svc); err != nil {
		return err
	}
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		return err
	}
	b.Details = page.Details(v.Page.L, tree, svc)
	week := page.WeekOf(c.on, v.Page.Now, v.Page.Now, b.Zone)
	list, err := h.Schedule.Slots(r.Context(), h.DB, schedule.Ask{
		Offering: schedule.OfferingFrom(svc, who.Zone), From: week.From(), To: week.From().Add(horizon), Now: v.Page.Now,
	})
	if err != nil {
		return err
	}
	starts, left := make([]time.Time, len(list)), make(map[time.Time]int, len(list))
	for i, s := range list {
		starts[i], left[s.Start] = s.Start, s.SeatsLeft
	}
	b.times(v.Page, week, starts, c, u)
	b.seats(svc, left)
	b.Free = freeUntil(svc, b.Chosen, v.Page.Now)
	return nil
}

// packages are the offers of several sessions of the chosen service.
func (h *Handler) packages(r *http.Request, v *Practitioner, who *catalog.Practitioner, svc catalog.Service) error {
	list, err := h.Catalog.PackagesOnSale(r.Context(), *who)
	for _, o := range list {
		if o.ServiceID == svc.ID {
			v.Booker.Packages = append(v.Booker.Packages, Package{URL: "/packages/" + o.ID.String(), Sessions: o.Sessions, Days: o.ValidDays, Price: o.Price, Each: o.PerSession()})
		}
	}
	return err
}

// chosenService is the asked one, else the first that meets in the asked way, else the first.
func chosenService(who *catalog.Practitioner, c choice) (catalog.Service, bool) {
	if id, err := uuid.Parse(c.service); err == nil {
		if s, ok := who.Service(id); ok && s.Active {
			return s, true
		}
	}
	if s, ok := (wish{mode: c.mode}).service(who); ok {
		return s, true
	}
	return wish{}.service(who)
}

// bookURL makes the addresses of the booker's choices.
type bookURL struct {
	slug    string
	service uuid.UUID
	mode    catalog.Mode
}

func (u bookURL) on(day string) string {
	q := url.Values{"service": {u.service.String()}, "mode": {string(page.Mode(u.mode))}}
	if day != "" {
		q.Set("on", day)
	}
	return "/p/" + u.slug + "?" + q.Encode() + "#book"
}

func (u bookURL) day(t time.Time) string { return u.on(t.Format(time.DateOnly)) }

// serviceChoice leads to a service in the chosen mode, or else in its own first one.
func serviceChoice(s catalog.Service, mode catalog.Mode, u bookURL) ServiceChoice {
	to := bookURL{u.slug, s.ID, mode}
	if !s.Has(mode) && len(s.Modes) > 0 {
		to.mode = s.Modes[0]
	}
	return ServiceChoice{ID: s.ID.String(), Name: s.Name, Price: ui.Price{Amount: s.Price, Minutes: s.DurationMin}, URL: to.on("")}
}

func (b *Booker) choices(p layout.Page, who *catalog.Practitioner, svc catalog.Service, mode catalog.Mode, u bookURL) {
	for _, group := range catalog.Grouped(who.Services) {
		c := serviceChoice(group[0], mode, u)
		c.Selected = group[0].Heading() == svc.Heading()
		c.From = len(group) > 1
		for _, s := range group {
			if s.Price.Minor < c.Price.Amount.Minor {
				c.Price.Amount = s.Price
			}
			if c.Selected {
				o := serviceChoice(s, mode, u)
				o.Name, o.Selected = s.VariantLabel, s.ID == svc.ID
				b.Options = append(b.Options, o)
			}
		}
		b.Services = append(b.Services, c)
	}
	for _, m := range svc.Modes {
		c := ModeChoice{Mode: page.Mode(m), URL: bookURL{u.slug, svc.ID, m}.on(""), Selected: m == mode}
		if m == catalog.AtPractitioner {
			c.Label = page.Where(p.L, m, who.Area, who.City)
		}
		b.Modes = append(b.Modes, c)
	}
}

// times shows the asked week. Without a wish for a day it is the first week that has an opening.
func (b *Booker) times(p layout.Page, week page.Week, starts []time.Time, c choice, u bookURL) {
	shown := week
	if c.on == "" && len(starts) > 0 {
		for shown.Day(starts[0]) < 0 {
			shown = shown.Later(1)
		}
		b.Jumped = !shown.First().Equal(week.First())
	}
	b.Days, b.Slots = shown.Strip(starts, u.day)
	b.PrevURL, b.NextURL = shown.Around(u.day)
	if !c.taken.IsZero() {
		b.markTaken(c.taken)
	}
	for _, s := range b.Slots {
		if !s.Taken && (b.Chosen.IsZero() || nearer(s.Start, b.Chosen, c.taken)) {
			b.Chosen = s.Start
		}
	}
	if slices.ContainsFunc(b.Slots, func(s ui.Slot) bool { return !s.Taken && s.Start.Equal(c.at) }) {
		b.Chosen = c.at
	}
	if len(b.Slots) == 0 && len(starts) > 0 {
		first := starts[0].In(b.Zone)
		b.NextFree = &ui.Link{URL: u.day(first), Label: p.L.T("book.first_opening", d("Date", p.L.Date(first, b.Zone)))}
	}
}

// seats says how many are left at each start of a group.
func (b *Booker) seats(s catalog.Service, left map[time.Time]int) {
	if s.Capacity < 2 {
		return
	}
	b.Seats = s.Capacity
	for i := range b.Slots {
		b.Slots[i].Left = left[b.Slots[i].Start]
	}
}

// nearer reports whether a is nearer to the time that went than b; without one the first stays.
func nearer(a, b, gone time.Time) bool {
	return !gone.IsZero() && a.Sub(gone).Abs() < b.Sub(gone).Abs()
}

// markTaken keeps the time that went in its place, struck through.
func (b *Booker) markTaken(at time.Time) {
	b.Slots = slices.DeleteFunc(b.Slots, func(s ui.Slot) bool { return s.Start.Equal(at) })
	i, _ := slices.BinarySearchFunc(b.Slots, at, func(s ui.Slot, t time.Time) int { return s.Start.Compare(t) })
	if len(b.Slots) > 0 {
		b.Slots = slices.Insert(b.Slots, i, ui.Slot{Start: at, Taken: true})
	}
}

// freeUntil is when cancelling a session at start stops being free; zero when it already is not.
func freeUntil(s catalog.Service, start, now time.Time) time.Time {
	if start.IsZero() {
		return time.Time{}
	}
	if s.LateCancelFeeBps == 0 {
		return start
	}
	if free := start.Add(-time.Duration(s.FreeCancelHours) * time.Hour); free.After(now) {
		return free
	}
	return time.Time{}
}
