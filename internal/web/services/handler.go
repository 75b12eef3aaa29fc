package services

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves a practitioner's offer. All fields are required.
type Handler struct {
	Kit     *page.Kit
	Catalog *catalog.Catalog
	Tariff  *tariff.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/services", only(h.list))
	mux.HandleFunc("POST /pro/services/order", only(h.order))
	mux.HandleFunc("POST /pro/services/confirmation", only(h.confirmation))
	mux.HandleFunc("GET /pro/services/new", only(h.add))
	mux.HandleFunc("POST /pro/services/new", only(h.save))
	mux.HandleFunc("GET /pro/services/{id}", only(h.edit))
	mux.HandleFunc("POST /pro/services/{id}", only(h.save))
	mux.HandleFunc("POST /pro/services/{id}/pause", only(h.pause))
	mux.HandleFunc("POST /pro/services/{id}/reopen", only(h.reopen))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, "services", p.L.T("nav.services")
	return p
}

// own finds one of the practitioner's services, paused ones too. Others' do not exist here.
func own(p catalog.Practitioner, id string) (catalog.Service, error) {
	want, err := uuid.Parse(id)
	if err != nil {
		return catalog.Service{}, catalog.ErrNoService
	}
	s, ok := p.Service(want)
	if !ok {
		return catalog.Service{}, catalog.ErrNoService
	}
	return s, nil
}
