package transfer

import (
	"net/http"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the import and the export of the catalogue. All fields are required.
type Handler struct {
	Kit     *page.Kit
	Catalog *catalog.Catalog
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/import", only(h.showUpload))
	mux.HandleFunc("POST /admin/import", only(h.upload))
	mux.HandleFunc("GET /admin/import/{run}", only(h.showRun))
	mux.HandleFunc("POST /admin/import/{run}", only(h.start))
	mux.HandleFunc("GET /admin/export", only(h.showExport))
	mux.HandleFunc("GET /admin/export/{file}", only(h.export))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section = layout.Operate, "import"
	p.Title = p.L.T(key)
	return p
}
