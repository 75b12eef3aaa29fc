package availability

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves a practitioner's hours, blocks and calendars.
type Handler struct {
	Kit      *page.Kit
	People   *identity.Service
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
	Bookings *booking.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, h.practising(do)) }
	mux.HandleFunc("GET /pro/availability", only(h.showWeek))
	mux.HandleFunc("POST /pro/availability", only(h.saveWeek))
	mux.HandleFunc("GET /pro/availability/dates", only(h.showDates))
	mux.HandleFunc("POST /pro/availability/dates", only(h.saveDates))
	mux.HandleFunc("GET /pro/availability/blocks", only(h.showBlocks))
	mux.HandleFunc("POST /pro/availability/blocks", only(h.addBlock))
	mux.HandleFunc("POST /pro/availability/blocks/{block}/remove", only(h.removeBlock))
	mux.HandleFunc("GET /pro/calendars", only(h.showCalendars))
	mux.HandleFunc("POST /pro/calendars", only(h.addCalendar))
	mux.HandleFunc("POST /pro/calendars/feed", only(h.newFeed))
	mux.HandleFunc("POST /pro/calendars/account", only(h.addAccount))
	mux.HandleFunc("POST /pro/calendars/account/choose", only(h.chooseCalendars))
	mux.HandleFunc("POST /pro/calendars/account/rewrite", only(h.rewriteEvent))
	mux.HandleFunc("POST /pro/calendars/account/remove", only(h.removeAccount))
	mux.HandleFunc("POST /pro/calendars/linked/{calendar}/refresh", only(h.refreshCalendar))
	mux.HandleFunc("POST /pro/calendars/linked/{calendar}/remove", only(h.removeCalendar))
}

// practice is the practitioner who asks, with the clock of their working hours.
type practice struct {
	catalog.Practitioner
	who  identity.Principal
	zone *time.Location
}

type action func(w http.ResponseWriter, r *http.Request, p practice) error

// practising finds the profile of who asks. Errors: catalog.ErrNoPractitioner for an account that has none yet.
func (h Handler) practising(do action) page.Action {
	return func(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
		p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
		if err != nil {
			return err
		}
		zone := page.Location(p.Zone)
		if zone == nil {
			zone = time.UTC
		}
		return do(w, r, practice{p, who, zone})
	}
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, p practice, title string) layout.Page {
	v := h.Kit.Private(w, r)
	v.Area, v.Section, v.Title, v.Zone = layout.Work, "availability", v.L.T(title), p.zone
	return v
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }

// meetingLimit is how many bookings one page names; agendaLimit how many are read to find them.
const (
	meetingLimit = 50
	agendaLimit  = 500
)

// named says who is in the meetings: the client's name where there is one.
func (h Handler) named(r *http.Request, met []schedule.Meeting) ([]Met, error) {
	met = met[:min(len(met), meetingLimit)]
	out := make([]Met, len(met))
	if len(met) == 0 {
		return out, nil
	}
	from, to := met[0].Start, met[0].End
	for _, m := range met {
		if m.Start.Before(from) {
			from = m.Start
		}
		if m.End.After(to) {
			to = m.End
		}
	}
	list, _, err := h.Bookings.Agenda(r.Context(), h.Kit.Caller(r), booking.AgendaQuery{From: from, To: to, Page: 1, Limit: agendaLimit})
	if err != nil {
		return nil, err
	}
	names, err := h.names(r.Context(), list)
	if err != nil {
		return nil, err
	}
	for i, m := range met {
		out[i] = Met{Kind: m.Status, Start: m.Start, End: m.End}
		for _, b := range list {
			if slices.Contains(m.Codes, b.Code) {
				out[i].Who = append(out[i].Who, Who{Client: names[b.SeekerID], Code: b.Code, URL: addressOf(b)})
			}
		}
	}
	return out, nil
}

func (h Handler) names(ctx context.Context, list []*booking.Booking) (map[uuid.UUID]string, error) {
	ids := make([]uuid.UUID, len(list))
	for i, b := range list {
		ids[i] = b.SeekerID
	}
	people, err := h.People.PeopleByIDs(ctx, h.Schedule.DB, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]string, len(people))
	for id, p := range people {
		names[id] = p.Name
	}
	return names, nil
}

// addressOf is where a booking is worked on: a request among the requests, everything else on its own page.
func addressOf(b *booking.Booking) string {
	if b.Status == booking.Pending {
		return "/pro/requests"
	}
	return "/pro/sessions/" + b.Code
}

// accepted are the meetings that a form says were seen.
func accepted(form url.Values) []uuid.UUID {
	var out []uuid.UUID
	for s := range strings.FieldsSeq(form.Get("accept")) {
		if id, err := uuid.Parse(s); err == nil {
			out = append(out, id)
		}
	}
	return out
}
