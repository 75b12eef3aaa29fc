package plans

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
)

// Plans is the page of one family, GET /account/plan and /pro/plan.
type Plans struct {
	Page    layout.Page
	Base    string // of the addresses: "/account/plan"
	Mine    *Mine  // nil: without a plan
	Offers  []Offer
	History []Paid
}

// Mine is what the reader has.
type Mine struct {
	ID          string
	Name        string
	Status      string // "pending", "trial", "active", "past_due"
	Price       money.Amount
	Cycle       string
	PaidUntil   time.Time
	ChargeAt    time.Time
	CancelAtEnd bool
	Method      string
	Next        string // the plan that follows; "" when it goes on as it is
	NextPrice   money.Amount
	NextCycle   string
	Grants      []Grant
}

// Offer is a plan that can be chosen.
type Offer struct {
	Name, Summary string
	TrialDays     int // that the reader would have
	Grants        []Grant
	Prices        []Price
}

// Grant is a thing that a plan gives.
type Grant struct {
	Key   string
	Limit int64
}

// Price is a way to pay a plan.
type Price struct {
	URL    string // where it is chosen; "" for what the reader has
	Cycle  string
	Amount money.Amount
}

// Paid is a period that was paid, or the trial.
type Paid struct {
	Plan        string
	From, Until time.Time
	Amount      money.Amount
	Trial       bool
}

// Choose is the page before the first payment, GET {base}/choose. Posts: csrf, key, terms, cycle, amount, currency, card.
type Choose struct {
	Page      layout.Page
	Base      string
	Terms     string
	Cycle     string
	Name      string
	Price     money.Amount
	DueNow    money.Amount
	TrialDays int
	FirstAt   time.Time // when the method is charged next
	Tax       string
	CardFirst string // the test card that is filled in; "" outside the sandbox
}

// Change is the page before a change, GET {base}/change. Posts: csrf, key, terms, cycle, at, amount, currency.
type Change struct {
	Page    layout.Page
	Base    string
	Terms   string
	Cycle   string
	Name    string
	Old     string
	At      time.Time
	DueNow  money.Amount
	Price   money.Amount
	Worth   money.Amount
	Unused  money.Amount
	From    time.Time
	Until   time.Time
	Later   bool
	Trial   bool
	Method  string
	Instead bool // it takes a cancellation back
}

// Card is the page of another card, GET {base}/method. Posts: csrf, key and card.
type Card struct {
	Page      layout.Page
	Base      string
	Method    string
	Due       money.Amount // what is tried at once; zero: nothing
	CardFirst string
}

// Wait is shown while the bank has not answered.
type Wait struct {
	Page layout.Page
	Base string
}
