package series

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/flags"
	"klear/internal/web/page"
)

// Handler serves the making of a series. All fields are required.
//
//	POST /series/plan  with, service, mode, at, weeks, count from the practitioner's page: 303 to the plan
//	GET  /series       the plan
//	POST /series       holds what was chosen: 303 to the checkout; 409 the plan again when a date went, 422 too few dates
type Handler struct {
	Kit      *page.Kit
	Catalog  *catalog.Catalog
	Bookings *booking.Service
	Tariff   *tariff.Service
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("POST /series/plan", h.Kit.When(flags.Series, h.Kit.Anybody(h.ask)))
	mux.HandleFunc("GET /series", h.Kit.When(flags.Series, h.Kit.Anybody(h.plan)))
	mux.HandleFunc("POST /series", h.Kit.When(flags.Series, h.Kit.Anybody(h.hold)))
}

// ask leads from the practitioner's form, which posts, to an address that can be kept and reloaded.
func (h Handler) ask(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	wish, err := read(form)
	if err != nil {
		return err
	}
	page.See(w, r, wish.url())
	return nil
}
