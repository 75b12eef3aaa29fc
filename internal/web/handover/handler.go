package handover

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/razorpay"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Gateway knows how its orders are paid; razorpay.Gateway is one.
type Gateway interface {
	Title() string
	Handover(ctx context.Context, order, callback string) (razorpay.Handover, error)
}

// Handler serves the way to Razorpay and back. Mount it where Razorpay is configured.
//
//	GET  /razorpay/pay/{order}    the form that leads there; 303 back when the order is paid or given up
//	POST /razorpay/back/{order}   where Razorpay's page posts to when the payer is done; 303 back to the checkout
//	GET  /razorpay/payee          how a practitioner comes to payouts
type Handler struct {
	*page.Kit
	Gateway Gateway
}

const backPath = "/razorpay/back/"

// Mount registers the routes.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /razorpay/pay/{order}", h.show)
	mux.HandleFunc("POST /razorpay/back/{order}", h.comeBack)
	mux.HandleFunc("GET /razorpay/payee", h.payee)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	order := r.PathValue("order")
	to, err := h.Gateway.Handover(r.Context(), order, h.BaseURL+backPath+order)
	if errors.Is(err, payment.ErrNoIntent) && to.Back != "" {
		page.See(w, r, h.ours(to.Back))
		return
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v := View{Page: h.Private(w, r), Gateway: h.Gateway.Title(), Amount: to.Amount, Action: to.Action, Fields: to.Fields, Back: h.ours(to.Back)}
	v.Page.Area, v.Page.Title = layout.Focus, v.Page.L.T("handover.title", gateway(v))
	httpx.WritePage(w, r, http.StatusOK, Page(v))
}

// payee says the same to everybody: who has an account at Razorpay is its own business.
func (h *Handler) payee(w http.ResponseWriter, r *http.Request) {
	v := View{Page: h.Private(w, r), Gateway: h.Gateway.Title(), Back: "/pro/payouts"}
	v.Page.Area, v.Page.Title = layout.Focus, v.Page.L.T("handover.payee_title", gateway(v))
	httpx.WritePage(w, r, http.StatusOK, PayeePage(v))
}

// comeBack believes nothing of what is posted: the address that it leads to asks the gateway itself. The post comes from
// another site and so without our cookies; the redirect that follows brings them.
func (h *Handler) comeBack(w http.ResponseWriter, r *http.Request) {
	to, err := h.Gateway.Handover(r.Context(), r.PathValue("order"), "")
	if err != nil && (!errors.Is(err, payment.ErrNoIntent) || to.Back == "") {
		h.Error(w, r, err)
		return
	}
	page.See(w, r, h.ours(to.Back))
}

// ours is the path of a return address.
func (h *Handler) ours(back string) string {
	path, ours := strings.CutPrefix(back, h.BaseURL)
	if !ours {
		return "/bookings"
	}
	return page.Local(path, "/bookings")
}
