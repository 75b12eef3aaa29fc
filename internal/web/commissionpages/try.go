package commissionpages

import (
	"net/http"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// try answers the calculator. Without a price nothing was asked.
func (h Handler) try(r *http.Request, who identity.Principal, p layout.Page, tree *catalog.Tree) (Try, error) {
	q := page.Query(r)
	currency := q.Get("currency")
	if currency == "" {
		currency = p.Brand.Currency
	}
	t := Try{Price: strings.TrimSpace(q.Get("price")), Plan: strings.TrimSpace(q.Get("plan")), Day: q.Get("day"), Asked: strings.TrimSpace(q.Get("price")) != "",
		Categories: page.CategoryChoices(p.L, tree, q.Get("category")), Currencies: page.CurrencyChoices(p.Brand.Currency, currency)}
	day, err := time.Parse(time.DateOnly, t.Day)
	if err != nil {
		day = h.Tariff.Today()
		t.Day = day.Format(time.DateOnly)
	}
	if !t.Asked {
		return t, nil
	}
	price, err := money.Parse(t.Price, currency)
	if err != nil {
		t.Error = p.L.T("commission.price_wrong")
		return t, nil
	}
	category, _ := uuid.Parse(q.Get("category")) // what is no id is every category
	quote, rule, err := h.Tariff.Preview(r.Context(), who, tariff.Supposed{CategoryID: category, Plan: strings.ToLower(t.Plan), Country: p.Brand.Country, Price: price, Day: day})
	if e, ok := apperr.As(err); ok && e.Kind == apperr.Unprocessable {
		t.Error = p.L.T("commission.price_wrong")
		return t, nil
	}
	if err != nil {
		return t, err
	}
	t.Lines, t.By = quoteLines(p.L, quote, price.Currency), ruleWords(p.L, tree, rule)
	return t, nil
}

// quoteLines take a price apart: what the client pays, and who gets it.
func quoteLines(l *i18n.Localizer, q tariff.Quote, currency string) []ui.PriceLine {
	line := func(key string, minor int64) ui.PriceLine {
		return ui.PriceLine{Label: l.T(key), Amount: money.Amount{Minor: minor, Currency: currency}}
	}
	out := []ui.PriceLine{line("commission.list_price", q.ListMinor)}
	if q.ClientMinor() > 0 {
		out = append(out, line("commission.client_fee", q.ClientMinor()))
	}
	pays, gets := line("commission.client_pays", q.PayinMinor()), line("commission.practitioner_gets", q.ShareMinor())
	pays.Total, gets.Total = true, true
	out = append(out, pays, line("commission.platform_gets", -q.CommissionMinor()))
	if q.TaxMinor() > 0 {
		out = append(out, line("receipt.tax", -q.TaxMinor()))
	}
	return append(out, gets)
}

// ruleWords name the rule that applies.
func ruleWords(l *i18n.Localizer, tree *catalog.Tree, r tariff.Rule) string {
	if r.ID == uuid.Nil {
		return l.T("commission.by_brand", i18n.D{"Percent": percent(r.Practitioner.Bps)})
	}
	return l.T("commission.by_rule", i18n.D{"For": forWords(l, tree, r), "From": l.DateYear(r.From, time.UTC)})
}
