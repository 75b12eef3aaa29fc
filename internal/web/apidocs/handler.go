package apidocs

import (
	"net/http"

	"klear/internal/platform/httpx"
	"klear/internal/web/page"

	"github.com/danielgtaylor/huma/v2"
)

// Handler serves GET /api/docs.
type Handler struct {
	Kit *page.Kit
	Doc *huma.OpenAPI
}

// Mount registers the route.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/docs", func(w http.ResponseWriter, r *http.Request) {
		p := h.Kit.Page(w, r)
		p.Title, p.NoIndex = "REST API", true
		httpx.WritePage(w, r, http.StatusOK, Reference(View{Page: p, Groups: groups(h.Doc)}))
	})
}
