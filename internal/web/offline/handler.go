package offline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"klear/assets"
	"klear/internal/modules/identity"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// The pages of the shell.
const (
	pathOffline = "/offline"        // instead of a page that was never opened
	pathUnsent  = "/offline/unsent" // instead of the answer to a payment that may not have arrived
	pathOutbox  = "/offline/outbox" // what waits to be sent
)

// Handler serves the shell.
//
//	GET /sw.js            the service worker with the addresses of this version
//	GET /offline/…        its pages, the same for everybody
//	GET /sync             a form token and whose browser this is, for the outbox
type Handler struct{ *page.Kit }

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) error {
	source, err := assets.Worker()
	if err != nil {
		return err
	}
	mux.HandleFunc("GET /sw.js", func(w http.ResponseWriter, r *http.Request) {
		script, err := h.worker(source)
		if err != nil {
			h.Error(w, r, err)
			return
		}
		head := w.Header()
		head.Set("Content-Type", "text/javascript; charset=utf-8")
		head.Set("Cache-Control", "no-cache")
		head.Set("Content-Security-Policy", "default-src 'none'; connect-src 'self'")
		_, _ = w.Write(script) // the client may have gone
	})
	mux.HandleFunc("GET "+pathOffline, h.show("offline", "offline.title", OfflinePage))
	mux.HandleFunc("GET "+pathUnsent, h.show("offline", "offline.unsent", UnsentPage))
	mux.HandleFunc("GET "+pathOutbox, h.show("outbox", "outbox.title", OutboxPage))
	mux.HandleFunc("GET /sync", h.Anybody(h.pass))
	return nil
}

// config is what stands above the worker: CONFIG.
type config struct {
	Version string   `json:"version"`
	Shell   []string `json:"shell"`
	Help    string   `json:"help"`
	Offline string   `json:"offline"`
	Unsent  string   `json:"unsent"`
	Outbox  string   `json:"outbox"`
}

// worker is the script; its version changes with anything that the shell holds, an operator's names and colours too.
func (h Handler) worker(source []byte) ([]byte, error) {
	b := h.Brand()
	c := config{Help: "/help-now", Offline: pathOffline, Unsent: pathUnsent, Outbox: pathOutbox}
	c.Shell = slices.Concat([]string{"/help-now", pathOffline, pathUnsent, pathOutbox}, layout.Sheets(b, h.Assets),
		[]string{h.Assets.URL(assets.Script), "/icons/192.png", layout.Font(b.Theme, h.Assets)})
	if b.Has(brand.Companion) { // what is kept of somebody's days is read without a network too
		c.Shell = append(c.Shell, h.Assets.URL(assets.Between), h.Assets.URL(assets.BetweenScript))
	}
	sum := sha256.New()
	for _, s := range append([]string{string(source), b.ID, b.Name, b.LegalName, b.SupportMail}, c.Shell...) {
		sum.Write([]byte(s))
	}
	c.Version = hex.EncodeToString(sum.Sum(nil)[:8])
	raw, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return append(append([]byte("const CONFIG = "), append(raw, ";\n"...)...), source...), nil
}

func (h Handler) show(section, title string, render func(View) templ.Component) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := View{Page: h.Private(w, r)}
		v.Page.Title, v.Page.Section, v.Page.NoSearch = v.Page.L.T(title, i18n.D{"Brand": v.Page.Brand.Name}), section, true
		httpx.WritePage(w, r, http.StatusOK, render(v))
	}
}

// Pass is what the outbox needs before it sends.
type Pass struct {
	CSRF   string `json:"csrf"`
	Viewer string `json:"viewer"` // whose things may be sent from here now
}

func (h Handler) pass(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	httpx.WriteJSON(w, r, http.StatusOK, Pass{CSRF: h.Page(w, r).CSRF, Viewer: h.Viewer(who)})
	return nil
}
