package earnings

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/payout"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

func current(open bool) templ.Attributes {
	if open {
		return templ.Attributes{"aria-current": "true"}
	}
	return nil
}

func currencies(list []Sum) []ui.Choice {
	out := make([]ui.Choice, len(list))
	for i, s := range list {
		out[i] = ui.Choice{Value: s.Currency, Label: s.Currency}
	}
	return out
}

// statementSums are before, what came, what went, and after.
func statementSums(v Statement) []ui.PriceLine {
	return []ui.PriceLine{{Label: v.Page.L.T("earnings.before"), Amount: v.Before}, {Label: v.Page.L.T("earnings.came"), Amount: v.Came()},
		{Label: v.Page.L.T("earnings.went"), Amount: v.Went()}, {Label: v.Page.L.T("earnings.after"), Amount: v.After, Total: true}}
}

// tone is the colour of a payout's badge.
func tone(s payout.Status) string {
	switch s {
	case payout.Paid:
		return "success"
	case payout.Returned:
		return "danger"
	}
	return "warning"
}

func failure(p layout.Page, code string) string {
	if key := "payouts.failed_" + code; p.L.Has(key) {
		return p.L.T(key)
	}
	return p.L.T("payouts.failed_other")
}

func filterURL(status string) string {
	if status == "" {
		return "/pro/payouts"
	}
	return "/pro/payouts?status=" + status
}

type step struct {
	What string
	At   time.Time
}

// steps are what happened to a payout, oldest first.
func steps(v Detail) []step {
	p, out := v.Payout, []step{{v.Page.L.T("payouts.step_decided"), v.Payout.CreatedAt}}
	if p.PaidAt != nil {
		out = append(out, step{statusLabel(v.Page, payout.Paid), *p.PaidAt})
	}
	if p.ReturnedAt != nil {
		out = append(out, step{statusLabel(v.Page, payout.Returned), *p.ReturnedAt})
	}
	return out
}
