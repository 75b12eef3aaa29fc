package bookings

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/payment"
	"klear/internal/modules/saved"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler serves what a person has booked. All fields are required.
//
//	GET  /bookings                       upcoming; ?past the others; for signed-in people
//	GET  /bookings/{code}                one booking; ?new right after booking; ?access=…&exp=…&sig=… a guest's mailed link
//	GET  /bookings/{code}/again          the next openings like one that is over
//	GET  /bookings/{code}/move           ?on=2026-11-21; POST at
//	POST /bookings/{code}/proposal       takes a time that the practitioner proposes: version, at; …/decline none
//	GET  /bookings/{code}/cancel         with the refund it would make; POST reason, note
//	GET  /bookings/{code}/contest        that the session did not take place; POST reason, words; …/withdraw takes it back
//	GET  /bookings/{code}/forms          what was answered and signed beforehand
//	GET  /bookings/{code}/receipt        what was paid and given back; ?download=1 as a file
//	GET  /bookings/{code}/calendar.ics   the appointment as a file
type Handler struct {
	*page.Kit
	DB       *db.DB
	Bookings *booking.Service
	Payments *payment.Service
	Invoices *invoice.Service
	Catalog  *catalog.Catalog
	Links    crypto.LinkSigner // checks what GuestLink signed
	Saved    *saved.Service
}

// Mount registers the routes.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /bookings", h.list)
	mux.HandleFunc("GET /bookings/{code}", h.own(h.show))
	mux.HandleFunc("GET /bookings/{code}/again", h.own(h.bookAgain))
	mux.HandleFunc("GET /bookings/{code}/move", h.own(h.move))
	mux.HandleFunc("POST /bookings/{code}/move", h.own(h.moveTo))
	mux.HandleFunc("POST /bookings/{code}/proposal", h.own(h.takeProposed))
	mux.HandleFunc("POST /bookings/{code}/proposal/decline", h.own(h.dropProposed))
	mux.HandleFunc("GET /bookings/{code}/cancel", h.own(h.cancel))
	mux.HandleFunc("POST /bookings/{code}/cancel", h.own(h.cancelNow))
	mux.HandleFunc("GET /bookings/{code}/contest", h.own(h.showContest))
	mux.HandleFunc("POST /bookings/{code}/contest", h.own(h.contest))
	mux.HandleFunc("POST /bookings/{code}/contest/withdraw", h.own(h.withdrawContest))
	mux.HandleFunc("GET /bookings/{code}/forms", h.own(h.answers))
	mux.HandleFunc("GET /bookings/{code}/receipt", h.own(h.receipt))
	mux.HandleFunc("GET /bookings/{code}/calendar.ics", h.own(h.calendar))
}

// own leads operators to the page of theirs: what is here is between the two sides, down to the address and whom a session
// is for. Their own bookings, and those whose link they were sent, are theirs like anybody's.
func (h *Handler) own(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, code := h.Caller(r), r.PathValue("code")
		if c.Role != identity.Admin || r.URL.Query().Has("access") {
			next(w, r)
			return
		}
		b, err := h.Bookings.ByCode(r.Context(), c, code)
		if _, sent := h.GuestCaller(r, code); err != nil || sent || !c.Operates(b) {
			next(w, r)
			return
		}
		page.See(w, r, "/admin/bookings/"+b.Code)
	}
}

// linkFor is how long a guest's mailed link works after the session: long enough to look up the receipt.
const linkFor = 90 * 24 * time.Hour

// GuestLink is the address, without the host, that opens a booking for whoever has it: for letters to guests.
func GuestLink(links crypto.LinkSigner, b *booking.Booking) (string, error) {
	return links.SignLink("/bookings/"+b.Code+"?access="+b.ID.String(), b.End.Add(linkFor))
}

// byLink lets the browser in that came by a guest's link, and leads to the booking's own address: the link should not
// stand in the history of the browser longer than needed.
func (h *Handler) byLink(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	err := h.Links.VerifyLink(r.URL, h.Clock.Now())
	if errors.Is(err, crypto.ErrLinkExpired) {
		h.Error(w, r, err)
		return
	}
	id, parsed := uuid.Parse(r.URL.Query().Get("access"))
	until, err2 := strconv.ParseInt(r.URL.Query().Get("exp"), 10, 64)
	if err == nil && parsed == nil && err2 == nil {
		if err := h.Bookings.Reached(r.Context(), id); err != nil {
			h.Error(w, r, err)
			return
		}
		h.Grant(w, r, code, id, time.Unix(until, 0))
	}
	page.See(w, r, "/bookings/"+code) // a forged link opens nothing: there the booking is not found
}

// mine is a booking with the caller as whom it was found.
type mine struct {
	*booking.Booking
	caller booking.Caller
	who    *catalog.Practitioner // nil when the profile is gone
}

func (b mine) path() string { return "/bookings/" + b.Code }

// mode is where the session happens.
func (b mine) mode() catalog.Mode { return catalog.Mode(b.Mode) }

// change reads the form of a change: what was typed, of which booking, and which version of it the reader saw.
func (h *Handler) change(w http.ResponseWriter, r *http.Request) (form url.Values, b mine, version int64, err error) {
	if form, err = h.Form(w, r); err != nil {
		return form, b, 0, err
	}
	if b, err = h.find(r); err != nil {
		return form, b, 0, err
	}
	version, err = page.SeenVersion(form.Get("version"))
	return form, b, version, err
}

// find reads the booking of the address for the account, the browser's guest secret, or the guest's link, in this order.
// Only its seeker's side: practitioners have pages of their own. ErrNotFound also for bookings of others.
func (h *Handler) find(r *http.Request) (mine, error) {
	code := r.PathValue("code")
	c := h.Caller(r)
	b, err := h.Bookings.ByCode(r.Context(), c, code)
	if errors.Is(err, booking.ErrNotFound) {
		if guest, ok := h.GuestCaller(r, code); ok {
			c = guest
			b, err = h.Bookings.ByCode(r.Context(), c, code)
		}
	}
	if err == nil && c.SignedIn() && c.PersonID == b.PractitionerPersonID {
		err = booking.ErrNotFound
	}
	if err != nil {
		return mine{}, err
	}
	out := mine{Booking: b, caller: c}
	p, err := h.Catalog.PractitionerByID(r.Context(), b.PractitionerID)
	switch {
	case err == nil:
		out.who = &p
	case !errors.Is(err, catalog.ErrNoPractitioner):
		return mine{}, err
	}
	return out, nil
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if q.Has("access") {
		h.byLink(w, r)
		return
	}
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if b.Status == booking.Held {
		page.See(w, r, "/book/"+b.ID.String())
		return
	}
	v, err := h.detail(w, r, b, q.Has("new") && (b.Status == booking.Confirmed || b.Status == booking.Pending))
	if err != nil {
		h.Error(w, r, err)
		return
	}
	httpx.WritePage(w, r, http.StatusOK, DetailPage(v))
}

const perPage = 20

func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	v := List{Page: h.Private(w, r), Past: r.URL.Query().Has("past")}
	v.Page.Section = "bookings"
	v.Page.Title = v.Page.L.T("nav.bookings")
	c, ctx, n := h.Caller(r), r.Context(), page.Number(r)
	shown, total, err := h.Bookings.Mine(ctx, c, !v.Past, n, perPage)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	other, otherTotal := shown, total
	if !v.Past {
		if other, otherTotal, err = h.Bookings.Mine(ctx, c, false, 1, 3); err != nil {
			h.Error(w, r, err)
			return
		}
	}
	if !v.Past {
		if v.Waits, err = h.waits(ctx, v.Page, c); err != nil {
			h.Error(w, r, err)
			return
		}
	}
	faces, err := h.faces(r, append(shown[:len(shown):len(shown)], other...))
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v.PastHint = otherTotal
	sizes, err := h.Bookings.SeriesSizes(ctx, shown)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	cards, series := make([]Card, len(shown)), make([]uuid.UUID, len(shown))
	for i, b := range shown {
		cards[i], series[i] = h.card(v.Page, mine{Booking: b, who: faces[b.PractitionerID]}), b.SeriesID
		cards[i].Series = page.OfSeries(v.Page.L, b, sizes)
	}
	v.Items = fold(cards, series)
	if len(shown) == 0 && !v.Past {
		v.Rebook = h.again(other, faces)
	}
	v.Pages = page.Pages(r, n, total, perPage)
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
}

// faces reads the practitioners of bookings in one go.
func (h *Handler) faces(r *http.Request, list []*booking.Booking) (map[uuid.UUID]*catalog.Practitioner, error) {
	out := map[uuid.UUID]*catalog.Practitioner{}
	var ids []uuid.UUID
	for _, b := range list {
		if _, seen := out[b.PractitionerID]; !seen {
			out[b.PractitionerID] = nil
			ids = append(ids, b.PractitionerID)
		}
	}
	people, err := h.Catalog.PractitionersByIDs(r.Context(), ids)
	for i := range people {
		out[people[i].ID] = &people[i]
	}
	return out, err
}

// again suggests the people of earlier bookings, each once, who can still be booked.
func (h *Handler) again(past []*booking.Booking, faces map[uuid.UUID]*catalog.Practitioner) []ui.Person {
	var out []ui.Person
	seen := map[uuid.UUID]bool{}
	for _, b := range past {
		if p := faces[b.PractitionerID]; p != nil && p.Visible() && !seen[b.PractitionerID] {
			out = append(out, h.Person(p))
			seen[b.PractitionerID] = true
		}
	}
	return out
}
