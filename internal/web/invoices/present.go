package invoices

import (
	"cmp"
	"slices"
	"time"

	"klear/internal/modules/tariff"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// countries are those with taxes that are known here, by name.
func countries(p layout.Page, chosen string) []ui.Choice {
	var out []ui.Choice
	for _, c := range tariff.Countries() {
		out = append(out, ui.Choice{Value: c, Label: page.CountryName(p, c), Selected: c == chosen})
	}
	slices.SortFunc(out, func(a, b ui.Choice) int { return cmp.Compare(a.Label, b.Label) })
	return out
}

func (v Taxes) ruleCountry() string { return cmp.Or(v.Rule.Get("rule_country"), v.Country) }

func (v Taxes) kinds() []ui.Choice {
	var out []ui.Choice
	for _, k := range []tariff.TaxKind{tariff.OnCommission, tariff.OnSupply, tariff.Withholding} {
		out = append(out, ui.Choice{Value: string(k), Label: v.Page.L.T("taxes.kind_" + string(k)), Selected: v.Rule.Get("kind") == string(k)})
	}
	return out
}

// daysOf says when a rule holds.
func daysOf(l *i18n.Localizer, t tariff.TaxRule) string {
	from := l.DateYear(t.From, time.UTC)
	if t.Until.IsZero() {
		return l.T("taxes.since", d("Day", from))
	}
	return l.T("taxes.between", i18n.D{"From": from, "Until": l.DateYear(t.Until.AddDate(0, 0, -1), time.UTC)})
}

func tone(s tariff.State) string {
	switch s {
	case tariff.InForce:
		return "success"
	case tariff.Ahead:
		return "warning"
	}
	return ""
}

// endable reports that a rule is the operators' own and not over.
func endable(t tariff.TaxRule, today time.Time) bool {
	return t.ID != uuid.Nil && t.StateOn(today) != tariff.Over && t.Until.IsZero()
}
