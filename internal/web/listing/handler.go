package listing

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves practitioners who present themselves.
type Handler struct {
	Kit     *page.Kit
	Catalog *catalog.Catalog
}

// Mount adds the area's routes. POST /pro/page/photo needs an httpx.Rule that lets MaxPhotoMB through.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/page", only(h.showEditor))
	mux.HandleFunc("POST /pro/page", only(h.saveEditor))
	mux.HandleFunc("POST /pro/page/photo", only(h.savePhoto))
	mux.HandleFunc("POST /pro/page/photo/remove", only(h.removePhoto))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, section, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, section, p.L.T(title)
	return p
}

// statusOf is how a form that failed is answered.
func statusOf(err error) int {
	_, status := httpx.Public(err)
	return status
}
