package moodpages

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the journal. All fields are required.
//
//	GET  /journal            leads to /mood
//	GET  /mood               ?range: 4w, 3m or 1y; ?page
//	POST /mood               an entry: mood, and what the form below "more" has; back: where it was entered
//	GET  /mood/{id}          one entry; POST changes it
//	POST /mood/{id}/remove   deletes it
//	GET  /mood/words         the person's own words; POST /mood/words/{id}/remove takes one off
//	GET  /mood/two-weeks     the PHQ-9 and what was answered before; POST answers it: q1 to q9
//	POST /mood/two-weeks/{id}/remove   deletes what was answered once
type Handler struct {
	*page.Kit
	Moods *mood.Service
	// Lines are the help lines of whoever reads.
	Lines func(p layout.Page, who identity.Principal) []layout.CarePack
	// Spoken are the paragraphs of fixed words without the numbers, which the card has.
	Spoken func(words string) []string
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.Handle("GET /journal", http.RedirectHandler("/mood", http.StatusSeeOther))
	mux.HandleFunc("GET /mood", h.SignedIn(h.show))
	mux.HandleFunc("POST /mood", h.SignedIn(h.keep))
	mux.HandleFunc("GET /mood/words", h.SignedIn(h.words))
	mux.HandleFunc("POST /mood/words/{id}/remove", h.SignedIn(h.dropWord))
	mux.HandleFunc("GET /mood/two-weeks", h.SignedIn(h.showWeeks))
	mux.HandleFunc("POST /mood/two-weeks", h.SignedIn(h.answer))
	mux.HandleFunc("POST /mood/two-weeks/{id}/remove", h.SignedIn(h.dropRound))
	mux.HandleFunc("GET /mood/{id}", h.SignedIn(h.showEntry))
	mux.HandleFunc("POST /mood/{id}", h.SignedIn(h.edit))
	mux.HandleFunc("POST /mood/{id}/remove", h.SignedIn(h.remove))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Private(w, r)
	p.Section, p.NoSearch = "mood", true
	p.Title = p.L.T(title)
	return p
}

// entry is the one of the path. Others' entries do not exist here.
func (h Handler) entry(r *http.Request, who identity.Principal) (mood.Entry, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return mood.Entry{}, mood.ErrNotFound
	}
	return h.Moods.Get(r.Context(), who, id)
}
