package planadmin

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/subscription"
	"klear/internal/platform/httpx"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const charges = "/admin/plan-charges"

func (h Handler) listCharges(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, number := Charges{Page: h.page(w, r)}, page.Number(r)
	v.Page.Title = v.Page.L.T("plans.charges")
	list, total, err := h.Plans.Charges(r.Context(), who, number)
	if err != nil {
		return err
	}
	for _, c := range list {
		v.Items = append(v.Items, chargeItem(c, v.Page.L.Lang()))
	}
	v.Pages = page.Pages(r, number, total, subscription.MaxCharges)
	httpx.WritePage(w, r, http.StatusOK, ChargesPage(v))
	return nil
}

func chargeItem(c subscription.Charge, lang string) ChargeItem {
	return ChargeItem{URL: charges + "/" + c.ID.String(), Plan: subscription.In(c.PlanName, lang), Person: c.PersonName, From: c.From, Until: c.Until, Charged: c.Charge(),
		Back: money.Amount{Minor: c.Refunded, Currency: c.Currency}}
}

func (h Handler) chargeOf(r *http.Request, who identity.Principal) (subscription.Charge, error) {
	id, err := uuid.Parse(r.PathValue("period"))
	if err != nil {
		return subscription.Charge{}, subscription.ErrNoCharge
	}
	return h.Plans.Charge(r.Context(), who, id)
}

// showCharge is one charge; with an amount in the address it says what giving it back would mean.
func (h Handler) showCharge(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	c, err := h.chargeOf(r, who)
	if err != nil {
		return err
	}
	v := h.chargeView(w, r, c)
	q := page.Query(r)
	if !q.Has("amount") {
		httpx.WritePage(w, r, http.StatusOK, ChargePage(v))
		return nil
	}
	v.Values = q
	status := http.StatusOK
	if fault := h.preview(r, who, c, &v); fault != nil {
		var ok bool
		if status, ok = h.Kit.Again(&v.Page, q, fault, nil); !ok {
			return fault
		}
	}
	httpx.WritePage(w, r, status, ChargePage(v))
	return nil
}

func (h Handler) chargeView(w http.ResponseWriter, r *http.Request, c subscription.Charge) ChargeView {
	v := ChargeView{Page: h.page(w, r), Values: url.Values{}}
	v.Item = chargeItem(c, v.Page.L.Lang())
	v.Page.Title = v.Item.Plan
	v.Left = money.Amount{Minor: min(c.Charge().Minor-c.Refunded, c.Kept()), Currency: c.Currency}
	v.Values.Set("amount", v.Left.Decimal())
	v.MayEnd = c.Status.Runs() && c.Until.After(h.Plans.Clock.Now())
	v.Reasons = []ui.Choice{{Label: v.Page.L.T("rec.choose")}}
	for _, code := range subscription.RefundReasons {
		v.Reasons = append(v.Reasons, ui.Choice{Value: code, Label: v.Page.L.T("plans.reason_" + code)})
	}
	return v
}

func (h Handler) preview(r *http.Request, who identity.Principal, c subscription.Charge, v *ChargeView) error {
	g := subscription.GivingBack{PeriodID: c.ID, Ends: v.Values.Get("ends") != ""}
	typed := page.Typed{Form: v.Values}
	g.AmountMinor = typed.Amount("amount", c.Currency)
	if err := typed.Faults.Err(); err != nil {
		return err
	}
	q, err := h.Plans.PreviewRefund(r.Context(), who, g)
	if err == nil {
		v.Quote = &q
	}
	return err
}

func (h Handler) refund(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, err := h.chargeOf(r, who)
	if err != nil {
		return err
	}
	a, err := agreedOf(form, c.ID)
	if err != nil {
		return err
	}
	key, err := idem.New("refund plan:"+who.PersonID.String(), form.Get("key"), []any{a, form.Get("reason")})
	if err != nil {
		return err
	}
	_, fault := h.Plans.Refund(idem.With(r.Context(), key), who, a, form.Get("reason"))
	if fault == nil {
		return h.Kit.Done(w, r, "plan_refunded", charges+"/"+c.ID.String())
	}
	v := h.chargeView(w, r, c)
	v.Values.Set("amount", money.Amount{Minor: a.AmountMinor, Currency: c.Currency}.Decimal())
	if a.Ends {
		v.Values.Set("ends", "yes")
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	if err := h.preview(r, who, c, &v); err != nil {
		v.Quote = nil // the page still says why nothing was given back
	}
	httpx.WritePage(w, r, status, ChargePage(v))
	return nil
}

// agreedOf reads what the preview put into the form.
func agreedOf(form url.Values, period uuid.UUID) (subscription.RefundAgreed, error) {
	a := subscription.RefundAgreed{GivingBack: subscription.GivingBack{PeriodID: period, Ends: form.Get("ends") != ""}}
	var err error
	if a.At, err = time.Parse(time.RFC3339, form.Get("at")); err != nil {
		return a, page.ErrForm
	}
	for name, to := range map[string]*int64{"minor": &a.AmountMinor, "tax": &a.TaxMinor, "earned": &a.EarnedMinor, "left": &a.LeftMinor} {
		if *to, err = strconv.ParseInt(strings.TrimSpace(form.Get(name)), 10, 64); err != nil {
			return a, page.ErrForm
		}
	}
	return a, nil
}
