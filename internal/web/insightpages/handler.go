package insightpages

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/insight"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves insights. All fields are required. Where the law bars them the first page says so.
//
//	GET  /insights       the last look
//	POST /insights       looks again, at most once an hour
//	GET  /insights/{id}  one claim with its entries
//	POST /insights/{id}  verdict: acknowledged, wrong, open
type Handler struct {
	*page.Kit
	Insights *insight.Service
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /insights", h.SignedIn(h.show))
	mux.HandleFunc("POST /insights", h.SignedIn(h.look))
	mux.HandleFunc("GET /insights/{id}", h.SignedIn(h.one))
	mux.HandleFunc("POST /insights/{id}", h.SignedIn(h.decide))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Private(w, r)
	p.Section, p.NoSearch = "insights", true
	p.Title = p.L.T(title)
	return p
}

// ref is the claim of the path. What is no id is nobody's claim.
func ref(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, insight.ErrNotFound
	}
	return id, nil
}
