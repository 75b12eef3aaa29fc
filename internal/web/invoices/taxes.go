package invoices

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"

	"github.com/google/uuid"
)

func (h Handler) taxes(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.taxesView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, TaxesPage(v))
	}
	return err
}

// taxesView is everything that operators know of taxes, for a country and a month.
func (h Handler) taxesView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Taxes, error) {
	v := Taxes{Page: h.page(w, r, layout.Operate, "taxes", ""), Month: h.monthOf(r), Country: page.Query(r).Get("country"), Today: h.Tariff.Today()}
	v.Page.Title = v.Page.L.T("nav.taxes")
	if !slices.Contains(tariff.Countries(), v.Country) {
		v.Country = v.Page.Brand.Country
	}
	var err error
	if v.Platforms, err = h.Tariff.Platforms(r.Context(), who); err != nil {
		return v, err
	}
	if v.Law, err = h.Tariff.Law(who, v.Country, v.Today); err != nil {
		return v, err
	}
	n := page.Number(r)
	own, total, err := h.Tariff.TaxRules(r.Context(), who, tariff.Page{Number: n, Limit: perPage})
	if err != nil {
		return v, err
	}
	v.Own, v.Pages = own, page.Pages(r, n, total, perPage)
	report, err := h.Invoices.Taxes(r.Context(), who, v.Month, v.Month.AddDate(0, 1, 0))
	v.Sums = report.Sums
	v.FileURL = "/admin/taxes.csv?" + url.Values{"month": {v.Month.Format("2006-01")}}.Encode()
	v.Earlier, v.Later = monthLinks(v.Page, "/admin/taxes", v.Month)
	for _, x := range v.Platforms {
		if x.Country == v.Country {
			v.Form = formOf(x, v.Country)
		}
	}
	if v.Form.Country == "" {
		v.Form.Country = v.Country
	}
	return v, err
}

func (h Handler) savePlatform(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.change(w, r, who, "taxes_saved", nil, func(form url.Values) error {
		x, err := identityOf(form)
		if err == nil {
			_, err = h.Tariff.SetPlatform(r.Context(), who, x)
		}
		return err
	})
}

func (h Handler) addRule(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.change(w, r, who, "rule_added", ruleFields, func(form url.Values) error {
		t, err := ruleOf(form)
		if err == nil {
			_, err = h.Tariff.AddTaxRule(r.Context(), who, t)
		}
		return err
	})
}

func (h Handler) endRule(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.change(w, r, who, "rule_ended", nil, func(url.Values) error {
		id, err := uuid.Parse(r.PathValue("rule"))
		if err != nil {
			return tariff.ErrNoTaxRule
		}
		_, err = h.Tariff.EndTaxRule(r.Context(), who, id)
		return err
	})
}

// ruleFields are the fields of the form of a rule, which stands beside another form, by their names in the module.
var ruleFields = map[string]string{"country": "rule_country", "name": "tax", "bps": "rate", "from": "rule_from", "note": "rule_note"}

// change does what a form of the page asks; a form that failed comes back with what was typed.
func (h Handler) change(w http.ResponseWriter, r *http.Request, who identity.Principal, done string, rename map[string]string, do func(url.Values) error) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	fault := do(form)
	if fault == nil {
		return h.Kit.Done(w, r, done, "/admin/taxes")
	}
	v, err := h.taxesView(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, rename)
	if !ok {
		return fault
	}
	v.keep(form)
	httpx.WritePage(w, r, status, TaxesPage(v))
	return nil
}

// ruleOf reads the form of a tax rule.
func ruleOf(form url.Values) (tariff.TaxRule, error) {
	t := tariff.TaxRule{Country: form.Get("rule_country"), Kind: tariff.TaxKind(form.Get("kind")), Name: strings.ToUpper(strings.TrimSpace(form.Get("tax"))),
		Deemed: form.Get("deemed") != "", Law: form.Get("rule_note")}
	var v apperr.Validation
	rate, err := money.Parse(strings.TrimSpace(strings.ReplaceAll(form.Get("rate"), "%", "")), "EUR") // two decimals of a percent are basis points
	v.Check(err == nil, "bps", "rule_percent", "Write a percentage, like 12.5.")
	t.Bps = rate.Minor
	t.From, err = time.Parse(time.DateOnly, form.Get("rule_from"))
	v.Check(err == nil, "from", "bad_date", "Write a date, like 2027-01-31.")
	return t, v.Err()
}

// taxFile is the month for the tax office: the documents behind the sums, each amount as a decimal.
func (h Handler) taxFile(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	m := h.monthOf(r)
	list, err := h.Invoices.TaxDocuments(r.Context(), who, m, m.AddDate(0, 1, 0))
	if err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="taxes-`+m.Format("2006-01")+`.csv"`)
	header.Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	_ = out.Write([]string{"number", "day", "kind", "for", "owed_by_platform", "seller", "buyer", "country", "place", "code", "net", "tax", "tax_of", "total", "collected", "collected_for", "currency"})
	for _, x := range list {
		_ = out.Write(taxRow(x))
	}
	out.Flush() // the client may have gone
	return nil
}

func taxRow(x invoice.Document) []string {
	owed := "no"
	if x.ByPlatform {
		owed = "yes"
	}
	return []string{x.Number, x.IssuedOn.Format(time.DateOnly), string(x.Kind), string(x.Role), owed, x.SellerNumber, x.BuyerNumber, x.Country, x.Place, x.Code,
		x.In(x.Net).Decimal(), x.In(x.Tax).Decimal(), x.TaxOwner, x.Amount().Decimal(), x.In(x.Withheld).Decimal(), x.WithheldOwner, x.Currency}
}
