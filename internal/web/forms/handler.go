package forms

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves a practitioner's forms. All fields are required.
type Handler struct {
	Kit     *page.Kit
	Catalog *catalog.Catalog
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/forms", only(h.list))
	mux.HandleFunc("GET /pro/forms/new", only(h.add))
	mux.HandleFunc("POST /pro/forms/new", only(h.save))
	mux.HandleFunc("GET /pro/forms/{id}", only(h.edit))
	mux.HandleFunc("POST /pro/forms/{id}", only(h.save))
	mux.HandleFunc("POST /pro/forms/{id}/retire", only(h.retire))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, "services", p.L.T("forms.title")
	return p
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	forms, err := h.Catalog.FormsOf(r.Context(), who, practice.ID)
	if err != nil {
		return err
	}
	v := List{Page: h.page(w, r)}
	for _, f := range forms {
		it := Item{ID: f.FormID.String(), Title: f.Document.Title, Waiver: f.Kind == catalog.Waiver, Version: f.Version, Fields: len(f.Document.Fields), Active: f.Active}
		for _, s := range practice.Services {
			for _, id := range f.Services {
				if s.ID == id {
					it.Services = append(it.Services, s.Name)
				}
			}
		}
		v.Items = append(v.Items, it)
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func (h Handler) retire(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	practice, id, err := h.subject(r, who)
	if err != nil {
		return err
	}
	if _, err := h.Catalog.RetireForm(r.Context(), who, practice.ID, id); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "form_retired", "/pro/forms")
}

// subject is the practitioner with the form of the address; the zero id is a new one. catalog.ErrNoForm.
func (h Handler) subject(r *http.Request, who identity.Principal) (catalog.Practitioner, uuid.UUID, error) {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil || r.PathValue("id") == "" {
		return practice, uuid.Nil, err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil || id == uuid.Nil {
		return practice, uuid.Nil, catalog.ErrNoForm
	}
	return practice, id, nil
}
