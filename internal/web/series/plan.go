package series

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) plan(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	want, err := read(page.Query(r))
	if err != nil {
		return err
	}
	v, err := h.view(w, r, want, nil)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, PlanPage(v))
	return nil
}

// view plans the series as things stand now; form is what was chosen on an earlier view of it, nil at first.
func (h Handler) view(w http.ResponseWriter, r *http.Request, want wish, form url.Values) (Plan, error) {
	who, _, err := h.Catalog.PractitionerBySlug(r.Context(), want.slug)
	if err != nil {
		return Plan{}, err
	}
	if err := h.Tariff.Show(r.Context(), &who); err != nil {
		return Plan{}, err
	}
	svc, ok := who.Service(want.service)
	if !ok {
		return Plan{}, catalog.ErrNoService
	}
	list, err := h.Bookings.PlanSeries(r.Context(), want.plan())
	if err != nil {
		return Plan{}, err
	}
	v := Plan{Page: h.Kit.Private(w, r), Person: h.Kit.Person(&who), Service: svc.Title(), Keep: want.fields(),
		Price: ui.Price{Amount: svc.Price, Minutes: svc.DurationMin}}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Focus, "checkout", v.Page.L.T("series.title")
	place := page.Location(who.Zone)
	v.Zone = page.Zone(want.mode, place, v.Page.Zone)
	v.BackURL = "/p/" + who.Slug + "?" + url.Values{"service": {svc.ID.String()}, "mode": {string(page.Mode(want.mode))}, "on": {want.at.In(v.Zone).Format(time.DateOnly)}}.Encode()
	for no, it := range list {
		v.Dates = append(v.Dates, dateOf(v, no, it, form))
	}
	return v, nil
}

func dateOf(v Plan, no int, it booking.Occurrence, form url.Values) Date {
	out := Date{No: no, Day: it.Start, Start: it.Start, Clash: clashWords(v.Page, it)}
	if it.Start.IsZero() {
		out.Day, _ = time.ParseInLocation(time.DateOnly, it.Date.String(), v.Zone) // the engine's own date
	}
	if out.Clash == "" {
		out.Chosen = form == nil || slices.Contains(form["at"], ui.AtValue(it.Start))
		return out
	}
	said := form.Get(insteadName(no))
	out.Near = []ui.Choice{{Value: "", Label: v.Page.L.T("series.leave_out"), Selected: true}}
	for _, t := range it.Near {
		c := ui.Choice{Value: ui.AtValue(t), Label: v.Page.L.When(t, v.Zone)}
		if c.Value == said {
			c.Selected, out.Near[0].Selected = true, false
		}
		out.Near = append(out.Near, c)
	}
	return out
}

// clashWords say why a date cannot be had: whoever has it is nobody's business.
func clashWords(p layout.Page, it booking.Occurrence) string {
	switch {
	case it.Start.IsZero():
		return p.L.T("series.clash_missing")
	case it.Clash == "":
		return ""
	case it.Clash == "conflict":
		return p.L.T("series.clash_taken")
	}
	return p.L.T("series.clash_closed")
}

// again shows the plan with what was chosen, and what has to be chosen anew. What is about no date goes to the error page.
func (h Handler) again(w http.ResponseWriter, r *http.Request, want wish, form url.Values, cause error) error {
	e, status := httpx.Public(cause)
	few := len(e.Fields) > 0
	if !few && !slices.ContainsFunc(said, func(known error) bool { return errors.Is(cause, known) }) {
		return cause
	}
	v, err := h.view(w, r, want, form)
	if err != nil {
		return errors.Join(cause, err)
	}
	if few {
		v.Page.Errors = []ui.FieldError{{Field: "dates", Message: v.Page.L.T("series.too_few")}}
	} else {
		page.Warn(&v.Page, e)
	}
	httpx.WritePage(w, r, status, PlanPage(v))
	return nil
}

// said are the refusals that the plan itself tells.
var said = []error{booking.ErrSeriesClash, booking.ErrTooManyHolds, booking.ErrServiceClosed, booking.ErrOwnService, booking.ErrEmailUnverified}
