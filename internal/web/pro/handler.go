package pro

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/platform/crypto"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves practitioners at work.
type Handler struct {
	Kit        *page.Kit
	People     *identity.Service
	Catalog    *catalog.Catalog
	Businesses *business.Service
	Schedule   *schedule.Service
	Bookings   *booking.Service
	Payments   *payment.Service
	Invoices   *invoice.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro", only(h.showHome))
	mux.HandleFunc("GET /pro/agenda", only(h.showAgenda))
	mux.HandleFunc("GET /pro/requests", only(h.showRequests))
	mux.HandleFunc("POST /pro/requests/{code}/accept", only(h.accept))
	mux.HandleFunc("POST /pro/requests/{code}/decline", only(h.decline))
	mux.HandleFunc("GET /pro/sessions/{code}", only(h.showSession))
	mux.HandleFunc("POST /pro/sessions/{code}/start", only(h.open))
	mux.HandleFunc("POST /pro/sessions/{code}/end", only(h.end))
	mux.HandleFunc("POST /pro/sessions/{code}/no-show", only(h.noShow))
	mux.HandleFunc("POST /pro/sessions/{code}/note", only(h.saveNote))
	mux.HandleFunc("GET /pro/sessions/{code}/receipt", only(h.receipt))
	mux.HandleFunc("POST /pro/sessions/{code}/receipt", only(h.receive))
	mux.HandleFunc("POST /pro/sessions/{code}/receipt/back", only(h.giveBack))
	mux.HandleFunc("GET /pro/sessions/{code}/move", only(h.showMove))
	mux.HandleFunc("POST /pro/sessions/{code}/move", only(h.move))
	mux.HandleFunc("GET /pro/sessions/{code}/propose", only(h.showPropose))
	mux.HandleFunc("POST /pro/sessions/{code}/propose", only(h.propose))
	mux.HandleFunc("POST /pro/sessions/{code}/propose/withdraw", only(h.withdraw))
	mux.HandleFunc("GET /pro/sessions/{code}/contest", only(h.showContest))
	mux.HandleFunc("POST /pro/sessions/{code}/contest", only(h.answerContest))
	mux.HandleFunc("GET /pro/sessions/{code}/cancel", only(h.showCancel))
	mux.HandleFunc("POST /pro/sessions/{code}/cancel", only(h.cancel))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, section string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, section, p.L.T("nav."+section)
	return p
}

// codeLen is the length of a booking's code; anything else is no booking's.
const codeLen = 8

// session is the booking of the path, if the caller is the practitioner in it. Others' bookings do not exist here, nor
// do those the practitioner made as a client.
func (h Handler) session(r *http.Request, who identity.Principal) (*booking.Booking, error) {
	code := strings.ToUpper(r.PathValue("code"))
	if len(code) != codeLen || strings.Trim(code, "23456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return nil, booking.ErrNotFound
	}
	b, err := h.Bookings.ByCode(r.Context(), h.Kit.Caller(r), code)
	if err != nil {
		return nil, err
	}
	if !b.HeldBy(who.PersonID) || b.Status == booking.Held {
		return nil, booking.ErrNotFound
	}
	return b, nil
}

// clients are the people of bookings, in one query, and how often each was here before.
type clients struct {
	people  map[uuid.UUID]identity.Person
	earlier map[uuid.UUID]int // by booking
	whom    map[uuid.UUID]booking.Beneficiary
	rooms   map[uuid.UUID]business.RoomInUse
	sizes   map[uuid.UUID]int // by series
}

func (h Handler) clientsOf(r *http.Request, list []*booking.Booking) (c clients, err error) {
	var seekers, rooms []uuid.UUID
	for _, b := range list {
		seekers = append(seekers, b.SeekerID)
		if b.RoomID != uuid.Nil {
			rooms = append(rooms, b.RoomID)
		}
	}
	if c.rooms, err = h.Businesses.RoomsInUse(r.Context(), rooms); err != nil {
		return c, err
	}
	if c.people, err = h.People.PeopleByIDs(r.Context(), h.Schedule.DB, seekers); err != nil {
		return c, err
	}
	if c.whom, err = h.Bookings.Beneficiaries(r.Context(), list); err != nil {
		return c, err
	}
	if c.sizes, err = h.Bookings.SeriesSizes(r.Context(), list); err != nil {
		return c, err
	}
	c.earlier, err = h.Bookings.Together(r.Context(), h.Kit.Caller(r), list)
	return c, err
}

// item is a booking as a line of the agenda.
func (c clients) item(p layout.Page, b *booking.Booking, practice catalog.Practitioner) AgendaItem {
	mode := catalog.Mode(b.Mode)
	where := page.Where(p.L, mode, practice.Area, practice.City)
	if room, ok := c.rooms[b.RoomID]; ok {
		where = p.L.List(room.Business, room.Name)
	}
	it := AgendaItem{
		Kind: ItemSession, Code: b.Code, URL: address(b), Start: b.Start, End: b.End, Client: c.people[b.SeekerID].Name, For: c.forWhom(p, b), Series: page.OfSeries(p.L, b, c.sizes), First: c.earlier[b.ID] == 0,
		Service: b.ServiceName, Mode: page.Mode(mode), Where: where, Status: page.Status(b, p.Now),
		Now: (b.Status == booking.Confirmed || b.Status == booking.InSession) && !p.Now.Before(b.Start) && p.Now.Before(b.End), Occupancy: b.OccupancyID, Movable: changeable(b, p.Now) && !b.Group,
	}
	if zone := page.Location(b.SeekerZone); mode == catalog.Online && zone != nil && !i18n.SameClock(zone, p.Zone, b.Start) {
		it.Theirs = zone
	}
	return it
}

// forWhom is "for Asha, child, 9"; "" when the client comes themself.
func (c clients) forWhom(p layout.Page, b *booking.Booking) string {
	who, ok := c.whom[b.ID]
	if !ok {
		return ""
	}
	return page.ForWhom(p.L, who, b)
}

// one is a booking as the agenda tells of it.
func (h Handler) one(r *http.Request, who identity.Principal, p layout.Page, b *booking.Booking) (AgendaItem, error) {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return AgendaItem{}, err
	}
	with, err := h.clientsOf(r, []*booking.Booking{b})
	if err != nil {
		return AgendaItem{}, err
	}
	return with.item(p, b, practice), nil
}

// address is where a booking is worked on: a request among the requests, everything else on its own page.
func address(b *booking.Booking) string {
	if b.Status == booking.Pending {
		return "/pro/requests"
	}
	return "/pro/sessions/" + b.Code
}

// share is what the practitioner earns.
func share(b *booking.Booking) money.Amount {
	return money.Amount{Minor: b.Quote.ShareMinor(), Currency: b.Price.Currency}
}

// words are what the client wrote; nothing when the client has erased their account.
func (h Handler) words(r *http.Request, b *booking.Booking) (booking.Words, error) {
	words, err := h.Bookings.WordsOf(r.Context(), b)
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		return booking.Words{}, nil
	}
	return words, err
}

func minutes(b *booking.Booking) int { return int(b.End.Sub(b.Start) / time.Minute) }
