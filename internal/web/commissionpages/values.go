package commissionpages

import (
	"net/url"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// values reads a form and remembers what could not be read.
type values struct {
	form   url.Values
	faults apperr.Validation
}

func (v *values) text(field string) string { return strings.TrimSpace(v.form.Get(field)) }

// percent is a field in basis points; an empty one is 0.
func (v *values) percent(field string) int64 {
	text := strings.TrimSpace(strings.ReplaceAll(v.text(field), "%", ""))
	if text == "" {
		return 0
	}
	a, err := money.Parse(text, "EUR") // two decimals of a percent are basis points
	if err != nil || a.Minor > 10_000 {
		v.faults.Add(field, "rule_percent", "Write a percentage, like 12.5.")
		return 0
	}
	return a.Minor
}

// amount is a field in minor units of the currency; an empty one is 0.
func (v *values) amount(field, currency string) int64 {
	text := v.text(field)
	if text == "" {
		return 0
	}
	a, err := money.Parse(text, currency)
	if err != nil {
		v.faults.Add(field, "rule_amount", "Write the amount as a number, like 120.")
	}
	return a.Minor
}

// day is a calendar day as midnight UTC; an empty field is zero.
func (v *values) day(field string) time.Time {
	text := v.text(field)
	if text == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		v.faults.Add(field, "bad_date", "Write a date, like 2027-01-31.")
	}
	return d
}

func (v *values) side(name, currency string) tariff.Side {
	return tariff.Side{Bps: v.percent(name + "_bps"), FixedMinor: v.amount(name+"_fixed", currency), MinMinor: v.amount(name+"_min", currency)}
}

// ruleOf reads the form of a rule. Its last day is the reader's; the first day without it is the rule's.
func ruleOf(form url.Values) (tariff.Rule, error) {
	v := &values{form: form}
	currency := v.text("currency")
	r := tariff.Rule{Plan: strings.ToLower(v.text("plan")), Currency: currency, Practitioner: v.side("practitioner", currency), Client: v.side("client", currency),
		From: v.day("from"), Until: v.day("until"), Note: v.text("note")}
	if !r.Until.IsZero() {
		r.Until = r.Until.AddDate(0, 0, 1)
	}
	if id, err := uuid.Parse(v.text("category")); err == nil {
		r.CategoryID = id
	}
	return r, v.faults.Err()
}

// trimmed is hundredths as a number without needless zeros.
func trimmed(hundredths int64) string {
	return strings.TrimSuffix(strings.TrimRight(money.Amount{Minor: hundredths, Currency: "EUR"}.Decimal(), "0"), ".")
}

// categoryChoices are all categories with what they lie in, and none first.
func categoryChoices(l *i18n.Localizer, tree *catalog.Tree, chosen string) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: l.T("commission.every_category"), Selected: chosen == ""}}
	var walk func(list []catalog.Category)
	walk = func(list []catalog.Category) {
		for _, c := range list {
			id := c.ID.String()
			out = append(out, ui.Choice{Value: id, Label: categoryName(l, tree, c.ID), Selected: id == chosen})
			walk(tree.Children(c.ID))
		}
	}
	walk(tree.Roots())
	return out
}

// categoryName is a category with what it lies in; "" for one that is not there.
func categoryName(l *i18n.Localizer, tree *catalog.Tree, id uuid.UUID) string {
	var names []string
	for _, c := range tree.Path(id) {
		names = append(names, c.NameIn(l.Lang()))
	}
	return strings.Join(names, " › ")
}

// currencyChoices are those that a practice may have; the brand's first.
func currencyChoices(own, chosen string) []ui.Choice {
	codes := []string{own}
	for _, c := range []string{"INR", "EUR", "GBP", "USD", "AED", "JPY", "KWD"} {
		if c != own {
			codes = append(codes, c)
		}
	}
	var out []ui.Choice
	for _, c := range codes {
		out = append(out, ui.Choice{Value: c, Label: c, Selected: c == chosen})
	}
	return out
}
