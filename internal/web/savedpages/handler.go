package savedpages

import (
	"net/http"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/modules/saved"
	"klear/internal/platform/crypto"
	"klear/internal/platform/flags"
	"klear/internal/web/page"
)

// Handler serves saved practitioners. All fields are required.
//
//	GET  /saved               the list, with the next opening of each
//	POST /saved               save or drop, a practitioner's slug, and back: what the hearts of other pages send
//	GET  /saved/keep          after signing in: saves what a visitor's heart asked for
//	POST /saved/{slug}/alert  on: yes or no
//	GET  /saved/stop          ?person&with&exp&sig: asks; POST ends letters, from the page or by a mail program's own button
type Handler struct {
	*page.Kit
	Saved   *saved.Service
	Catalog *catalog.Catalog
	Links   crypto.LinkSigner // checks what StopLink signed
}

// Mount registers the routes. POST /saved/stop needs an httpx.Rule that admits other sites: its signature is its proof.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /saved", h.When(flags.Saved, h.SignedIn(h.list)))
	mux.HandleFunc("POST /saved", h.When(flags.Saved, h.Anybody(h.toggle)))
	mux.HandleFunc("GET /saved/keep", h.When(flags.Saved, h.SignedIn(h.keep)))
	mux.HandleFunc("POST /saved/{slug}/alert", h.When(flags.Saved, h.SignedIn(h.alert)))
	mux.HandleFunc("GET /saved/stop", h.Anybody(h.askStop))
	mux.HandleFunc("POST /saved/stop", h.Anybody(h.stop))
}

// practitioner finds whom a form names. Errors: catalog.ErrNoPractitioner.
func (h Handler) practitioner(r *http.Request, slug string) (catalog.Practitioner, error) {
	p, _, err := h.Catalog.PractitionerBySlug(r.Context(), strings.ToLower(slug))
	return p, err
}
