package listing

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/flags"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves practitioners who present themselves.
type Handler struct {
	Kit      *page.Kit
	People   *identity.Service
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
}

// Mount adds the area's routes. POST /pro/page/photo, /pro/documents and /pro/start/documents need an httpx.Rule that lets
// files through.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/page", only(h.showEditor))
	mux.HandleFunc("POST /pro/page", only(h.saveEditor))
	mux.HandleFunc("POST /pro/page/photo", only(h.savePhoto))
	mux.HandleFunc("POST /pro/page/photo/remove", only(h.removePhoto))
	mux.HandleFunc("GET /pro/page/embed", h.Kit.When(flags.Embed, only(h.showEmbed)))
	mux.HandleFunc("POST /pro/page/embed", h.Kit.When(flags.Embed, only(h.saveEmbed)))
	mux.HandleFunc("GET /pro/documents", only(h.showDocuments))
	mux.HandleFunc("POST /pro/documents", only(h.addDocument))
	mux.HandleFunc("GET /pro/documents/{id}", only(h.document))
	mux.HandleFunc("POST /pro/documents/{id}/remove", only(h.removeDocument))
	mux.HandleFunc("GET /account/offer", h.Kit.SignedIn(h.showOffer))
	mux.HandleFunc("POST /account/offer", h.Kit.SignedIn(h.offer))
	mux.HandleFunc("GET /pro/start", only(h.resume))
	mux.HandleFunc("GET /pro/start/you", only(h.showYou))
	mux.HandleFunc("POST /pro/start/you", only(h.saveYou))
	mux.HandleFunc("GET /pro/start/where", only(h.with(h.showWhere)))
	mux.HandleFunc("POST /pro/start/where", only(h.with(h.saveWhere)))
	mux.HandleFunc("GET /pro/start/service", only(h.with(h.showService)))
	mux.HandleFunc("POST /pro/start/service", only(h.with(h.saveService)))
	mux.HandleFunc("GET /pro/start/hours", only(h.with(h.showHours)))
	mux.HandleFunc("POST /pro/start/hours", only(h.with(h.saveHours)))
	mux.HandleFunc("GET /pro/start/calendar", only(h.with(h.showCalendar)))
	mux.HandleFunc("POST /pro/start/calendar", only(h.with(h.saveCalendar)))
	mux.HandleFunc("GET /pro/start/documents", only(h.with(h.showPapers)))
	mux.HandleFunc("POST /pro/start/documents", only(h.with(h.savePaper)))
	mux.HandleFunc("POST /pro/start/skip/{step}", only(h.with(h.skip)))
	mux.HandleFunc("GET /pro/start/done", only(h.with(h.showDone)))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, section, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, section, p.L.T(title)
	return p
}
