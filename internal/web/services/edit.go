package services

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// subject is what a form is about: a stored service or a fresh one, with its heading when it is an option.
type subject struct {
	practice catalog.Practitioner
	service  catalog.Service
	heading  *catalog.Service
}

func (s subject) isNew() bool { return s.service.ID == uuid.Nil }

// path is where the form is sent.
func (s subject) path() string {
	switch {
	case !s.isNew():
		return "/pro/services/" + s.service.ID.String()
	case s.heading != nil:
		return "/pro/services/new?of=" + s.heading.ID.String()
	}
	return "/pro/services/new"
}

// subject finds what the address is about. A new option starts as a copy of its service.
func (h Handler) subject(r *http.Request, who identity.Principal) (subject, error) {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return subject{}, err
	}
	s := subject{practice: practice, service: fresh()}
	of := page.Query(r).Get("of")
	if id := r.PathValue("id"); id != "" {
		if s.service, err = own(practice, id); err != nil {
			return s, err
		}
		of = ""
		if s.service.VariantOf != uuid.Nil {
			of = s.service.VariantOf.String()
		}
	}
	if of == "" {
		return s, nil
	}
	heading, err := own(practice, of)
	if err != nil {
		return s, err
	}
	s.heading = &heading
	if s.isNew() {
		s.service = heading
		s.service.ID, s.service.Version, s.service.VariantLabel, s.service.VariantOf, s.service.Active = uuid.Nil, 0, "", heading.ID, true
	}
	return s, nil
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.edit(w, r, who)
}

func (h Handler) edit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	s, err := h.subject(r, who)
	if err != nil {
		return err
	}
	v, err := h.editView(w, r, s, valuesOf(s.service))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EditPage(v))
	return nil
}

// save stores the service, or with "preview" only shows the page as the client would see it by now.
func (h Handler) save(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	s, err := h.subject(r, who)
	if err != nil {
		return err
	}
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		return err
	}
	want, err := serviceOf(form, s.service, s.practice.Currency)
	want.Details = page.ReadAttributes(tree, want.CategorySlug, form)
	if err == nil && form.Get("do") != "preview" {
		_, err = h.Catalog.UpsertService(r.Context(), who, s.practice.ID, want)
		if err == nil {
			return h.Kit.Done(w, r, "service_saved", "/pro/services")
		}
	}
	return h.again(w, r, s, form, err)
}

// again shows the form as it was typed, with what is wrong or why it could not be.
func (h Handler) again(w http.ResponseWriter, r *http.Request, s subject, form url.Values, fault error) error {
	v, err := h.editView(w, r, s, form)
	if err != nil {
		return errors.Join(fault, err)
	}
	status := http.StatusOK
	switch e, refused, ok := page.Refused(fault); {
	case fault == nil:
	case ok:
		status = refused
		n := ui.Notice{Tone: ui.Warning, Text: page.Words(v.Page, e)}
		if errors.Is(fault, catalog.ErrStale) {
			n.Text, n.Action = v.Page.L.T("services.stale"), &ui.Link{URL: s.path(), Label: v.Page.L.T("services.stale_load")}
		}
		v.Page.Notices = append(v.Page.Notices, n)
	case h.Kit.Wrong(&v.Page, form, fault, map[string]string{"name": "service_name", "late_cancel_fee_bps": "late_cancel_fee", "window": "window.from"}):
		_, status = httpx.Public(fault)
		page.MarkAttributes(v.Page, v.Attributes)
	default:
		return fault
	}
	httpx.WritePage(w, r, status, EditPage(v))
	return nil
}
