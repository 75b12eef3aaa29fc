package desk

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the desk. All fields are required.
type Handler struct {
	Kit      *page.Kit
	Desk     *desk.Service
	Bookings *booking.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin", only(h.start))
	mux.HandleFunc("POST /admin/shortcuts", only(h.shortcuts))
	mux.HandleFunc("GET /admin/queue/{queue}", only(h.queue))
	mux.HandleFunc("GET /admin/jobs/{job}/{verb}", only(h.showJob))
	mux.HandleFunc("POST /admin/jobs/{job}/{verb}", only(h.job))
	mux.HandleFunc("GET /admin/payments/{step}/{verb}", only(h.showStep))
	mux.HandleFunc("POST /admin/payments/{step}/{verb}", only(h.step))
	mux.HandleFunc("GET /admin/refunds/{refund}", only(h.showRefund))
	mux.HandleFunc("POST /admin/refunds/{refund}", only(h.refund))
	mux.HandleFunc("GET /admin/reports", only(h.showReports))
	mux.HandleFunc("GET /admin/reports/{report}", only(h.showReport))
	mux.HandleFunc("POST /admin/reports/{report}", only(h.decide))
	mux.HandleFunc("GET /admin/contests", only(h.showContests))
	mux.HandleFunc("GET /admin/contests/{contest}", only(h.showContest))
	mux.HandleFunc("POST /admin/contests/{contest}", only(h.decideContest))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, section, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Operate, section, title
	return p
}

// titled is the page with its own heading, in the reader's words.
func (h Handler) titled(w http.ResponseWriter, r *http.Request, section, key string) layout.Page {
	p := h.page(w, r, section, "")
	p.Title = p.L.T(key)
	return p
}
