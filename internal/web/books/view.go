package books

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Sided is a balance or a line as a bookkeeper writes it; Amount is not negative.
type Sided struct {
	Debit  bool
	Amount money.Amount
}

// Overview is GET /admin/ledger.
type Overview struct {
	Page            layout.Page
	Currencies      []Currency
	Sealed, Waiting int
	Last            string // beginning of the last hash
	Signed          []Signed
	Audit           *Audit // the last one; nil: nobody asked for any
}

// Currency is the trial balance of one currency.
type Currency struct {
	Code          string
	Kinds         []Kind
	Debit, Credit money.Amount // equal in sound books
}

// Kind is what the accounts of one kind come to.
type Kind struct {
	Kind, URL string
	Accounts  int
	Amount    Sided
}

// Signed is a day (UTC) that was signed.
type Signed struct {
	Day     time.Time
	Through int
}

// Audit is how far an audit is, or what it found.
type Audit struct {
	State       string
	Done, Total int
	Findings    []string
	At          time.Time
	Open        bool
}

// Accounts is GET /admin/ledger/accounts/{currency}/{kind}.
type Accounts struct {
	Page     layout.Page
	Currency string
	Items    []AccountLine
	Total    int
	Pages    ui.Pagination
}

// AccountLine is one account.
type AccountLine struct {
	Owner, URL string
	Amount     Sided
}

// Account is GET /admin/ledger/account/{account}?from=…&to=….
type Account struct {
	Page         layout.Page
	Owner        string
	Balance      Sided
	URL, Up, CSV string
	From, To     string
	Items        []Entry
	Older        string // address; "" on the last page
}

// Entry is one line of an account.
type Entry struct {
	URL, Event, Key string
	At              time.Time
	Amount          Sided
}

// Posting is GET /admin/ledger/posting/{posting}.
type Posting struct {
	Page             layout.Page
	Event, Key       string
	At               time.Time
	Booking, Payment string // ids; "" for none
	Seal             int    // 0: it waits for it
	Hash             string
	Lines            []PostedLine
	Corrects         *Link
	CorrectedBy      []Link
}

// PostedLine is one line of a posting.
type PostedLine struct {
	Kind, Owner, URL string
	Amount           Sided
}

// Link names another posting.
type Link struct{ URL, Key string }
