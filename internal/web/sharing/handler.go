package sharing

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/share"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves what is shared. All fields are required.
//
//	GET  /sharing                  what one shares; POST shares something
//	GET  /sharing/{id}             every read of it
//	POST /sharing/{id}/end         ends it at once
//	GET  /pro/clients/{id}/shared  ?kind; what a client shares with the practitioner: a kind that is asked for is read
type Handler struct {
	*page.Kit
	Shares  *share.Service
	Clients *client.Service
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /sharing", h.SignedIn(h.show))
	mux.HandleFunc("POST /sharing", h.SignedIn(h.give))
	mux.HandleFunc("GET /sharing/{id}", h.SignedIn(h.reads))
	mux.HandleFunc("POST /sharing/{id}/end", h.SignedIn(h.end))
	mux.HandleFunc("GET /pro/clients/{id}/shared", h.Only(identity.Practitioner, h.shared))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Private(w, r)
	p.Section, p.NoSearch = "sharing", true
	p.Title = p.L.T(title)
	return p
}

// ref is the consent of the path. What is no id is nobody's.
func ref(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, share.ErrNotFound
	}
	return id, nil
}
