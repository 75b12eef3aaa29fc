package commissionpages

import (
	"net/url"
	"strings"

	"klear/internal/modules/tariff"
	"klear/internal/web/page"

	"github.com/google/uuid"
)

// sideOf reads what one side pays.
func sideOf(v *page.Typed, name, currency string) tariff.Side {
	return tariff.Side{Bps: v.Percent(name + "_bps"), FixedMinor: v.Amount(name+"_fixed", currency), MinMinor: v.Amount(name+"_min", currency)}
}

// ruleOf reads the form of a rule. Its last day is the reader's; the first day without it is the rule's.
func ruleOf(form url.Values) (tariff.Rule, error) {
	v := &page.Typed{Form: form}
	currency := v.Text("currency")
	r := tariff.Rule{Plan: strings.ToLower(v.Text("plan")), Currency: currency, Practitioner: sideOf(v, "practitioner", currency), Client: sideOf(v, "client", currency),
		From: v.Day("from"), Until: v.Day("until"), Note: v.Text("note")}
	if !r.Until.IsZero() {
		r.Until = r.Until.AddDate(0, 0, 1)
	}
	if id, err := uuid.Parse(v.Text("category")); err == nil {
		r.CategoryID = id
	}
	return r, v.Faults.Err()
}
