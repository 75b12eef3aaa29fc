package services

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(h.listView(w, r, practice)))
	return nil
}

func (h Handler) listView(w http.ResponseWriter, r *http.Request, practice catalog.Practitioner) List {
	v := List{Page: h.page(w, r), Approval: practice.Confirmation == catalog.Approval, PublicURL: "/p/" + practice.Slug}
	if !practice.Visible() {
		v.PublicURL = ""
	}
	groups := catalog.Grouped(practice.Services)
	for i, g := range groups {
		it := itemOf(v.Page, g)
		it.First, it.Last = i == 0, i == len(groups)-1
		v.Items = append(v.Items, it)
	}
	return v
}

// itemOf is a service with its options; group has one at least.
func itemOf(p layout.Page, group []catalog.Service) Item {
	it := Item{ID: group[0].Heading().String(), Name: group[0].Name, Description: group[0].Description}
	for _, s := range group {
		it.Active = it.Active || s.Active
		o := Option{ID: s.ID.String(), Label: optionLabel(p, s), Minutes: s.DurationMin, Price: ui.Price{Amount: s.Price, Minutes: s.DurationMin}, Seats: s.Capacity, Active: s.Active}
		for _, m := range s.Modes {
			o.Modes = append(o.Modes, page.Mode(m))
		}
		it.Options = append(it.Options, o)
	}
	return it
}

// optionLabel tells an option from the others: what the practitioner calls it, else how long it takes.
func optionLabel(p layout.Page, s catalog.Service) string {
	if s.VariantLabel != "" {
		return s.VariantLabel
	}
	return p.L.Duration(s.DurationMin)
}

func (h Handler) pause(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "service_paused", func(p catalog.Practitioner, s catalog.Service) error {
		_, err := h.Catalog.DeactivateService(r.Context(), who, p.ID, s.ID)
		return err
	})
}

func (h Handler) reopen(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "service_reopened", func(p catalog.Practitioner, s catalog.Service) error {
		_, err := h.Catalog.ActivateService(r.Context(), who, p.ID, s.ID)
		return err
	})
}

// act does one thing to one service. What cannot be done is said on the list.
func (h Handler) act(w http.ResponseWriter, r *http.Request, who identity.Principal, done string, do func(catalog.Practitioner, catalog.Service) error) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	s, err := own(practice, r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := do(practice, s); err != nil {
		return h.listAgain(w, r, practice, err)
	}
	return h.Kit.Done(w, r, done, "/pro/services")
}

// listAgain shows the list with why something could not be done, or returns the error.
func (h Handler) listAgain(w http.ResponseWriter, r *http.Request, practice catalog.Practitioner, fault error) error {
	e, status, ok := page.Refused(fault)
	if !ok {
		return fault
	}
	v := h.listView(w, r, practice)
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, ListPage(v))
	return nil
}

// confirmation says how people book: at once, or on request.
func (h Handler) confirmation(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	if _, err := h.Catalog.SetConfirmation(r.Context(), who, practice.ID, catalog.Confirmation(form.Get("confirmation"))); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "confirmation_saved", "/pro/services")
}
