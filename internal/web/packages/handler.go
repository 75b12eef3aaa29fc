package packages

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/web/page"
)

// Handler serves packages. All fields are required.
//
//	GET  /packages/{offer}               what is bought, on which terms
//	POST /packages/{offer}               buy; 303 to one's packages or the bank, or the page again
//	GET  /packages/{offer}/book          leads to the times of its service
//	GET  /packages/{offer}/return        where the payer comes back to from their bank
//	GET  /account/packages               what one has
//	POST /account/packages/{id}/refund   give unused sessions back
//	GET  /pro/services/{id}/packages     what is offered of a service, and what was sold of it
//	POST /pro/services/{id}/packages     add, change, close or reopen an offer
type Handler struct {
	Kit      *page.Kit
	Catalog  *catalog.Catalog
	Packs    *pack.Service
	Payments *payment.Service
	Tariff   *tariff.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /packages/{offer}", h.Kit.SignedIn(h.offer))
	mux.HandleFunc("POST /packages/{offer}", h.Kit.SignedIn(h.buy))
	mux.HandleFunc("GET /packages/{offer}/book", h.Kit.Anybody(h.book))
	mux.HandleFunc("GET /packages/{offer}/return", h.Kit.SignedIn(h.comeBack))
	mux.HandleFunc("GET /account/packages", h.Kit.SignedIn(h.mine))
	mux.HandleFunc("POST /account/packages/{id}/refund", h.Kit.SignedIn(h.refund))
	mux.HandleFunc("GET /pro/services/{id}/packages", h.Kit.Only(identity.Practitioner, h.offers))
	mux.HandleFunc("POST /pro/services/{id}/packages", h.Kit.Only(identity.Practitioner, h.saveOffer))
}
