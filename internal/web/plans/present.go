package plans

import (
	"strconv"

	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// data is pairs of names and words.
func data(pairs ...string) i18n.D {
	out := i18n.D{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	return out
}

// perCycle is "₹300.00 a month".
func perCycle(p layout.Page, amount money.Amount, cycle string) string {
	return p.L.T("plans.per_"+cycle, data("Amount", p.L.Money(amount)))
}

// granted says what a plan gives; a share is said in per cent.
func granted(p layout.Page, g Grant) string {
	if g.Key == "commission_bps" {
		return p.L.T("plans.grant_commission_bps", data("Percent", strconv.FormatFloat(float64(g.Limit)/100, 'f', -1, 64)))
	}
	return p.L.T("plans.grant_" + g.Key)
}

// stands says in one sentence how it goes on.
func stands(p layout.Page, m Mine) string {
	until, next := p.L.WhenYear(m.PaidUntil, p.Zone), p.L.WhenYear(m.ChargeAt, p.Zone)
	switch {
	case m.Status == "pending":
		return p.L.T("plans.is_pending")
	case m.Status == "past_due":
		return p.L.T("plans.is_past_due", data("When", next))
	case m.CancelAtEnd:
		return p.L.T("plans.is_cancelled", data("When", until))
	case m.Next != "":
		return p.L.T("plans.is_changing", data("When", until, "Plan", m.Next, "Price", perCycle(p, m.NextPrice, m.NextCycle)))
	case m.Status == "trial":
		return p.L.T("plans.is_trial", data("When", until, "Price", perCycle(p, m.Price, m.Cycle)))
	}
	return p.L.T("plans.is_active", data("When", next, "Price", p.L.Money(m.Price)))
}

func chooseLines(v Choose) []ui.PriceLine {
	l := v.Page.L
	total := ui.PriceLine{Label: l.T("plans.due_now"), Amount: v.DueNow, Total: true}
	if v.Tax != "" {
		total.Note = l.T("price.includes", data("Tax", v.Tax))
	}
	return []ui.PriceLine{{Label: perCycle(v.Page, v.Price, v.Cycle), Amount: v.Price}, total}
}

// chooseRules are what a buyer has to know, each a sentence.
func chooseRules(v Choose) []string {
	l := v.Page.L
	first := l.T("plans.rule_renews_" + v.Cycle)
	if v.TrialDays > 0 {
		first = l.T("plans.rule_trial", data("When", l.WhenYear(v.FirstAt, v.Page.Zone), "Price", perCycle(v.Page, v.Price, v.Cycle)))
	}
	return []string{first, l.T("plans.rule_cancel"), l.T("plans.rule_terms"), l.T("plans.rule_kept")}
}

func changeLines(v Change) []ui.PriceLine {
	l := v.Page.L
	due := ui.PriceLine{Label: l.T("plans.due_now"), Amount: v.DueNow, Total: true}
	if v.Later || v.Trial {
		return []ui.PriceLine{due}
	}
	off := v.Unused
	off.Minor = -off.Minor
	return []ui.PriceLine{
		{Label: l.T("plans.worth", data("Plan", v.Name, "When", l.WhenYear(v.Until, v.Page.Zone))), Amount: v.Worth},
		{Label: l.T("plans.unused", data("Plan", v.Old)), Amount: off},
		due,
	}
}

// changeRule says when it begins and what is paid then.
func changeRule(v Change) string {
	l := v.Page.L
	price := perCycle(v.Page, v.Price, v.Cycle)
	if v.Later {
		return l.T("plans.change_later", data("When", l.WhenYear(v.From, v.Page.Zone), "Price", price, "Plan", v.Old))
	}
	return l.T("plans.change_now", data("When", l.WhenYear(v.Until, v.Page.Zone), "Price", price))
}
