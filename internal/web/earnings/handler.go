package earnings

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/payout"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

const perPage = 50

// Handler serves a practitioner's money. All fields are required.
type Handler struct {
	Kit     *page.Kit
	Payouts *payout.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/earnings", only(h.earnings))
	mux.HandleFunc("GET /pro/earnings/pay", only(h.showPay))
	mux.HandleFunc("POST /pro/earnings/pay", only(h.pay))
	mux.HandleFunc("GET /pro/earnings/pay/return", only(h.back))
	mux.HandleFunc("GET /pro/earnings/statement", only(h.statement))
	mux.HandleFunc("GET /pro/earnings.csv", only(h.statementFile))
	mux.HandleFunc("GET /pro/earnings.pdf", only(h.statementPDF))
	mux.HandleFunc("GET /pro/payouts", only(h.history))
	mux.HandleFunc("POST /pro/payouts", only(h.ask))
	mux.HandleFunc("POST /pro/payouts/account", only(h.openAccount))
	mux.HandleFunc("POST /pro/payouts/account/remove", only(h.removeAccount))
	mux.HandleFunc("POST /pro/payouts/schedule", only(h.saveSchedule))
	mux.HandleFunc("GET /pro/payouts/{payout}", only(h.show))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, section, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, section, p.L.T(key)
	return p
}
