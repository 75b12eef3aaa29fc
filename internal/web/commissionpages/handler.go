package commissionpages

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

const (
	at      = "/admin/commission"
	perPage = 50
)

// Handler serves the rules of commission. All fields are required.
//
//	GET  /admin/commission             the rules, and a calculator (price, currency, category, plan, day)
//	GET  /admin/commission/new         the form of a rule
//	POST /admin/commission/new         category, plan, currency, percentages and amounts of both sides, from, until, note: 303; 422, 409 the form again
//	POST /admin/commission/{rule}/end  303 to the list
//	GET  /admin/commission/plans       which practitioner is on which plan (slug)
//	POST /admin/commission/plans       slug, plan, from: 303; 404, 422, 409 the form again
type Handler struct {
	Kit     *page.Kit
	Tariff  *tariff.Service
	Catalog *catalog.Catalog
	People  *identity.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/commission", only(h.list))
	mux.HandleFunc("GET /admin/commission/new", only(h.showNew))
	mux.HandleFunc("POST /admin/commission/new", only(h.add))
	mux.HandleFunc("POST /admin/commission/{rule}/end", only(h.end))
	mux.HandleFunc("GET /admin/commission/plans", only(h.showPlans))
	mux.HandleFunc("POST /admin/commission/plans", only(h.enrol))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Operate, "commission", p.L.T(title)
	return p
}
