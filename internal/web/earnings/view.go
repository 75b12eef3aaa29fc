package earnings

import (
	"time"

	"klear/internal/modules/payout"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Earnings is GET /pro/earnings?show=&currency=: the sums, and the lines of the one that is open.
type Earnings struct {
	Page   layout.Page
	Sums   []Sum
	Debts  []payout.Debt
	Open   *Lines // nil: no number is open
	Months []ui.Choice
}

// Sum is a practitioner's money in one currency.
type Sum struct {
	Currency string
	Rows     []Row
	Next     string // when the next payout is and of how much, or why there is none
	Note     string // when the next pending amount is ready; "" when nothing is pending
	Fix      ui.Link
	Warn     bool // something is in the way that the practitioner can change
}

// Row is one number with the address of its lines.
type Row struct {
	Key    string // "earnings.<key>", "earnings.about_<key>"
	URL    string
	Amount money.Amount
	Open   bool
}

// Lines are the postings behind a number.
type Lines struct {
	Key   string
	Items []payout.Line
	Sum   money.Amount
	Pages ui.Pagination
}

// Pay is GET /pro/earnings/pay?currency=: what is owed, and how it is paid.
type Pay struct {
	Page      layout.Page
	Debt      payout.Debt
	Action    string
	Methods   []ui.Choice
	Hosted    bool // another way is on the gateway's own page
	CardFirst string
	ActionURL string // the bank asks something; "" when not
	Waiting   bool   // no answer from the bank yet
}

// Statement is GET /pro/earnings/statement?month=&currency=.
type Statement struct {
	Page    layout.Page
	Month   time.Time
	FileURL string // for a spreadsheet
	PDFURL  string
	payout.Statement
}

// Payouts is GET /pro/payouts?status=: history, account and schedule.
type Payouts struct {
	Page     layout.Page
	Items    []payout.Payout
	Filters  []ui.Choice
	Status   string
	Pages    ui.Pagination
	Account  payout.Account
	Currency string
	Minimum  string // of the form, as typed
	Cadences []ui.Choice
	NextOn   string
	CanAsk   bool // something is available
	Ask      money.Amount
}

// Detail is GET /pro/payouts/{payout}.
type Detail struct {
	Page   layout.Page
	Payout payout.Payout
	Lines  []payout.Line
	Pages  ui.Pagination
}
