package gifts

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

func (h Handler) buyView(w http.ResponseWriter, r *http.Request) (Buy, error) {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Focus, "gift", p.L.T("gift.title")
	currency := p.Brand.Currency
	l := credit.GiftLimits(currency)
	v := Buy{Page: p, Currency: currency, Least: money.Amount{Minor: l.Least, Currency: currency}, Most: money.Amount{Minor: l.Most, Currency: currency}}
	way, err := h.Payments.WayFor(currency, p.Brand.Country)
	if err != nil {
		return v, err
	}
	v.Gateway, v.Hosted, v.Page.Sandbox = way.Title, way.Hosted, way.Gateway == sandbox.Name
	if v.Page.Sandbox {
		v.CardFirst = sandbox.CardSucceeds
	}
	return v, nil
}

func (h Handler) offer(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	v, err := h.buyView(w, r)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, BuyPage(v))
	}
	return err
}

func (h Handler) buy(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, err := h.buyView(w, r)
	if err != nil {
		return err
	}
	g, fault := h.charge(r, who, v, form)
	switch {
	case fault == nil:
		return h.Kit.Done(w, r, "gift_bought", "/gift/"+g.ID.String())
	case errors.Is(fault, payment.ErrActionRequired):
		http.Redirect(w, r, actionURL(fault, g), http.StatusSeeOther) // the gateway's own word, not the payer's
		return nil
	case errors.Is(fault, payment.ErrProcessing), errors.Is(fault, payment.ErrUnknown):
		page.See(w, r, "/gift/"+g.ID.String())
		return nil
	case errors.Is(fault, payment.ErrTestCardOnly), errors.Is(fault, payment.ErrMethod):
		e, _ := httpx.Public(fault)
		fault = apperr.ErrValidation.WithFields(apperr.Field{Path: "card", Code: "invalid", Message: e.Message})
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if e, known := apperr.As(fault); !ok && known && said(fault) {
		page.Keep(&v.Page, form)
		page.Warn(&v.Page, e)
		_, status = httpx.Public(fault)
	} else if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, BuyPage(v))
	return nil
}

// said reports that the page says what went wrong.
func said(err error) bool {
	return errors.Is(err, payment.ErrDeclined) || errors.Is(err, credit.ErrTried) || errors.Is(err, identity.ErrUnverified)
}

// charge is safe to send twice: the form's key names one purchase.
func (h Handler) charge(r *http.Request, who identity.Principal, v Buy, form url.Values) (credit.Gift, error) {
	typed := &page.Typed{Form: form}
	want := credit.BuyRequest{Amount: money.Amount{Minor: typed.Amount("amount", v.Currency), Currency: v.Currency}, Message: form.Get("message"),
		Recipient: form.Get("recipient"), ReturnURL: h.Kit.BaseURL + "/gift/{id}/return"}
	if err := typed.Faults.Err(); err != nil {
		return credit.Gift{}, err
	}
	var err error
	if want.Method, err = methodOf(v, strings.TrimSpace(form.Get("card"))); err != nil {
		return credit.Gift{}, err
	}
	k, err := idem.New("gift:"+who.PersonID.String(), form.Get("key"), []any{want.Amount, want.Message, want.Recipient})
	if err != nil {
		return credit.Gift{}, err
	}
	return h.Credit.Buy(r.Context(), who, want, k)
}

// methodOf is the test card, or whatever is chosen on the gateway's own page.
func methodOf(v Buy, card string) (payment.Method, error) {
	switch {
	case v.Hosted:
		return payment.NewMethod(payment.Online, "")
	case card == "":
		return payment.Method{}, payment.ErrTestCardOnly
	}
	return payment.NewMethod(payment.Card, card)
}

func actionURL(err error, g credit.Gift) string {
	if e, ok := apperr.As(err); ok {
		if d, ok := e.Details.(map[string]string); ok && d["action_url"] != "" {
			return d["action_url"]
		}
	}
	return "/gift/" + g.ID.String() + "/return"
}

// show is the gift, or a page that asks to wait.
func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return credit.ErrNotFound
	}
	g, err := h.Credit.Resume(r.Context(), who, id)
	if err != nil {
		return err
	}
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Focus, "gift", p.L.T("gift.yours")
	switch g.Status {
	case credit.Void:
		h.Kit.Flash(w, ui.Warning, "gift_declined")
		page.See(w, r, "/gift")
		return nil
	case credit.Unpaid:
		w.Header().Set("Refresh", "5") // the page asks again by itself
		httpx.WritePage(w, r, http.StatusOK, WaitPage(Wait{Page: p, ID: g.ID.String()}))
		return nil
	}
	v := Bought{Page: p, ID: g.ID.String(), Amount: g.Amount, Message: g.Message, Recipient: g.Recipient, Status: g.Status, At: g.EndedAt}
	if g.Code != "" {
		v.Code = credit.Spaced(g.Code)
	}
	if g.RefundableAt(p.Now) {
		v.BackUntil = g.RefundableUntil()
	}
	httpx.WritePage(w, r, http.StatusOK, BoughtPage(v))
	return nil
}

// comeBack asks what became of the payment now: show does.
func (h Handler) comeBack(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return credit.ErrNotFound
	}
	page.See(w, r, "/gift/"+id.String())
	return nil
}

func (h Handler) refund(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return credit.ErrNotFound
	}
	_, err = h.Credit.Refund(r.Context(), who, id)
	switch {
	case errors.Is(err, credit.ErrSpent), errors.Is(err, credit.ErrTooLate): // its page says so
		page.See(w, r, "/gift/"+id.String())
		return nil
	case err != nil:
		return err
	}
	return h.Kit.Done(w, r, "gift_refunded", "/gift/"+id.String())
}
