package gallery

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"klear/assets"
	"klear/brands"
	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/platform/theme"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
	"klear/locales"
)

// Prefix is where Handler is mounted.
const Prefix = "/dev/gallery/"

// Now is the moment every fixture is rendered at: Friday 20 November 2026, 5:40 pm in India.
var Now = time.Date(2026, 11, 20, 12, 10, 0, 0, time.UTC)

// Gallery renders fixtures. It is safe for concurrent use.
type Gallery struct {
	assets  *assets.Assets
	brands  map[string]*brand.Brand
	themes  map[string]*theme.Theme
	bundles map[string]*i18n.Bundle
	pseudo  map[string]*i18n.Bundle
}

// New loads every brand with its messages.
func New(a *assets.Assets) (*Gallery, error) {
	g := &Gallery{assets: a, brands: map[string]*brand.Brand{}, themes: map[string]*theme.Theme{}, bundles: map[string]*i18n.Bundle{}, pseudo: map[string]*i18n.Bundle{}}
	for _, id := range brand.IDs(brands.FS) {
		b, err := brand.Load(brands.FS, id)
		if err != nil {
			return nil, err
		}
		bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
		if err != nil {
			return nil, err
		}
		if g.themes[id], err = theme.Read(assets.Tokens(), b.Theme); err != nil {
			return nil, err
		}
		g.brands[id], g.bundles[id] = b, bundle
		if g.pseudo[id], err = pseudoBundle(locales.FS, i18n.Voice{Words: b.Words}); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// bundle is a brand's texts, or the disguised ones.
func (g *Gallery) bundle(brandID, lang string) *i18n.Bundle {
	if lang == Pseudo {
		return g.pseudo[brandID]
	}
	return g.bundles[brandID]
}

// Entry is one page in one state.
type Entry struct {
	ID     string // "checkout-declined"
	Title  string
	Status int  // 0 is 200
	Places bool // shows {{.Places}} of letters as they are; on all others one would be a message left unfilled
	render func(f fixture) templ.Component
}

// URL is an entry's address for a brand and a language.
func (e Entry) URL(brandID, lang string) string { return Prefix + brandID + "/" + lang + "/" + e.ID }

// BrandIDs lists the brands in the gallery.
func BrandIDs() []string { return brand.IDs(brands.FS) }

// Handler serves the index and the entries. Theme may be forced with ?theme=dark, the zone with ?zone=Europe/London,
// the direction with ?dir=rtl is left to the browser's tools. ?inline=1 renders as on a first visit.
func (g *Gallery) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Prefix+"{$}", g.index)
	mux.HandleFunc("GET "+Prefix+"{brand}/{lang}/{entry}", g.show)
	return mux
}

func (g *Gallery) index(w http.ResponseWriter, r *http.Request) {
	f := g.fixture(r, "klearkarma", "en")
	f.page.Title = "Gallery"
	g.render(w, r, http.StatusOK, indexPage(f.page, Entries(), BrandIDs()))
}

func (g *Gallery) show(w http.ResponseWriter, r *http.Request) {
	b, lang := r.PathValue("brand"), r.PathValue("lang")
	if g.brands[b] == nil {
		http.NotFound(w, r)
		return
	}
	for _, e := range Entries() {
		if e.ID == r.PathValue("entry") {
			status := e.Status
			if status == 0 {
				status = http.StatusOK
			}
			g.render(w, r, status, e.render(g.fixture(r, b, lang)))
			return
		}
	}
	http.NotFound(w, r)
}

func (g *Gallery) render(w http.ResponseWriter, r *http.Request, status int, c templ.Component) {
	var raw [16]byte
	if _, err := rand.Read(raw[:]); err != nil {
		http.Error(w, "no randomness", http.StatusInternalServerError)
		return
	}
	nonce := base64.RawStdEncoding.EncodeToString(raw[:])
	buf := templ.GetBuffer()
	defer templ.ReleaseBuffer(buf)
	if err := c.Render(templ.WithNonce(r.Context(), nonce), buf); err != nil {
		http.Error(w, fmt.Sprintf("render: %v", err), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", layout.ContentSecurityPolicy(nonce))
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes()) // the client may have gone
}

// Mux is the gallery with everything its pages need: for a server that shows nothing else.
func (g *Gallery) Mux() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(Prefix, g.Handler())
	mux.Handle(assets.Prefix, g.assets.Handler())
	mux.Handle(ui.PortraitPrefix, ui.PortraitHandler())
	mux.Handle("/icon.svg", layout.IconHandler())
	mux.Handle("GET /{$}", http.RedirectHandler(Prefix, http.StatusFound))
	return mux
}
