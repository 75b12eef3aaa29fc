package payoutruns

import (
	"klear/internal/modules/payout"
	"klear/internal/web/layout"
)

// progress says how far a run is.
func progress(p layout.Page, r payout.Run) string {
	if r.FinishedAt != nil {
		return p.L.N("payruns.done", r.Items)
	}
	return p.L.T("payruns.working", map[string]any{"Done": p.L.Number(r.Decided), "Of": p.L.Number(r.Items)})
}

func name(p layout.Page, x payout.Verdict) string {
	if x.Name == "" {
		return p.L.T("payruns.erased")
	}
	return x.Name
}

func decision(p layout.Page, x payout.Verdict) string {
	switch {
	case x.Outcome == payout.Undecided:
		return p.L.T("payruns.o_undecided")
	case x.Status == payout.Returned:
		return p.L.T("payouts.status_returned")
	}
	return p.L.T("payruns.o_" + string(x.Outcome))
}

func outcomeTone(x payout.Verdict) string {
	switch {
	case x.Status == payout.Returned:
		return "danger"
	case x.Outcome == payout.Sent:
		return "success"
	}
	return "warning"
}

func failure(p layout.Page, code string) string {
	if key := "payouts.failed_" + code; p.L.Has(key) {
		return p.L.T(key)
	}
	return p.L.T("payouts.failed_other")
}
