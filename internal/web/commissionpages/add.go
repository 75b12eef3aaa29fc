package commissionpages

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
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
	v := Form{Page: h.page(w, r, "commission.add"), Today: h.Tariff.Today().Format(time.DateOnly)}
	tree, err := h.Catalog.AllCategories(r.Context(), who)
	if err != nil {
		return v, err
	}
	currency := typed.Get("currency")
	if currency == "" {
		currency = v.Page.Brand.Currency
	}
	v.Categories, v.Currencies = page.CategoryChoices(v.Page.L, tree, typed.Get("category")), page.CurrencyChoices(v.Page.Brand.Currency, currency)
	v.Plans, err = h.Tariff.PlansInUse(r.Context(), who)
	return v, err
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	rule, fault := ruleOf(form)
	if fault == nil {
		_, fault = h.Tariff.AddRule(r.Context(), who, rule)
	}
	if fault == nil {
		return h.Kit.Done(w, r, "rule_added", at)
	}
	v, err := h.formView(w, r, who, form)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, FormPage(v))
	return nil
}
