package find

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/platform/brand"
)

// Handler serves search and the people in it. All fields are required.
//
//	GET  /search                  ?q&near&when&mode&lang&max&category&sort&page&on
//	GET  /search/filters          the same: every filter of that search
//	GET  /c/{category}            301 after a rename
//	GET  /in/{place}/{category}
//	GET  /p/{slug}                ?service&mode&on; 301 after a rename, 404 for who may not be shown
//	POST /holds                   with, service, mode, at: 303 to the checkout; 409 where it came from when the time went
//	GET  /sitemap.xml  /sitemaps/{n}  /robots.txt
type Handler struct {
	*Finder
	Bookings *booking.Service

	sitemaps sitemapCache
}

// Mount registers the routes of the brand's modules. A profile is there for either: to be found, or to book from.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /robots.txt", h.robots)
	finding, booking := h.Brand().Has(brand.Find), h.Brand().Has(brand.Booking)
	if finding || booking {
		mux.HandleFunc("GET /p/{slug}", h.practitioner)
	}
	if booking {
		mux.HandleFunc("POST /holds", h.hold)
	}
	if finding {
		mux.HandleFunc("GET /search", h.search)
		mux.HandleFunc("GET /search/filters", h.filters)
		mux.HandleFunc("GET /c/{category}", h.category)
		mux.HandleFunc("GET /in/{place}/{category}", h.placed)
		mux.HandleFunc("GET /sitemap.xml", h.sitemapIndex)
		mux.HandleFunc("GET /sitemaps/{n}", h.sitemap)
	}
}
