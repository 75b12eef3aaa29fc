package packages

import (
	"net/url"
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
)

// Buy is the page of one offer, GET /packages/{offer}. Posts: csrf, key, version, method and card.
type Buy struct {
	Page      layout.Page
	ID        string
	Version   int64
	Person    string // the practitioner
	Slug      string
	Service   string
	Sessions  int
	Price     money.Amount
	Each      money.Amount // of one session
	Single    money.Amount // of a session without the package
	Tax       string       // "GST"; "" when none is included
	Until     time.Time    // sessions must begin before, when it is bought now
	LateSpent bool         // cancelled late, a session is spent
	CardFirst string       // the test card that is filled in; "" outside the sandbox
	Gateway   string       // who takes the payment: "Razorpay"
	Hosted    bool         // on its own page: no card is asked for here
}

// Wait is shown while the bank has not answered.
type Wait struct {
	Page layout.Page
	ID   string
}

// Mine is what a person has, GET /account/packages.
type Mine struct {
	Page  layout.Page
	Items []Owned
}

// Owned is one package of a person.
type Owned struct {
	ID, Code string
	Person   string
	Service  string
	Sessions int
	Left     int
	Price    money.Amount
	Until    time.Time
	Over     bool
	Repaid   bool         // every session was paid back
	BookURL  string       // "": nothing can be booked
	Refund   money.Amount // for what is unused; zero: nothing
	Uses     []Used
}

// Used is one line of a package's story: "draw", "returned", "refund", "expiry", with how many sessions.
type Used struct {
	Kind string
	N    int
	At   time.Time
}

// Offers is what a practitioner offers of a service and sold, GET /pro/services/{id}/packages.
type Offers struct {
	Page     layout.Page
	Action   string
	Service  string
	Currency string
	Items    []Offer
	Sold     []Sold
	Values   url.Values // of the form, as typed; "package" names the one that is changed
}

// Offer is one package on offer or closed.
type Offer struct {
	ID       string
	Sessions int
	Days     int
	Price    money.Amount
	Each     money.Amount
	Active   bool
	Version  int64
}

// Sold is a package that somebody bought.
type Sold struct {
	Buyer, Code                    string
	Price                          money.Amount
	Sessions, Drawn, Refunded, End int
	Until                          time.Time
}
