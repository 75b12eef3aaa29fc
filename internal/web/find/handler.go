package find

import (
	"net/http"

	"klear/internal/modules/booking"
)

// Handler serves search and the people in it. All fields are required.
//
//	GET  /search                  ?q&near&when&mode&lang&max&category&sort&page&on
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

// Mount registers the routes.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /search", h.search)
	mux.HandleFunc("GET /c/{category}", h.category)
	mux.HandleFunc("GET /in/{place}/{category}", h.placed)
	mux.HandleFunc("GET /p/{slug}", h.practitioner)
	mux.HandleFunc("POST /holds", h.hold)
	mux.HandleFunc("GET /sitemap.xml", h.sitemapIndex)
	mux.HandleFunc("GET /sitemaps/{n}", h.sitemap)
	mux.HandleFunc("GET /robots.txt", h.robots)
}
