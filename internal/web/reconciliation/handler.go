package reconciliation

import (
	"net/http"
	"net/url"

	"klear/internal/modules/identity"
	"klear/internal/modules/reconcile"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves operators. All fields are required.
type Handler struct {
	Kit       *page.Kit
	Reconcile *reconcile.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/reconciliation", only(h.days))
	mux.HandleFunc("GET /admin/reconciliation/{gateway}/{day}", only(h.day))
	mux.HandleFunc("GET /admin/reconciliation/explain", only(h.showExplain))
	mux.HandleFunc("POST /admin/reconciliation/explain", only(h.explain))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section = layout.Operate, "reconciliation"
	p.Title = p.L.T(key)
	return p
}

// line is an item as a table shows it.
func line(l *i18n.Localizer, i reconcile.Item) Line {
	out := Line{Side: string(i.Side), Subject: i.Subject, Gateway: i.Gateway, Kind: kind(l, i.Kind), Amount: i.Amount, At: i.At, Paired: i.Paired, TakenBack: i.TakenBack, With: i.With}
	if !i.Paired {
		out.Explain = explainURL(string(i.Side), i.Gateway, i.Subject)
	}
	return out
}

// kind is what a movement was, in words where there are any: the books may know events that no gateway tells of.
func kind(l *i18n.Localizer, code string) string {
	if key := "rec.kind_" + code; l.Has(key) {
		return l.T(key)
	}
	return code
}

func explainURL(side, gateway, subject string) string {
	return "/admin/reconciliation/explain?" + url.Values{"side": {side}, "gateway": {gateway}, "subject": {subject}}.Encode()
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }
