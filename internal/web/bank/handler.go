package bank

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Gateway knows the questions that wait for payers; sandbox.Gateway is one.
type Gateway interface {
	Challenge(ctx context.Context, intentID string) (sandbox.Challenge, error)
	CompleteChallenge(ctx context.Context, intentID string, approve bool) error
	Registration(ctx context.Context, payeeID string) (sandbox.Registration, error)
	SetBank(ctx context.Context, payeeID, number string) error
}

// Handler serves the simulated bank. Mount it only while payments are simulated.
//
//	GET  /sandbox/challenge/{intent}
//	POST /sandbox/challenge/{intent}   answer: yes or no; 303 back to the checkout
//	GET  /sandbox/payee/{payee}
//	POST /sandbox/payee/{payee}        bank: a published test account; 303 back to the practitioner's pages
type Handler struct {
	*page.Kit
	Gateway Gateway
}

// Mount registers the routes.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+sandbox.ChallengePath+"{intent}", h.show)
	mux.HandleFunc("POST "+sandbox.ChallengePath+"{intent}", h.answer)
	mux.HandleFunc("GET "+sandbox.PayeePath+"{payee}", h.showPayee)
	mux.HandleFunc("POST "+sandbox.PayeePath+"{payee}", h.answerPayee)
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	c, err := h.Gateway.Challenge(r.Context(), r.PathValue("intent"))
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v := View{Page: h.Private(w, r), Intent: c.IntentID, Amount: c.Amount, Method: c.Method, Open: c.Open, Back: h.back(c)}
	v.Page.Area, v.Page.Title = layout.Focus, v.Page.L.T("bank.title")
	httpx.WritePage(w, r, http.StatusOK, ChallengePage(v))
}

func (h *Handler) answer(w http.ResponseWriter, r *http.Request) {
	form, err := h.Form(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	c, err := h.Gateway.Challenge(r.Context(), r.PathValue("intent"))
	if err != nil {
		h.Error(w, r, err)
		return
	}
	// A question that was answered before is no fault of the payer's: back to where it shows.
	err = h.Gateway.CompleteChallenge(r.Context(), c.IntentID, form.Get("answer") == "yes")
	if err != nil && !errors.Is(err, payment.ErrGatewayRefused) {
		h.Error(w, r, err)
		return
	}
	page.See(w, r, h.back(c))
}

// back is the path of the return address, which is one of ours.
func (h *Handler) back(c sandbox.Challenge) string { return h.home(c.ReturnURL, "/bookings") }

func (h *Handler) home(returnURL, otherwise string) string {
	path, ours := strings.CutPrefix(returnURL, h.BaseURL)
	if !ours {
		return otherwise
	}
	return page.Local(path, otherwise)
}
