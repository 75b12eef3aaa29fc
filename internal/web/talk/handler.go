package talk

import (
	"context"
	"net/http"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the talk. All fields are required.
//
//	GET  /talk                   the open talk, or the page before the first word
//	POST /talk/welcome           that page was read; remember=1: the companion may keep facts
//	POST /talk                   words, key (of the device: sent once); begins a talk where none is open
//	POST /talk/voice             audio: shown as words in the field, to be read and sent; only where a transcriber is configured
//	GET  /talk/end               how it was; POST ends the open talk: mood, summary
//	GET  /talk/past              earlier talks; ?q searches them, ?page
//	GET  /talk/past/{id}         one of them; POST changes its summary
//	POST /talk/past/{id}/delete  deletes it
type Handler struct {
	*page.Kit
	Companion *companion.Service
	// Team reports whether people are called when somebody writes of danger.
	Team func(ctx context.Context) bool
	// Lines are the help lines of whoever reads.
	Lines func(p layout.Page, who identity.Principal) []layout.CarePack
	// Spoken are the paragraphs of fixed words without the numbers, which the card has.
	Spoken func(words string) []string
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /talk", h.SignedIn(h.show))
	mux.HandleFunc("POST /talk", h.SignedIn(h.send))
	if h.Companion.Voice != nil {
		h.MountVoice(mux)
	}
	mux.HandleFunc("POST /talk/welcome", h.SignedIn(h.welcome))
	mux.HandleFunc("GET /talk/end", h.SignedIn(h.showEnd))
	mux.HandleFunc("POST /talk/end", h.SignedIn(h.end))
	mux.HandleFunc("GET /talk/past", h.SignedIn(h.past))
	mux.HandleFunc("GET /talk/past/{id}", h.SignedIn(h.showPast))
	mux.HandleFunc("POST /talk/past/{id}", h.SignedIn(h.summarise))
	mux.HandleFunc("POST /talk/past/{id}/delete", h.SignedIn(h.drop))
}

// MountVoice registers the route of recordings.
func (h Handler) MountVoice(mux *http.ServeMux) {
	mux.HandleFunc("POST /talk/voice", h.SignedIn(h.voice))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Private(w, r)
	p.Section, p.NoSearch, p.Area = "talk", true, layout.Focus
	p.Title = p.L.T(title)
	return p
}
