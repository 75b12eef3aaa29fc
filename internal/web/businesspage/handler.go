package businesspage

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler serves the public pages of businesses. All fields are required.
//
//	GET  /b/{slug}       ?service, with (slug of a member), on (2026-11-21)
//	POST /b/{slug}/hold  service, with, at: keeps the time and leads to the checkout
type Handler struct {
	Kit        *page.Kit
	Catalog    *catalog.Catalog
	Businesses *business.Service
	Bookings   *booking.Service
	Tariff     *tariff.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /b/{slug}", h.Kit.Anybody(h.show))
	mux.HandleFunc("POST /b/{slug}/hold", h.Kit.Anybody(h.hold))
}

// choice is what is chosen on the page.
type choice struct{ service, with, on string }

func choiceOf(q url.Values) choice {
	return choice{service: q.Get("service"), with: q.Get("with"), on: q.Get("on")}
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	b, movedTo, err := h.named(r)
	if err != nil {
		return err
	}
	if movedTo != "" {
		page.Moved(w, r, "/b/"+movedTo+"?"+r.URL.RawQuery)
		return nil
	}
	v, err := h.view(w, r, b, choiceOf(page.Query(r)))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, BusinessPage(v))
	return nil
}

// named is the business of the path; movedTo is its present address when the path holds an old one.
func (h Handler) named(r *http.Request) (b business.Business, movedTo string, err error) {
	return h.Businesses.BySlug(r.Context(), strings.ToLower(r.PathValue("slug")))
}

// hold keeps a tapped time. A time that went leads back to the page with what is free now.
func (h Handler) hold(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, fault := h.take(w, r, form)
	if fault == nil {
		page.See(w, r, "/book/"+id.String())
		return nil
	}
	e, ok := apperr.As(fault)
	if !ok || e.Kind == apperr.NotFound || e.Kind == apperr.Internal {
		return fault
	}
	c := choiceOf(form)
	at, err := time.Parse(time.RFC3339, form.Get("at"))
	b, _, viewErr := h.named(r)
	if viewErr != nil {
		return viewErr
	}
	v, viewErr := h.view(w, r, b, c)
	if viewErr != nil {
		return viewErr
	}
	if gone := errors.Is(fault, schedule.ErrTaken) || errors.Is(fault, schedule.ErrNotOffered); gone && err == nil {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Title: v.Page.L.T("slot.taken_title", d("When", v.Page.L.When(at, v.Booker.Zone))), Text: v.Page.L.T("slot.taken_text")})
	} else {
		page.Warn(&v.Page, e)
	}
	_, status := httpx.Public(fault)
	httpx.WritePage(w, r, status, BusinessPage(v))
	return nil
}

var errNoTime = apperr.New(apperr.Unprocessable, "time_required", "Choose a time first.")

func (h Handler) take(w http.ResponseWriter, r *http.Request, form url.Values) (uuid.UUID, error) {
	slug := strings.ToLower(r.PathValue("slug"))
	team, err := uuid.Parse(form.Get("service"))
	if err != nil {
		return uuid.Nil, catalog.ErrNoTeam
	}
	at, err := time.Parse(time.RFC3339, form.Get("at"))
	if err != nil {
		return uuid.Nil, errNoTime
	}
	c := h.Kit.Caller(r)
	if c.SignedIn() {
		c.Access = "" // the account's own: who has this browser next must not find it
	} else {
		c.Access = h.Kit.Visitor(w, r)
	}
	_, zone := h.Kit.Reader(r)
	want := booking.HoldRequest{TeamServiceID: team, Start: at, Zone: zone.String(), Replaces: h.Kit.EarlierHold(r, "b/"+slug)}
	if want.PractitionerID, err = h.wished(r, form.Get("with")); err != nil {
		return uuid.Nil, err
	}
	key, err := h.Kit.HoldKey(c, form, want)
	if err != nil {
		return uuid.Nil, err
	}
	got, err := h.Bookings.Hold(r.Context(), c, want, key)
	if err != nil {
		return uuid.Nil, err
	}
	h.Kit.RememberHold(w, r, "b/"+slug, got.ID)
	return got.ID, nil
}

// wished is the member with this slug; "" wishes nobody.
func (h Handler) wished(r *http.Request, slug string) (uuid.UUID, error) {
	if slug == "" {
		return uuid.Nil, nil
	}
	p, _, err := h.Catalog.PractitionerBySlug(r.Context(), slug)
	return p.ID, err
}
