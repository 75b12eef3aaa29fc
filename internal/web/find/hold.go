package find

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// tap is a time that somebody chose.
type tap struct {
	slug    string
	service uuid.UUID
	mode    string // as the form says it
	at      time.Time
}

func readTap(form url.Values) (tap, error) {
	t := tap{slug: strings.ToLower(form.Get("with")), mode: form.Get("mode")}
	var err error
	if t.service, err = uuid.Parse(form.Get("service")); err != nil {
		return t, catalog.ErrNoService
	}
	if t.at, err = time.Parse(time.RFC3339, form.Get("at")); err != nil {
		return t, errNoTime
	}
	return t, nil
}

var errNoTime = apperr.New(apperr.Unprocessable, "time_required", "Choose a time first.")

// hold keeps a tapped time and leads to the checkout. Nobody has to be signed in: a browser gets a secret of its own
// under which the hold is theirs.
func (h *Handler) hold(w http.ResponseWriter, r *http.Request) {
	form, err := h.Form(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	t, err := readTap(form)
	if err == nil {
		var b *booking.Booking
		if b, err = h.take(w, r, form, t); err == nil {
			h.RememberHold(w, r, t.slug, b.ID)
			h.held(w, r, b)
			return
		}
	}
	if httpx.WantsJSON(r) {
		h.Error(w, r, h.instead(r, t, err))
		return
	}
	h.refuse(w, r, t, err)
}

// Held tells the outbox what it got: Pay is where a booking that costs nothing is finished without being asked more.
type Held struct {
	page.Next
	Pay   string    `json:"pay,omitempty"`
	Until time.Time `json:"until"`
}

func (h *Handler) held(w http.ResponseWriter, r *http.Request, b *booking.Booking) {
	path := "/book/" + b.ID.String()
	if !httpx.WantsJSON(r) {
		page.See(w, r, path)
		return
	}
	out := Held{Next: page.Next{URL: path}, Until: b.ExpiresAt}
	if b.Price.Minor == 0 && h.Caller(r).SignedIn() {
		out.Pay = path + "/pay"
	}
	httpx.WriteJSON(w, r, http.StatusOK, out)
}

// instead adds the nearest free times to the refusal of a time that is gone.
func (h *Handler) instead(r *http.Request, t tap, cause error) error {
	if !errors.Is(cause, schedule.ErrTaken) && !errors.Is(cause, schedule.ErrNotOffered) {
		return cause
	}
	svc, err := h.Catalog.ServiceForBooking(r.Context(), h.DB, t.service)
	if err != nil {
		return cause
	}
	near, err := h.Schedule.Near(r.Context(), schedule.OfferingOf(svc), t.at, page.InsteadOf)
	if err != nil {
		return cause
	}
	l, reader := h.Reader(r)
	return page.Alternatives(cause, l, page.Zone(page.CatalogMode(t.mode), page.Location(svc.Zone), reader), near)
}

func (h *Handler) take(w http.ResponseWriter, r *http.Request, form url.Values, t tap) (*booking.Booking, error) {
	c := h.Caller(r)
	if c.SignedIn() {
		c.Access = "" // the account's own: who has this browser next must not find it
	} else {
		c.Access = h.Visitor(w, r)
	}
	_, zone := h.Reader(r)
	want := booking.HoldRequest{
		ServiceID: t.service, Start: t.at, Mode: string(page.CatalogMode(t.mode)), Zone: zone.String(),
		Replaces: h.EarlierHold(r, t.slug),
	}
	key, err := h.HoldKey(c, form, want)
	if err != nil {
		return nil, err
	}
	return h.Bookings.Hold(r.Context(), c, want, key)
}

// refuse shows the page that the tap came from again, with what is free now.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, t tap, cause error) {
	c := choice{service: t.service.String(), mode: page.CatalogMode(t.mode)}
	gone := errors.Is(cause, schedule.ErrTaken) || errors.Is(cause, schedule.ErrNotOffered)
	if gone {
		c.taken = t.at
		if from := cameFrom(r); from != nil && isResults(from.Path) {
			h.resultsAgain(w, r, from, Taken{Slug: t.slug, Start: t.at})
			return
		}
	}
	if !t.at.IsZero() {
		if zone := h.zoneOf(r, t); zone != nil {
			c.on = t.at.In(zone).Format(time.DateOnly)
		}
	}
	switch {
	case gone:
		h.profile(w, r, t.slug, c, http.StatusConflict, nil)
	case expected(cause):
		e, status := httpx.Public(cause)
		h.profile(w, r, t.slug, c, status, e)
	default:
		h.Error(w, r, cause)
	}
}

// expected are refusals that leave the person on the practitioner's page.
func expected(err error) bool {
	for _, e := range []*apperr.Error{booking.ErrServiceClosed, booking.ErrOwnService, booking.ErrMode, booking.ErrTooManyHolds, identity.ErrUnverified, errNoTime} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// zoneOf is the zone in which the practitioner's page shows the tapped time.
func (h *Handler) zoneOf(r *http.Request, t tap) *time.Location {
	svc, err := h.Catalog.ServiceForBooking(r.Context(), h.DB, t.service)
	if err != nil {
		return nil
	}
	_, reader := h.Reader(r)
	return page.Zone(page.CatalogMode(t.mode), page.Location(svc.Zone), reader)
}
