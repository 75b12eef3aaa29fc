package wallet

import (
	"time"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Methods is GET /account/payment-methods and the answers to its forms.
type Methods struct {
	Page      layout.Page
	Items     []Method
	Gateway   string // who keeps it: "Stripe"; "" when nobody does
	Hosted    bool   // and asks for it on its own page
	CardFirst string // in the field at first: the sandbox's
	Full      bool   // no more can be kept
}

// Method is a way to pay that is kept.
type Method struct {
	ID        string
	Label     string // "Test card ending 4242"
	Preferred bool
	Needed    bool        // a coming booking will be charged with it
	Instead   []ui.Choice // what could take its place
}

// Owed is GET /bookings/{code}/pay and its POST answers.
type Owed struct {
	Page      layout.Page
	Code      string
	Name      string // of the practitioner
	Service   string
	Start     time.Time
	Until     time.Time // when the booking is cancelled otherwise
	Price     money.Amount
	Methods   []ui.Choice
	Gateway   string // who charges another way: "Stripe"
	Hosted    bool   // on its own page
	CardFirst string
	Credit    *CreditUse // what the payer's credit would pay; nil: nothing
	ChargeAt  time.Time  // it is not owed, but will be charged then: only credit pays before
	ActionURL string     // the bank asks something; "" when not
	Waiting   bool       // no answer from the bank yet
}

// CreditUse is how much of their credit somebody may spend here, and what is left to pay then.
type CreditUse struct{ Use, Rest money.Amount }
