package page

import (
	"net/url"
	"strings"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/platform/apperr"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// Typed reads a form and remembers in Faults what could not be read.
type Typed struct {
	Form   url.Values
	Faults apperr.Validation
}

// Text is a field without the spaces around it.
func (v *Typed) Text(field string) string { return strings.TrimSpace(v.Form.Get(field)) }

// Percent is a field in basis points; an empty one is 0.
func (v *Typed) Percent(field string) int64 {
	text := strings.TrimSpace(strings.ReplaceAll(v.Text(field), "%", ""))
	if text == "" {
		return 0
	}
	a, err := money.Parse(text, "EUR") // two decimals of a percent are basis points
	if err != nil || a.Minor > 10_000 {
		v.Faults.Add(field, "rule_percent", "Write a percentage, like 12.5.")
		return 0
	}
	return a.Minor
}

// Amount is a field in minor units of the currency; an empty one is 0.
func (v *Typed) Amount(field, currency string) int64 {
	text := v.Text(field)
	if text == "" {
		return 0
	}
	a, err := money.Parse(text, currency)
	if err != nil {
		v.Faults.Add(field, "rule_amount", "Write the amount as a number, like 120.")
	}
	return a.Minor
}

// Day is a calendar day as midnight UTC; an empty field is zero.
func (v *Typed) Day(field string) time.Time {
	text := v.Text(field)
	if text == "" {
		return time.Time{}
	}
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		v.Faults.Add(field, "bad_date", "Write a date, like 2027-01-31.")
	}
	return d
}

// Hundredths is hundredths as a number without needless zeros: "12.5" for 1,250.
func Hundredths(n int64) string {
	return strings.TrimSuffix(strings.TrimRight(money.Amount{Minor: n, Currency: "EUR"}.Decimal(), "0"), ".")
}

// CategoryChoices are all categories with what they lie in, and every one of them first.
func CategoryChoices(l *i18n.Localizer, tree *catalog.Tree, chosen string) []ui.Choice {
	out := []ui.Choice{{Value: "", Label: l.T("commission.every_category"), Selected: chosen == ""}}
	var walk func(list []catalog.Category)
	walk = func(list []catalog.Category) {
		for _, c := range list {
			id := c.ID.String()
			out = append(out, ui.Choice{Value: id, Label: CategoryName(l, tree, c.ID), Selected: id == chosen})
			walk(tree.Children(c.ID))
		}
	}
	walk(tree.Roots())
	return out
}

// CategoryName is a category with what it lies in; "" for one that is not there.
func CategoryName(l *i18n.Localizer, tree *catalog.Tree, id uuid.UUID) string {
	var names []string
	for _, c := range tree.Path(id) {
		names = append(names, c.NameIn(l.Lang()))
	}
	return strings.Join(names, " › ")
}

// CurrencyChoices are those that a practice may have; the brand's first.
func CurrencyChoices(own, chosen string) []ui.Choice {
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
