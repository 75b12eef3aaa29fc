package bank

import (
	"errors"
	"net/http"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func (h *Handler) showPayee(w http.ResponseWriter, r *http.Request) {
	p, err := h.Gateway.Registration(r.Context(), r.PathValue("payee"))
	if err != nil {
		h.Error(w, r, err)
		return
	}
	httpx.WritePage(w, r, http.StatusOK, PayeePage(h.payeeView(w, r, p)))
}

// answerPayee names the account. No account at all is no answer: only the gateway's own controls take one away.
func (h *Handler) answerPayee(w http.ResponseWriter, r *http.Request) {
	form, err := h.Form(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	p, err := h.Gateway.Registration(r.Context(), r.PathValue("payee"))
	if err != nil {
		h.Error(w, r, err)
		return
	}
	number := form.Get("bank")
	if err = h.Gateway.SetBank(r.Context(), p.PayeeID, number); number == "" || errors.Is(err, payment.ErrTestBankOnly) {
		v := h.payeeView(w, r, p)
		v.Wrong = v.Page.L.T("bank.account_wrong")
		v.Page.Errors = []ui.FieldError{{Field: "bank", Label: v.Page.L.T("bank.account_legend"), Message: v.Wrong}}
		httpx.WritePage(w, r, http.StatusUnprocessableEntity, PayeePage(v))
		return
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	http.Redirect(w, r, h.home(p.ReturnURL, sandbox.PayeePath+p.PayeeID), http.StatusSeeOther)
}

func (h *Handler) payeeView(w http.ResponseWriter, r *http.Request, p sandbox.Registration) PayeeView {
	v := PayeeView{Page: h.Private(w, r), Payee: p.PayeeID, Bank: p.Bank, Back: h.home(p.ReturnURL, "/")}
	v.Page.Area, v.Page.Title = layout.Focus, v.Page.L.T("bank.account_title")
	v.Choices = Accounts(v.Page)
	return v
}

// Accounts are the published test accounts, in the reader's words.
func Accounts(p layout.Page) []ui.Choice {
	out := []ui.Choice{{Value: sandbox.BankPays, Hint: p.L.T("bank.account_pays")}, {Value: sandbox.BankReturns, Hint: p.L.T("bank.account_returns")},
		{Value: sandbox.BankFails, Hint: p.L.T("bank.account_fails")}}
	for i := range out {
		out[i].Label = out[i].Value
	}
	return out
}
