package gifts

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit"
	"klear/internal/modules/payment"
	"klear/internal/web/page"
)

// Handler serves the area. All fields are required.
//
//	GET  /gift               what a gift is, and its form for whoever is signed in
//	POST /gift               amount, message, recipient, card: 303 to the gift or the bank; 402 declined, 422 wrong
//	GET  /gift/{id}          the gift that was bought, to be printed
//	GET  /gift/{id}/return   where the payer comes back to from their bank
//	POST /gift/{id}/refund   give it back
//	GET  /account/credit     what there is, where it came from and went
//	POST /account/credit     code: redeemed; 422 the page again
type Handler struct {
	Kit      *page.Kit
	Credit   *credit.Service
	Payments *payment.Service
	Bookings *booking.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /gift", h.Kit.Anybody(h.offer))
	mux.HandleFunc("POST /gift", h.Kit.SignedIn(h.buy))
	mux.HandleFunc("GET /gift/{id}", h.Kit.SignedIn(h.show))
	mux.HandleFunc("GET /gift/{id}/return", h.Kit.SignedIn(h.comeBack))
	mux.HandleFunc("POST /gift/{id}/refund", h.Kit.SignedIn(h.refund))
	mux.HandleFunc("GET /account/credit", h.Kit.SignedIn(h.wallet))
	mux.HandleFunc("POST /account/credit", h.Kit.SignedIn(h.redeem))
}
