package goalpages

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/goal"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves goals. All fields are required.
//
//	GET  /goals                              all of them; POST keeps a new one
//	GET  /goals/new                          the form of a new one
//	GET  /goals/{id}                         ?page; one goal; POST changes it
//	POST /goals/{id}/state                   pauses, takes up again, finishes, puts away
//	POST /goals/{id}/progress                day, amount, note; back: where a tap came from
//	POST /goals/{id}/progress/{step}/remove  takes progress back
//	POST /goals/{id}/remove                  deletes it for good
type Handler struct {
	*page.Kit
	Goals *goal.Service
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /goals", h.SignedIn(h.list))
	mux.HandleFunc("POST /goals", h.SignedIn(h.add))
	mux.HandleFunc("GET /goals/new", h.SignedIn(h.blank))
	mux.HandleFunc("GET /goals/{id}", h.SignedIn(h.show))
	mux.HandleFunc("POST /goals/{id}", h.SignedIn(h.edit))
	mux.HandleFunc("POST /goals/{id}/state", h.SignedIn(h.move))
	mux.HandleFunc("POST /goals/{id}/progress", h.SignedIn(h.advance))
	mux.HandleFunc("POST /goals/{id}/progress/{step}/remove", h.SignedIn(h.undo))
	mux.HandleFunc("POST /goals/{id}/remove", h.SignedIn(h.remove))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Private(w, r)
	p.Section, p.NoSearch, p.Title = "goals", true, title
	return p
}

// ref is the goal of the path. What is no id is nobody's goal.
func ref(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, goal.ErrNotFound
	}
	return id, nil
}

func address(id uuid.UUID) string { return "/goals/" + id.String() }
