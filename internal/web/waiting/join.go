package waiting

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/idem"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// usualDays is how long one waits unless one says otherwise.
const usualDays = 14

func (h Handler) ask(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	v, err := h.view(w, r, page.Query(r))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, JoinPage(v))
	return nil
}

// view is the form with what was chosen, or what is usual.
func (h Handler) view(w http.ResponseWriter, r *http.Request, form url.Values) (Join, error) {
	who, _, err := h.Catalog.PractitionerBySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return Join{}, err
	}
	v := Join{Page: h.Kit.Private(w, r), Person: h.Kit.Person(&who), First: form.Get("first"), Last: form.Get("last")}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Focus, "bookings", v.Page.L.T("waiting.title")
	today := v.Page.Now.In(v.Page.Zone)
	if v.First == "" {
		v.First = today.Format(time.DateOnly)
	}
	if v.Last == "" {
		v.Last = today.AddDate(0, 0, usualDays).Format(time.DateOnly)
	}
	v.services(who.Services, form)
	if len(v.Services) == 0 {
		return Join{}, booking.ErrServiceClosed
	}
	for _, part := range booking.Parts {
		chosen := form.Get("part") == string(part) || form.Get("part") == "" && part == booking.AnyPart
		v.Parts = append(v.Parts, ui.Choice{Value: string(part), Label: v.Page.L.T("waiting.part_" + string(part)), Selected: chosen})
	}
	return v, nil
}

// services are those that can be waited for, and where they take place.
func (v *Join) services(list []catalog.Service, form url.Values) {
	wish := page.CatalogMode(form.Get("mode"))
	var modes []catalog.Mode
	for _, s := range list {
		if !s.Active {
			continue
		}
		c := ui.Choice{Value: s.ID.String(), Label: s.Title(), Selected: form.Get("service") == s.ID.String()}
		v.Services = append(v.Services, c)
		for _, m := range s.Modes {
			if !slices.Contains(modes, m) {
				modes = append(modes, m)
			}
		}
	}
	for i, m := range modes {
		chosen := m == wish || i == 0 && !slices.Contains(modes, wish)
		v.Modes = append(v.Modes, ui.Choice{Value: string(page.Mode(m)), Label: ui.ModeName(v.Page.L, page.Mode(m)), Selected: chosen})
	}
}

func (h Handler) join(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	want, err := h.wish(r, form)
	var joined booking.JoinedWaiting
	if err == nil {
		var key idem.Key
		if key, err = idem.New("page waiting:"+who.PersonID.String(), form.Get("key"), want); err != nil {
			return err
		}
		joined, err = h.Bookings.JoinWaiting(idem.With(r.Context(), key), h.Kit.Caller(r), want)
	}
	if err != nil {
		return h.wrong(w, r, form, err)
	}
	if joined.Changed {
		return h.Kit.Done(w, r, "waiting_changed", "/bookings")
	}
	return h.Kit.Done(w, r, "waiting_joined", "/bookings")
}

// wish reads the form. Errors: catalog.ErrNoService; validation.
func (h Handler) wish(r *http.Request, form url.Values) (booking.WaitingWish, error) {
	_, zone := h.Kit.Reader(r)
	out := booking.WaitingWish{Mode: string(page.CatalogMode(form.Get("mode"))), Part: booking.Part(form.Get("part")), Zone: zone.String()}
	var err, err2, err3 error
	if out.ServiceID, err = uuid.Parse(form.Get("service")); err != nil {
		return out, catalog.ErrNoService
	}
	out.First, err2 = time.Parse(time.DateOnly, form.Get("first"))
	out.Last, err3 = time.Parse(time.DateOnly, form.Get("last"))
	var v apperr.Validation
	v.Check(err2 == nil, "first", "date", "Enter a date.")
	v.Check(err3 == nil, "last", "date", "Enter a date.")
	return out, v.Err()
}

// wrong shows the form again: wrong fields at their place, other refusals on top.
func (h Handler) wrong(w http.ResponseWriter, r *http.Request, form url.Values, cause error) error {
	v, err := h.view(w, r, form)
	if err != nil {
		return errors.Join(cause, err)
	}
	e, status := httpx.Public(cause)
	if !h.Kit.Wrong(&v.Page, form, cause, nil) {
		if !slices.ContainsFunc(said, func(known error) bool { return errors.Is(cause, known) }) {
			return cause
		}
		page.Warn(&v.Page, e)
		nameDays(&v, e)
	}
	httpx.WritePage(w, r, status, JoinPage(v))
	return nil
}

// nameDays says for which days a time is held already.
func nameDays(v *Join, e *apperr.Error) {
	held, ok := e.Details.(booking.WaitingDays)
	first, err := time.Parse(time.DateOnly, held.First)
	last, err2 := time.Parse(time.DateOnly, held.Last)
	if ok && err == nil && err2 == nil {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Info, Text: v.Page.L.T("waiting.days_now", i18n.D{"Days": v.Page.L.DayRange(first, last)})})
	}
}

// said are the refusals that the form itself tells.
var said = []error{booking.ErrWaitingLimit, booking.ErrWaitingOffered, booking.ErrServiceClosed, booking.ErrOwnService, booking.ErrMode, booking.ErrEmailUnverified}

// leave takes somebody out of a line; who has left it has left it.
func (h Handler) leave(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return booking.ErrNoWaiting
	}
	if err := h.Bookings.LeaveWaiting(r.Context(), h.Kit.Caller(r), id); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "waiting_left", "/bookings")
}
