package payoutruns

import (
	"klear/internal/modules/payout"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Runs is GET /admin/payouts.
type Runs struct {
	Page  layout.Page
	Items []payout.Run
	Pages ui.Pagination
}

// Preview is GET /admin/payouts/preview: what a run would do, and the button that does it.
type Preview struct {
	Page    layout.Page
	Items   []payout.Verdict
	Sums    []money.Amount // of what would be sent, by currency
	Without int            // others who earned something and named no account
}

// Run is GET /admin/payouts/runs/{run}.
type Run struct {
	Page  layout.Page
	Run   payout.Run
	Items []payout.Verdict
	Pages ui.Pagination
}

// Returned is GET /admin/payouts/returned.
type Returned struct {
	Page  layout.Page
	Items []payout.Payout
	Pages ui.Pagination
}
