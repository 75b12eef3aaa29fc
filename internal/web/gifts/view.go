package gifts

import (
	"time"

	"klear/internal/modules/credit"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Buy is GET /gift. Posts: csrf, key, amount, message, recipient and card.
type Buy struct {
	Page        layout.Page
	Currency    string
	Least, Most money.Amount
	Gateway     string // who takes the payment: "Razorpay"
	Hosted      bool   // on its own page: no card is asked for here
	CardFirst   string // the test card that is filled in; "" outside the sandbox
}

// Bought is GET /gift/{id}, for its buyer.
type Bought struct {
	Page      layout.Page
	ID        string
	Amount    money.Amount
	Code      string // in groups of four; "" when nobody can redeem it any more
	Message   string
	Recipient string
	Status    credit.Status
	At        time.Time // when it was redeemed or given back
	BackUntil time.Time // until when it can be given back; zero: it cannot
}

// Wait is shown while the bank has not answered.
type Wait struct {
	Page layout.Page
	ID   string
}

// Wallet is GET /account/credit. Posts code to the same address.
type Wallet struct {
	Page     layout.Page
	Balances []money.Amount
	Lines    []Line
	Gifts    []Item
}

// Line is one movement of credit; URL leads to its booking, if there is one.
type Line struct {
	At     time.Time
	What   string
	URL    string
	Amount money.Amount // more is positive
}

// Item is a gift that somebody bought.
type Item struct {
	ID     string
	Amount money.Amount
	Status credit.Status
	At     time.Time
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }

// state is how a gift stands, in a sentence.
func state(v Bought) string {
	if v.Status == credit.Bought {
		return v.Page.L.T("gift.open")
	}
	return v.Page.L.T("gift.ended_"+string(v.Status), d("When", v.Page.L.WhenYear(v.At, v.Page.Zone)))
}

// signed is an amount with the sign of a movement.
func signed(p layout.Page, a money.Amount) string {
	if a.Minor > 0 {
		return "+" + p.L.MoneyExact(a)
	}
	return p.L.MoneyExact(a)
}

func crumb(p layout.Page) ui.Link { return ui.Link{URL: "/account", Label: p.L.T("account.title")} }
