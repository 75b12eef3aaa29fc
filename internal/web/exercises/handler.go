package exercises

import (
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the exercises. All fields are required.
//
//	GET  /safety-plan                 leads to that exercise
//	GET  /exercises                   all of them, those begun first
//	GET  /exercises/{slug}            what it is about; POST begins it, or goes on
//	GET  /exercises/run/{id}          the step at which a run stands, or at its end the whole of it
//	POST /exercises/run/{id}          do: next, skip or back; version, step, and what the step asks for
//	POST /exercises/run/{id}/delete   deletes it
type Handler struct {
	*page.Kit
	Companion *companion.Service
	// Lines are the help lines of whoever reads.
	Lines func(p layout.Page, who identity.Principal) []layout.CarePack
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.Handle("GET /safety-plan", http.RedirectHandler("/exercises/safety-plan", http.StatusSeeOther))
	mux.HandleFunc("GET /exercises", h.SignedIn(h.list))
	mux.HandleFunc("GET /exercises/{slug}", h.SignedIn(h.show))
	mux.HandleFunc("POST /exercises/{slug}", h.SignedIn(h.begin))
	mux.HandleFunc("GET /exercises/run/{id}", h.SignedIn(h.showRun))
	mux.HandleFunc("POST /exercises/run/{id}", h.SignedIn(h.step))
	mux.HandleFunc("POST /exercises/run/{id}/delete", h.SignedIn(h.drop))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Private(w, r)
	p.Section, p.NoSearch, p.Area = "talk", true, layout.Focus
	p.Title = title
	return p
}
