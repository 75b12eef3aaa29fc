package payoutruns

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

const perPage = 50

// Handler serves payout runs. All fields are required.
type Handler struct {
	Kit     *page.Kit
	Payouts *payout.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/payouts", only(h.runs))
	mux.HandleFunc("GET /admin/payouts/preview", only(h.preview))
	mux.HandleFunc("POST /admin/payouts", only(h.start))
	mux.HandleFunc("GET /admin/payouts/returned", only(h.returned))
	mux.HandleFunc("GET /admin/payouts/runs/{run}", only(h.run))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Operate, "payout_runs", p.L.T(key)
	return p
}
