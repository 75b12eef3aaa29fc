package adminpages

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Queue is GET /admin/verification?state=….
type Queue struct {
	Page   layout.Page
	States []ui.Choice // tabs: waiting, more, approved, refused, with counts
	Items  []QueueItem
	Pages  ui.Pagination
}

// QueueItem is one application, oldest first.
type QueueItem struct {
	ID      string
	URL     string
	Person  ui.Person
	Why     string // why it is here: "New practitioner", "Licence ends 1 Dec"
	Since   time.Time
	Papers  int
	State   string
	Claimed string // operator who has opened it
}

// Decision is GET /admin/verification/{id}; POST decision (approve, refuse), method, reason, licence_expires_on, version.
type Decision struct {
	Page    layout.Page
	Item    QueueItem
	Facts   []Fact
	Papers  []Paper
	Choices []ui.Choice // decision values
	History []Entry
	Version int64  // of the profile that is looked at: travels with the form
	Ends    string // the latest last day that a paper claims, 2006-01-02: proposed as the licence's
}

// Fact is one claim to check.
type Fact struct{ Label, Value string }

// Paper is a document handed in.
type Paper struct {
	Name    string
	Kind    string
	URL     string // short-lived address
	Size    string
	Claims  string    // number, issuer and country, as its owner read them
	Differs bool      // the number is another than the page's
	Expires time.Time // last valid day, UTC
}

// Entry is one line of the record.
type Entry struct {
	At   time.Time
	Who  string
	What string
}

// People is GET /admin/people, newest first; POST q finds.
type People struct {
	Page  layout.Page
	Words string
	Items []Account
	Total int
	More  bool // more were found than are shown
	Pages ui.Pagination
}

// Account is a person's account as a line. Role and Status are those of the identity module.
type Account struct {
	ID           string
	Name, Email  string
	Role, Status string
	Since        time.Time
}

// URL is the page of the account.
func (a Account) URL() string { return "/admin/people/" + a.ID }

// Person is GET /admin/people/{id}.
type Person struct {
	Page  layout.Page
	Who   Account
	Facts []Fact
	Ahead Ahead
	Verbs []string // what can be done: suspend, deactivate, reactivate
	Own   bool     // the operator's own account, which others change
}

// Change is GET /admin/people/{id}/suspend, …/deactivate and …/reactivate; POST reason to the same address does it.
type Change struct {
	Page  layout.Page
	Who   Account
	Verb  string
	Ahead Ahead
}

// Ahead is what is booked with or by a person and not over.
type Ahead struct {
	Items []AheadItem
	Sums  []ui.PriceLine // what has to go back in all, by currency
}

// AheadItem is one booking. Side is practitioner or client: which the person is in it.
type AheadItem struct {
	Code  string
	Start time.Time
	Side  string
	Due   money.Amount
}
