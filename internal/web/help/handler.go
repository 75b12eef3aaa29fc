package help

import (
	"net/http"

	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler serves help in a crisis. It needs no database, no session and no limit on requests: it must answer when
// nothing else does.
//
//	GET /help-now   ?country=IN
type Handler struct{ *page.Kit }

// Mount registers the route.
func (h *Handler) Mount(mux *http.ServeMux) { mux.HandleFunc("GET /help-now", h.show) }

// Rule lifts the rate limit; add it to httpx.Options.Rules.
func Rule() httpx.Rule { return httpx.Rule{Match: "/help-now", Class: httpx.ClassUnlimited} }

func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	v := View{Page: h.Page(w, r)}
	v.Page.Title, v.Page.Section = v.Page.L.T("help.title"), "help"
	country := v.Page.Country
	if asked := r.URL.Query().Get("country"); asked != "" {
		if _, known := h.Brand().Crisis[asked]; known {
			country = asked
			h.SaveCountry(w, asked)
		}
	}
	v.Pack, v.Country = h.Brand().CrisisFor(country)
	// Who chose a country, or was guessed into one, may be somewhere else than their clock says.
	here := page.CountryOf(v.Page.Zone.String())
	if pack, key := h.Brand().CrisisFor(here); key != v.Country && here != "" {
		v.Second = &Second{Country: key, Pack: pack}
	}
	for _, key := range h.Brand().CrisisCountries() {
		v.Countries = append(v.Countries, ui.Choice{Value: key, Selected: key == v.Country})
	}
	httpx.WritePage(w, r, http.StatusOK, HelpNow(v))
}
