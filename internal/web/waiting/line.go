package waiting

import (
	"errors"
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
)

func (h Handler) line(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	v := Line{Page: h.Kit.Private(w, r)}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Work, "waiting", v.Page.L.T("nav.waiting")
	list, names, err := h.Bookings.WaitingFor(r.Context(), h.Kit.Caller(r))
	if err != nil && !errors.Is(err, catalog.ErrNoPractitioner) { // signed up to offer sessions, and has not begun
		return err
	}
	for _, it := range list {
		v.Items = append(v.Items, waiter(v.Page.L, it, names[it.PersonID]))
	}
	httpx.WritePage(w, r, http.StatusOK, LinePage(v))
	return nil
}

func waiter(l *i18n.Localizer, it booking.Waiting, name string) Waiter {
	out := Waiter{Name: name, Service: it.Service, Days: l.DayRange(it.First, it.Last), Since: it.CreatedAt, Offered: it.Offered}
	if it.Part != booking.AnyPart {
		out.Part = l.T("waiting.part_" + string(it.Part))
	}
	return out
}
