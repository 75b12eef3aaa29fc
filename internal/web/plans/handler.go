package plans

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription"
	"klear/internal/web/page"
)

// Handler serves plans. All fields are required.
//
//	GET  {base}           what one has, what there is, what was paid
//	GET  {base}/choose    one plan before the first payment (terms, cycle)
//	POST {base}/choose    303 to the page, the bank, or the page again
//	GET  {base}/change    another plan, with what it costs exactly (terms, cycle)
//	POST {base}/change    agreed to as shown, or not at all
//	GET  {base}/method    another card
//	POST {base}/method    kept; an open payment is tried at once
//	GET  {base}/return    where the payer comes back to from their bank
//	POST {base}/cancel    at the end of what was paid
//	POST {base}/resume    take that, or a change to come, back
type Handler struct {
	Kit   *page.Kit
	Plans *subscription.Service
}

// Mount adds the area's routes: those of seekers, and those of practitioners.
func (h Handler) Mount(mux *http.ServeMux) {
	own := family{h, subscription.ForSeekers, "/account/plan"}
	mux.HandleFunc("GET /account/plan", h.Kit.SignedIn(own.show))
	mux.HandleFunc("GET /account/plan/choose", h.Kit.SignedIn(own.showChoose))
	mux.HandleFunc("POST /account/plan/choose", h.Kit.SignedIn(own.choose))
	mux.HandleFunc("GET /account/plan/change", h.Kit.SignedIn(own.showChange))
	mux.HandleFunc("POST /account/plan/change", h.Kit.SignedIn(own.change))
	mux.HandleFunc("GET /account/plan/method", h.Kit.SignedIn(own.showMethod))
	mux.HandleFunc("POST /account/plan/method", h.Kit.SignedIn(own.payWith))
	mux.HandleFunc("GET /account/plan/return", h.Kit.SignedIn(own.comeBack))
	mux.HandleFunc("POST /account/plan/cancel", h.Kit.SignedIn(own.cancel))
	mux.HandleFunc("POST /account/plan/resume", h.Kit.SignedIn(own.resume))
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	work := family{h, subscription.ForPractitioners, "/pro/plan"}
	mux.HandleFunc("GET /pro/plan", only(work.show))
	mux.HandleFunc("GET /pro/plan/choose", only(work.showChoose))
	mux.HandleFunc("POST /pro/plan/choose", only(work.choose))
	mux.HandleFunc("GET /pro/plan/change", only(work.showChange))
	mux.HandleFunc("POST /pro/plan/change", only(work.change))
	mux.HandleFunc("GET /pro/plan/method", only(work.showMethod))
	mux.HandleFunc("POST /pro/plan/method", only(work.payWith))
	mux.HandleFunc("GET /pro/plan/return", only(work.comeBack))
	mux.HandleFunc("POST /pro/plan/cancel", only(work.cancel))
	mux.HandleFunc("POST /pro/plan/resume", only(work.resume))
}

// family is the area for one kind of reader.
type family struct {
	Handler
	of   subscription.Family
	base string
}
