package earnings

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/payout"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// eventName is what a posting was, in the reader's words; one that is not known here reads as an entry.
func eventName(p layout.Page, event string) string {
	if key := "earnings.event_" + event; p.L.Has(key) {
		return p.L.T(key)
	}
	return p.L.T("earnings.event_other")
}

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
	came, went := money.Amount{Currency: v.Before.Currency}, money.Amount{Currency: v.Before.Currency}
	for _, l := range v.Lines {
		if l.Amount.Minor > 0 {
			came.Minor += l.Amount.Minor
		} else {
			went.Minor += l.Amount.Minor
		}
	}
	return []ui.PriceLine{{Label: v.Page.L.T("earnings.before"), Amount: v.Before}, {Label: v.Page.L.T("earnings.came"), Amount: came},
		{Label: v.Page.L.T("earnings.went"), Amount: went}, {Label: v.Page.L.T("earnings.after"), Amount: v.After, Total: true}}
}

func moved(v Statement) money.Amount {
	return money.Amount{Minor: v.After.Minor - v.Before.Minor, Currency: v.Before.Currency}
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
