package promopages

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/promo"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

func (h Handler) showNew(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.formView(w, r, who, url.Values{})
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, FormPage(v))
	return nil
}

func (h Handler) formView(w http.ResponseWriter, r *http.Request, who identity.Principal, typed url.Values) (Form, error) {
	v := Form{Page: h.page(w, r, "promo.add"), Today: h.Promos.Today().Format(time.DateOnly)}
	tree, err := h.Catalog.AllCategories(r.Context(), who)
	if err != nil {
		return v, err
	}
	currency := typed.Get("currency")
	if currency == "" {
		currency = v.Page.Brand.Currency
	}
	v.Categories, v.Currencies = page.CategoryChoices(v.Page.L, tree, typed.Get("category")), page.CurrencyChoices(v.Page.Brand.Currency, currency)
	for _, b := range []promo.Bearer{promo.Platform, promo.Practitioner} {
		v.Bearers = append(v.Bearers, ui.Choice{Value: string(b), Label: v.Page.L.T("promo.bearer_" + string(b)), Hint: v.Page.L.T("promo.bearer_" + string(b) + "_hint"),
			Selected: typed.Get("borne_by") == string(b) || b == promo.Platform && typed.Get("borne_by") == ""})
	}
	return v, nil
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	p, fault := promotionOf(form)
	if fault == nil {
		_, fault = h.Promos.Add(r.Context(), who, p)
	}
	if fault == nil {
		return h.Kit.Done(w, r, "promotion_added", at)
	}
	v, err := h.formView(w, r, who, form)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, map[string]string{"bps": "percent"})
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, FormPage(v))
	return nil
}

// promotionOf reads the form. Its last day is the reader's; the first day without it is the promotion's.
func promotionOf(form url.Values) (promo.Promotion, error) {
	v := &page.Typed{Form: form}
	currency := v.Text("currency")
	p := promo.Promotion{Code: v.Text("code"), Bps: v.Percent("percent"), AmountMinor: v.Amount("amount", currency), MostMinor: v.Amount("most", currency),
		MinMinor: v.Amount("minimum", currency), Currency: currency, BorneBy: promo.Bearer(v.Text("borne_by")), FirstOnly: form.Get("first") != "",
		PerPerson: count(v, "per_person"), TotalLimit: count(v, "total"), From: v.Day("from"), Until: v.Day("until"), Note: v.Text("note")}
	if !p.Until.IsZero() {
		p.Until = p.Until.AddDate(0, 0, 1)
	}
	p.CategoryID, _ = uuid.Parse(v.Text("category")) // what is no id is every category
	if text := v.Text("service"); text != "" {
		id, err := uuid.Parse(serviceID.FindString(text))
		if err != nil {
			v.Faults.Add("service", "promotion_service", "Paste the link to one service.")
		}
		p.ServiceID = id
	}
	return p, v.Faults.Err()
}

// serviceID is what names a service in the link to it.
var serviceID = regexp.MustCompile(`[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// count is a whole number; an empty field is 0.
func count(v *page.Typed, field string) int {
	text := v.Text(field)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		v.Faults.Add(field, "promotion_count", "Write a whole number, like 100.")
	}
	return n
}
