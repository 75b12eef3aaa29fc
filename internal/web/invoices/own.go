package invoices

import (
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
)

// identityOf reads the form of who somebody is to a tax office.
func identityOf(form url.Values) (tariff.TaxIdentity, error) {
	x := tariff.TaxIdentity{Country: form.Get("country"), Number: form.Get("number"), LegalName: form.Get("legal_name"), Address: form.Get("address")}
	var v apperr.Validation
	if text := form.Get("from"); text != "" {
		day, err := time.Parse(time.DateOnly, text)
		v.Check(err == nil, "from", "bad_date", "Write a date, like 2027-01-31.")
		x.From = day
	}
	return x, v.Err()
}

func (h Handler) showOwn(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.ownView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, OwnPage(v))
	}
	return err
}

func (h Handler) ownView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Own, error) {
	v := Own{Page: h.page(w, r, layout.Work, "invoices", "")}
	v.Page.Title = v.Page.L.T("taxes.own")
	x, err := h.Tariff.Own(r.Context(), who)
	v.Known, v.Form = x.LegalName != "", formOf(x, v.Page.Brand.Country)
	return v, err
}

func (h Handler) saveOwn(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	x, fault := identityOf(form)
	if fault == nil {
		_, fault = h.Tariff.SetOwn(r.Context(), who, x)
	}
	if fault == nil {
		return h.Kit.Done(w, r, "taxes_saved", "/pro/taxes")
	}
	v, err := h.ownView(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	v.Form = formOf(x, v.Page.Brand.Country)
	httpx.WritePage(w, r, status, OwnPage(v))
	return nil
}
