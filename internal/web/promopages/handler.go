package promopages

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/promo"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

const (
	at      = "/admin/promotions"
	perPage = 50
)

// Handler serves the promotions. All fields are required.
//
//	GET  /admin/promotions                  all of them, the newest first
//	GET  /admin/promotions/new              the form of a promotion
//	POST /admin/promotions/new              code, percent, amount, most, minimum, currency, borne_by, category, service, first, per_person, total, from, until, note: 303; 422, 409 the form again
//	POST /admin/promotions/{promotion}/end  303 to the list; 409 the list again
type Handler struct {
	Kit     *page.Kit
	Promos  *promo.Service
	Catalog *catalog.Catalog
	People  *identity.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/promotions", only(h.list))
	mux.HandleFunc("GET /admin/promotions/new", only(h.showNew))
	mux.HandleFunc("POST /admin/promotions/new", only(h.add))
	mux.HandleFunc("POST /admin/promotions/{promotion}/end", only(h.end))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Operate, "promotions", p.L.T(title)
	return p
}
