package operatebookings

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// List is GET /admin/bookings?code&slug&state&from&to&after; POST with an address answers the same page.
type List struct {
	Page  layout.Page
	Find  Find
	Items []Item
	Next  string // address of the next page, "" on the last
	More  bool   // there are more than an answer to a POST shows
	Bulk  string // address of the dry run for this practitioner and range, "" without both
}

// Find is what is looked for, as typed.
type Find struct {
	Code, Email, Slug, From, To string
	States                      []ui.Choice
}

// Item is one booking as a line.
type Item struct {
	Code, URL    string
	Practitioner string
	Service      string
	Start        time.Time
	Status       ui.Status
	Price        money.Amount
}

// Detail is GET /admin/bookings/{booking}.
type Detail struct {
	Page    layout.Page
	Item    Item
	Facts   []Fact
	Links   []ui.Link
	Lines   []ui.PriceLine
	History []Event
	Cancel  string // address, "" when nothing is left to cancel
	Grants  []Grant
	Give    *Give // nil: there is nobody to give credit to
}

// Grant is credit that an operator gave: why, and who.
type Grant struct {
	At     time.Time
	What   string
	Amount money.Amount
}

// Give is the form of credit. Posts: csrf, key, amount, reason.
type Give struct {
	URL, Currency string
	Most          money.Amount
	Reasons       []ui.Choice
}

// Fact is one line about a booking.
type Fact struct{ Label, Value string }

// Event is one step of a booking's life: what happened, and which side did it.
type Event struct {
	At        time.Time
	What, Who string
}

// Cancel is GET /admin/bookings/{booking}/cancel; POST version and reason to the same address does it.
type Cancel struct {
	Page    layout.Page
	Item    Item
	Lines   []ui.PriceLine
	Back    money.Amount // as the lines say it
	Version int64

	Disputed bool         // the client's bank has the money, so that nothing is promised
	Due      money.Amount // goes to the client if it leaves the money here
}

// Bulk is GET /admin/bookings/bulk?slug&from&to, the dry run; POST item (id:version, each) and reason does it.
type Bulk struct {
	Page  layout.Page
	Slug  string
	Range string // in words
	From  string
	To    string
	Items []Planned
	Sums  []ui.PriceLine
	More  bool
}

// Planned is a booking that would be cancelled, and what would go back.
type Planned struct {
	Item
	Seen     string // id:version
	Back     money.Amount
	Disputed bool // nothing is promised: the client's bank has the money
}

// Result is the answer to a POST of Bulk.
type Result struct {
	Page   layout.Page
	Done   int
	Failed []Failure
	Sums   []ui.PriceLine
}

// Failure is a booking that stands, and why.
type Failure struct{ Code, URL, Why string }
