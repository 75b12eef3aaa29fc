package packages

import (
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func d(k string, v any) i18n.D { return i18n.D{k: v} }

// data is pairs of names and words.
func data(pairs ...string) i18n.D {
	out := i18n.D{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// rules are what a buyer has to know, each a sentence.
func rules(v Buy) []string {
	l := v.Page.L
	late := "packages.rule_late_free"
	if v.LateSpent {
		late = "packages.rule_late"
	}
	return []string{
		l.T("packages.rule_until", d("When", l.WhenYear(v.Until, v.Page.Zone))),
		l.T(late),
		l.T("packages.rule_theirs", d("Name", v.Person)),
		l.T("packages.rule_end", d("Name", v.Person)),
	}
}

func lines(v Buy) []ui.PriceLine {
	l := v.Page.L
	total := ui.PriceLine{Label: l.T("price.total"), Amount: v.Price, Total: true}
	if v.Tax != "" {
		total.Note = l.T("price.includes", d("Tax", v.Tax))
	}
	return []ui.PriceLine{{Label: l.T("packages.each"), Note: l.T("packages.single", d("Amount", l.Money(v.Single))), Amount: v.Each}, total}
}

func offerName(p layout.Page, o Offer) string {
	return p.L.N("packages.sessions", o.Sessions) + ", " + p.L.Money(o.Price)
}

func offerLine(p layout.Page, o Offer) string {
	return p.L.N("packages.offer_line", o.Days, d("Each", p.L.Money(o.Each)))
}

func number(v Offers, name, hint string) ui.FieldProps {
	return ui.FieldProps{ID: name, Label: v.Page.L.T("packages.f." + name), Hint: hint, Value: v.Values.Get(name), Error: v.Page.Err(name),
		Autocomplete: "off", InputMode: "decimal", MaxLength: 24}
}
