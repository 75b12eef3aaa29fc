package bookings

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// rebookable mirrors the rule of booking.Rebook, so that no page offers what would be refused.
func rebookable(b mine, now time.Time) bool {
	if b.who == nil || !b.who.Visible() || !b.Over(now) {
		return false
	}
	svc, there := b.who.Service(b.ServiceID)
	return there && svc.Active
}

// bookAgain shows openings like the time of before, one tap from the checkout.
func (h *Handler) bookAgain(w http.ResponseWriter, r *http.Request) {
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	again, err := h.Bookings.Rebook(r.Context(), b.caller, b.ID)
	if errors.Is(err, booking.ErrState) { // it is still ahead
		page.See(w, r, b.path())
		return
	}
	closed := errors.Is(err, booking.ErrServiceClosed) || errors.Is(err, catalog.ErrNoService)
	if err != nil && !closed {
		h.Error(w, r, err)
		return
	}
	httpx.WritePage(w, r, http.StatusOK, AgainPage(h.againView(w, r, b, again, closed)))
}

func (h *Handler) againView(w http.ResponseWriter, r *http.Request, b mine, again booking.Rebook, closed bool) Again {
	v := Again{Page: h.Private(w, r), Closed: closed}
	v.Page.Section, v.Page.Title = "bookings", v.Page.L.T("again.title", d("Name", b.PractitionerName))
	v.Booking = h.view(v.Page, b)
	mode := catalog.Mode(again.Mode)
	v.Zone = page.Zone(mode, v.Booking.Place, v.Page.Zone)
	if b.who != nil && b.who.Visible() {
		v.MoreURL = "/p/" + b.who.Slug
	}
	if closed {
		return v
	}
	shown := page.Mode(mode)
	v.MoreURL = "/p/" + again.Slug + "?" + url.Values{"service": {again.ServiceID.String()}, "mode": {string(shown)}}.Encode()
	person := v.Booking.Person
	person.Slug = again.Slug
	for _, t := range again.Starts {
		v.Times = append(v.Times, ui.Alternative{Person: person, Service: again.ServiceID.String(), Mode: shown, Start: t})
	}
	return v
}
