package earnings

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payout"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const payPath = "/pro/earnings/pay"

func payURL(currency string) string {
	return payPath + "?" + url.Values{"currency": {currency}}.Encode()
}

// debtOf is what the caller owes in the currency that the address names, or in the first one.
func (h Handler) debtOf(r *http.Request, who identity.Principal, currency string) (payout.Debt, error) {
	list, err := h.Payouts.Debts(r.Context(), who)
	for _, d := range list {
		if d.Owed.Currency == currency || currency == "" {
			return d, nil
		}
	}
	return payout.Debt{}, err
}

func (h Handler) payView(w http.ResponseWriter, r *http.Request, who identity.Principal, d payout.Debt) (Pay, error) {
	v := Pay{Page: h.page(w, r, "earnings", "earnings.debt_title"), Debt: d, Action: payURL(d.Owed.Currency)}
	v.Page.Area, v.Page.Section = layout.Focus, "checkout"
	if h.Kit.Sandbox {
		v.CardFirst = sandbox.CardSucceeds
	}
	way, err := h.way(r, who, d.Owed.Currency)
	if err != nil {
		return v, err
	}
	list, err := h.Payouts.Payments.Methods(r.Context(), who)
	if err != nil {
		return v, err
	}
	v.Hosted, v.Methods = way.Hosted, page.KeptChoices(list, way)
	other := ui.Choice{Value: string(payment.Card), Label: v.Page.L.T("wallet.other_card"), Selected: len(v.Methods) == 0}
	if way.Hosted {
		other.Value, other.Label = string(payment.Online), v.Page.L.T("wallet.other_hosted", d2("Gateway", way.Title))
	}
	v.Methods = append(v.Methods, other)
	open, err := h.Payouts.DebtPayment(r.Context(), who, d.Owed.Currency)
	switch open.Status {
	case payment.RequiresAction:
		v.ActionURL = open.ActionURL
	case payment.Created, payment.Processing, payment.Unknown:
		v.Waiting = true
	}
	return v, err
}

// debtLines are what is charged: what is owed, and what a card needs on top of it where its currency goes in steps.
func debtLines(v Pay) []ui.PriceLine {
	owed, pay, l := v.Debt.Owed, v.Debt.ToPay(), v.Page.L
	total := ui.PriceLine{Label: l.T("price.total"), Amount: pay, Total: true}
	if owed == pay {
		return []ui.PriceLine{total}
	}
	more := money.Amount{Minor: pay.Minor - owed.Minor, Currency: pay.Currency}
	return []ui.PriceLine{{Label: l.T("earnings.debt"), Amount: owed}, {Label: l.T("earnings.debt_step"), Note: l.T("earnings.debt_step_why"), Amount: more}, total}
}

// way is how the practice's own prices are paid: what it owes is paid in the same way.
func (h Handler) way(r *http.Request, who identity.Principal, currency string) (payment.Way, error) {
	p, err := h.Payouts.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return payment.Way{}, err
	}
	return h.Payouts.Payments.WayOf(r.Context(), p.ID, currency)
}

func (h Handler) showPay(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	d, err := h.debtOf(r, who, page.Query(r).Get("currency"))
	if err != nil {
		return err
	}
	if d.Owed.Minor == 0 {
		page.See(w, r, "/pro/earnings")
		return nil
	}
	v, err := h.payView(w, r, who, d)
	if err != nil {
		return err
	}
	if v.Waiting {
		w.Header().Set("Refresh", "5") // the page asks again by itself
	}
	httpx.WritePage(w, r, http.StatusOK, PayPage(v))
	return nil
}

func (h Handler) pay(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	minor, err := strconv.ParseInt(form.Get("minor"), 10, 64)
	if err != nil {
		return page.ErrForm
	}
	shown := money.Amount{Minor: minor, Currency: page.Query(r).Get("currency")}
	fault := h.charge(r, who, form, shown)
	switch {
	case fault == nil:
		return h.Kit.Done(w, r, "debt_paid", "/pro/earnings")
	case errors.Is(fault, payment.ErrActionRequired):
		http.Redirect(w, r, page.ActionURL(fault, payURL(shown.Currency)), http.StatusSeeOther)
		return nil
	case errors.Is(fault, payment.ErrProcessing), errors.Is(fault, payment.ErrUnknown), errors.Is(fault, payment.ErrAlreadyLive), errors.Is(fault, payment.ErrClosed):
		page.See(w, r, payURL(shown.Currency))
		return nil
	}
	return h.payAgain(w, r, who, form, fault)
}

func (h Handler) charge(r *http.Request, who identity.Principal, form url.Values, shown money.Amount) error {
	want := payout.Repayment{Shown: shown, ReturnURL: payPath + "/return?" + url.Values{"currency": {shown.Currency}}.Encode()}
	way, err := h.way(r, who, shown.Currency)
	if err != nil {
		return err
	}
	if id, kept := page.KeptOf(form); kept {
		want.MethodID, err = uuid.Parse(id)
	} else {
		want.Method, err = page.MethodOf(form, way)
	}
	if err != nil {
		return err
	}
	key, err := idem.New("pay debt:"+who.PersonID.String(), form.Get("key"), want)
	if err != nil {
		return err
	}
	return h.Payouts.PayDebt(r.Context(), who, want, key)
}

// payAgain shows the page again, with what was wrong and what is owed now.
func (h Handler) payAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values, fault error) error {
	d, err := h.debtOf(r, who, page.Query(r).Get("currency"))
	if err != nil {
		return err
	}
	if d.Owed.Minor == 0 {
		page.See(w, r, "/pro/earnings")
		return nil
	}
	v, err := h.payView(w, r, who, d)
	if err != nil {
		return err
	}
	page.Keep(&v.Page, form)
	e, status := httpx.Public(fault)
	switch {
	case errors.Is(fault, payment.ErrTestCardOnly), errors.Is(fault, payment.ErrMethod):
		v.Page.Errors = ui.FieldErrors(v.Page.L, []apperr.Field{{Path: "card", Code: "invalid", Message: e.Message}})
	case errors.Is(fault, payment.ErrDeclined), errors.Is(fault, payment.ErrNoMethod), errors.Is(fault, payout.ErrDebtChanged), errors.Is(fault, payout.ErrDebtReturned):
		page.Warn(&v.Page, e)
	default:
		return fault
	}
	httpx.WritePage(w, r, status, PayPage(v))
	return nil
}

// back asks what became of the payment now. Whatever goes wrong here the job repeats.
func (h Handler) back(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	currency := page.Query(r).Get("currency")
	if err := h.Payouts.BackFromBank(r.Context(), who, currency); err != nil {
		return err
	}
	page.See(w, r, payURL(currency))
	return nil
}
