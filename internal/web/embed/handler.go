package embed

import (
	_ "embed" // embed.js
	"net/http"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/modules/tariff"
	"klear/internal/platform/flags"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

//go:embed embed.js
var script []byte

const (
	maxServices = 5
	maxTimes    = 4 // of each service
	reach       = 31 * 24 * time.Hour
)

// Handler serves the script and the page in the frame.
//
//	GET /embed.js
//	GET /embed/p/{slug}   ?from, the origin of the page around it
type Handler struct {
	Kit      *page.Kit
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
	Tariff   *tariff.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /embed.js", h.Kit.When(flags.Embed, h.script))
	mux.HandleFunc("GET /embed/p/{slug}", h.Kit.When(flags.Embed, h.frame))
}

// script is for every site: which of them may show a frame is decided by the frame.
func (h Handler) script(w http.ResponseWriter, _ *http.Request) {
	header := w.Header()
	header.Set("Content-Type", "text/javascript; charset=utf-8")
	header.Set("Cache-Control", "public, max-age=3600")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	_, _ = w.Write(script) // the client may have gone
}

// frame is a page of its own: it does not know who looks, so that it needs no cookie and is the same for everybody.
func (h Handler) frame(w http.ResponseWriter, r *http.Request) {
	p, movedTo, err := h.Catalog.PractitionerBySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	if movedTo != "" {
		page.Moved(w, r, "/embed/p/"+movedTo+"?"+r.URL.RawQuery)
		return
	}
	allowed, err := h.Catalog.EmbedOrigins(r.Context(), p.ID)
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	if err := h.Tariff.Show(r.Context(), &p); err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	v, err := h.view(r, p)
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	if from := r.URL.Query().Get("from"); slices.Contains(allowed, from) {
		v.Parent = from
	}
	w.Header().Set("Content-Security-Policy", policy(httpx.Nonce(r.Context()), allowed))
	httpx.WritePage(w, r, http.StatusOK, FramePage(v))
}

// policy is the site's own with exactly these sites allowed around it; without any, as everywhere, none.
func policy(nonce string, allowed []string) string {
	if len(allowed) == 0 {
		return layout.ContentSecurityPolicy(nonce)
	}
	return strings.Replace(layout.ContentSecurityPolicy(nonce), "frame-ancestors 'none'", "frame-ancestors "+strings.Join(allowed, " "), 1)
}

func (h Handler) view(r *http.Request, p catalog.Practitioner) (Frame, error) {
	l, zone := h.Kit.Reader(r)
	now := h.Kit.Clock.Now()
	v := Frame{L: l, Zone: zone, Brand: h.Kit.Brand(), Assets: h.Kit.Assets, Now: now, Person: h.Kit.Person(&p)}
	var asks []schedule.Ask
	services := p.Services[:min(len(p.Services), maxServices)]
	for _, s := range services {
		asks = append(asks, schedule.Ask{Offering: schedule.OfferingFrom(s, p.Zone), From: now, To: now.Add(reach), Now: now})
	}
	times, err := h.Schedule.SlotsOfMany(r.Context(), h.Schedule.DB, asks)
	if err != nil {
		return Frame{}, err
	}
	for i, s := range services {
		item := Service{Name: s.Name, Minutes: s.DurationMin, Price: s.Price, URL: address(p.Slug, s, time.Time{}, zone)}
		for _, t := range times[i][:min(len(times[i]), maxTimes)] {
			at := page.Zone(s.Modes[0], page.Location(p.Zone), zone)
			item.Times = append(item.Times, Time{Start: t.Start, Zone: at, URL: address(p.Slug, s, t.Start, at)})
		}
		v.Services = append(v.Services, item)
	}
	return v, nil
}
