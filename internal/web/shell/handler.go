package shell

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"klear/assets"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/theme"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// File is an open file with its type.
type File struct {
	Content     io.ReadSeekCloser
	ContentType string
	Stored      time.Time
}

// Files reads stored pictures; an apperr of kind NotFound for one that does not exist.
type Files interface {
	Open(ctx context.Context, key string) (File, error)
}

// Handler serves files. Nothing here asks who is there; uploaded pictures have addresses nobody can guess.
//
//	GET /static/…              assets by hash
//	GET /static/theme/{hash}   an operator's colours, after app.css
//	GET /portraits/{seed}.svg  drawn portraits and patterns
//	GET /photos/{id}/{file}    practitioners' photos
//	GET /avatars/{file}        people's pictures
//	GET /icon.svg  /favicon.ico  /icons/{size}  /manifest.webmanifest
type Handler struct {
	*page.Kit
	Files Files
}

// Mount registers the routes.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.Handle(assets.Prefix, h.Assets.Handler())
	mux.HandleFunc("GET "+theme.Prefix+"{file}", h.style)
	mux.Handle("GET "+ui.PortraitPrefix, ui.PortraitHandler())
	mux.Handle("GET /icon.svg", layout.IconHandler())
	mux.HandleFunc("GET /favicon.ico", h.favicon)
	mux.HandleFunc("GET /icons/{file}", h.icon)
	mux.HandleFunc("GET /manifest.webmanifest", h.manifest)
	mux.HandleFunc("GET /photos/{id}/{file}", h.picture)
	mux.HandleFunc("GET /avatars/{file}", h.picture)
}

// style serves the rule of the colours that hold now. Older ones are gone: a page that still names them is painted as the
// brand comes, and nothing may remember that it was not found, since another process may know a newer rule already.
func (h *Handler) style(w http.ResponseWriter, r *http.Request) {
	s := h.Brand().Style
	if r.URL.Path != s.URL {
		w.Header().Set("Cache-Control", "no-store")
		h.Error(w, r, httpx.ErrNotFound)
		return
	}
	head := w.Header()
	head.Set("Content-Type", "text/css; charset=utf-8")
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = io.WriteString(w, s.CSS) // the client may have gone
}

// pictureKey is what the modules call pictures: a folder and ids.
var pictureKey = regexp.MustCompile(`^(photos/[0-9a-f][0-9a-f-]{35}|avatars)/[0-9a-z][0-9a-z-]{0,59}$`)

// picture serves an uploaded picture. The key changes with the picture, so that it may be kept for good.
func (h *Handler) picture(w http.ResponseWriter, r *http.Request) {
	key := r.URL.Path[1:]
	if !pictureKey.MatchString(key) {
		h.Error(w, r, httpx.ErrNotFound)
		return
	}
	f, err := h.Files.Open(r.Context(), key)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	defer f.Content.Close()
	head := w.Header()
	head.Set("Content-Type", f.ContentType)
	head.Set("Cache-Control", "public, max-age=31536000, immutable")
	head.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", f.Stored, f.Content)
}

func (h *Handler) favicon(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	http.Redirect(w, r, h.iconPath(), http.StatusFound)
}

func (h *Handler) iconPath() string { return "/icon.svg?m=" + h.Brand().Mark }

// manifest describes the installed app.
func (h *Handler) manifest(w http.ResponseWriter, r *http.Request) {
	b := h.Brand()
	l := h.Bundle.Localizer(h.Bundle.Negotiate("", r.Header.Get("Accept-Language"), b.Locale), b.Country)
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose,omitempty"`
	}
	type shortcut struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	m := struct {
		ID         string     `json:"id"`
		Name       string     `json:"name"`
		ShortName  string     `json:"short_name"`
		Lang       string     `json:"lang"`
		Dir        string     `json:"dir"`
		StartURL   string     `json:"start_url"`
		Scope      string     `json:"scope"`
		Display    string     `json:"display"`
		Theme      string     `json:"theme_color"`
		Background string     `json:"background_color"`
		Icons      []icon     `json:"icons"`
		Shortcuts  []shortcut `json:"shortcuts"`
	}{
		ID: "/", Name: b.Name, ShortName: b.Name, Lang: l.Tag(), Dir: l.Dir(), StartURL: "/", Scope: "/", Display: "standalone",
		Theme: b.ThemeColor.Light, Background: b.Paint.Ground,
		Icons:     []icon{{Src: h.iconPath(), Sizes: "any", Type: "image/svg+xml"}},
		Shortcuts: []shortcut{{l.T("nav.help"), "/help-now"}},
	}
	if b.Has(brand.Booking) {
		m.Shortcuts = append([]shortcut{{l.T("nav.bookings"), "/bookings"}}, m.Shortcuts...)
	}
	for _, size := range iconSizes {
		n := strconv.Itoa(size)
		m.Icons = append(m.Icons, icon{Src: "/icons/" + n + ".png", Sizes: n + "x" + n, Type: "image/png"},
			icon{Src: "/icons/maskable-" + n + ".png", Sizes: n + "x" + n, Type: "image/png", Purpose: "maskable"})
	}
	body, err := json.Marshal(m)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/manifest+json")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Header().Add("Vary", "Accept-Language")
	_, _ = w.Write(body) // the client may have gone
}
