package waiting

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/flags"
	"klear/internal/web/page"
)

// Handler serves the lines. All fields are required.
//
//	GET  /p/{slug}/waiting      the wish; for signed-in people; POST joins: 303 to /bookings, 422 the form again
//	POST /waiting/{id}/leave    303 to /bookings
//	GET  /pro/waiting           who waits for the practitioner
type Handler struct {
	Kit      *page.Kit
	Catalog  *catalog.Catalog
	Bookings *booking.Service
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /p/{slug}/waiting", h.Kit.When(flags.WaitingList, h.Kit.SignedIn(h.ask)))
	mux.HandleFunc("POST /p/{slug}/waiting", h.Kit.When(flags.WaitingList, h.Kit.SignedIn(h.join)))
	mux.HandleFunc("POST /waiting/{id}/leave", h.Kit.When(flags.WaitingList, h.Kit.SignedIn(h.leave)))
	mux.HandleFunc("GET /pro/waiting", h.Kit.When(flags.WaitingList, h.Kit.Only(identity.Practitioner, h.line)))
}
