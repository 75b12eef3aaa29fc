package wallet

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/web/page"
)

// Handler serves the area to signed-in people. All fields are required.
//
//	GET  /account/payment-methods               what is kept, and a form for another
//	POST /account/payment-methods               card: kept; 303 to the bank when it asks; 402 declined, 422 wrong
//	GET  /account/payment-methods/{id}/return   where its owner comes back to from their bank
//	POST /account/payment-methods/{id}/prefer   offered first from now on
//	POST /account/payment-methods/{id}/remove   instead: what takes its place for coming bookings; 409 when one is needed
//	GET  /bookings/{code}/pay                   a booking that was not paid in time, or whose charge credit could spare
//	POST /bookings/{code}/pay                   method: card (with card), or kept:<id>; credit: as far as it goes
//	GET  /bookings/{code}/pay/return            where the payer comes back to from their bank
type Handler struct {
	*page.Kit
	DB       *db.DB
	Payments *payment.Service
	Bookings *booking.Service
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /account/payment-methods", h.SignedIn(h.list))
	mux.HandleFunc("POST /account/payment-methods", h.SignedIn(h.add))
	mux.HandleFunc("GET /account/payment-methods/{id}/return", h.SignedIn(h.comeBack))
	mux.HandleFunc("POST /account/payment-methods/{id}/prefer", h.SignedIn(h.prefer))
	mux.HandleFunc("POST /account/payment-methods/{id}/remove", h.SignedIn(h.remove))
	mux.HandleFunc("GET /bookings/{code}/pay", h.SignedIn(h.showOwed))
	mux.HandleFunc("POST /bookings/{code}/pay", h.SignedIn(h.payOwed))
	mux.HandleFunc("GET /bookings/{code}/pay/return", h.SignedIn(h.backToOwed))
}
