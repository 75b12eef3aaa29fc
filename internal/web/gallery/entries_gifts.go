package gallery

import (
	"time"

	"github.com/a-h/templ"

	own "klear/internal/modules/credit"
	"klear/internal/platform/money"
	"klear/internal/web/checkout"
	"klear/internal/web/gifts"
	"klear/internal/web/layout"
	"klear/internal/web/operatebookings"
	"klear/internal/web/ui"
)

func giftEntries() []Entry {
	return []Entry{
		{ID: "gift", Title: "A gift before it is bought", render: func(f fixture) templ.Component { return gifts.BuyPage(giftBuy(f)) }},
		{ID: "gift-visitor", Title: "A gift, nobody signed in", render: func(f fixture) templ.Component {
			v := giftBuy(f)
			v.Page.User = nil
			return gifts.BuyPage(v)
		}},
		{ID: "gift-wrong", Title: "A gift that is wrong", Status: 422, render: func(f fixture) templ.Component {
			v := giftBuy(f)
			v.Page.Values = map[string]string{"amount": "9", "message": "For your back.", "recipient": "Asha"}
			for _, x := range [][2]string{{"amount", "error.gift_amount"}, {"recipient", "error.email"}} {
				v.Page.Errors = append(v.Page.Errors, ui.FieldError{Field: x[0], Message: f.page.L.T(x[1])})
			}
			return gifts.BuyPage(v)
		}},
		{ID: "gift-waiting", Title: "A gift, the bank has not answered", render: func(f fixture) templ.Component {
			return gifts.WaitPage(gifts.Wait{Page: giftBuy(f).Page, ID: "1"})
		}},
		{ID: "gift-bought", Title: "A gift to hand over", render: func(f fixture) templ.Component { return gifts.BoughtPage(giftBought(f)) }},
		{ID: "gift-redeemed", Title: "A gift that was redeemed", render: func(f fixture) templ.Component {
			v := giftBought(f)
			v.Status, v.Code, v.BackUntil, v.At = own.Redeemed, "", time.Time{}, at(-1, "18:20")
			return gifts.BoughtPage(v)
		}},
		{ID: "account-credit", Title: "One's credit", render: func(f fixture) templ.Component { return gifts.WalletPage(ownCredit(f)) }},
		{ID: "account-credit-none", Title: "No credit, and a code that is none", Status: 422, render: func(f fixture) templ.Component {
			v := gifts.Wallet{Page: f.titled("Your credit", "account")}
			v.Page.Values = map[string]string{"code": "7KQ2 M4TX"}
			v.Page.Errors = []ui.FieldError{{Field: "code", Message: f.page.L.T("error.gift_code_unknown")}}
			return gifts.WalletPage(v)
		}},
	}
}

func giftBuy(f fixture) gifts.Buy {
	p := f.titled(f.page.L.T("gift.title"), "gift")
	p.Area, p.Sandbox = layout.Focus, true
	return gifts.Buy{Page: p, Currency: "INR", Least: rupees(500), Most: rupees(50_000), Gateway: "Sandbox", CardFirst: "4242424242424242"}
}

func giftBought(f fixture) gifts.Bought {
	p := f.titled(f.page.L.T("gift.yours"), "gift")
	p.Area = layout.Focus
	return gifts.Bought{Page: p, ID: "1", Amount: rupees(2000), Code: "7KQ2-M4TX-9B0C-H6RD", Message: "For your back. Take your time.", Recipient: "asha@example.org",
		Status: own.Bought, BackUntil: at(13, "09:30")}
}

func ownCredit(f fixture) gifts.Wallet {
	l := f.page.L
	return gifts.Wallet{Page: f.titled("Your credit", "account"), Balances: []money.Amount{{Minor: 2000, Currency: "EUR"}, rupees(1250)},
		Lines: []gifts.Line{
			{At: at(-1, "10:00"), What: l.T("credit.kind_reserve"), URL: "/bookings/K7M2PQ", Amount: rupees(-750)},
			{At: at(-3, "16:40"), What: l.T("credit.kind_gift_redeemed"), Amount: rupees(2000)},
			{At: at(-20, "12:05"), What: l.T("credit.kind_goodwill"), Amount: money.Amount{Minor: 2000, Currency: "EUR"}},
		},
		Gifts: []gifts.Item{{ID: "1", Amount: rupees(2000), Status: own.Bought, At: at(-2, "09:30")}, {ID: "2", Amount: rupees(1000), Status: own.Redeemed, At: at(-90, "09:30")}}}
}

// someCredit lets a checkout be paid with 500 of it.
func someCredit(v *checkout.View) {
	rest := v.Total.Amount
	rest.Minor -= 50_000
	v.Credit = &checkout.CreditUse{Use: rupees(500), Rest: rest}
}

// given puts credit beside a booking that an operator looks at.
func given(f fixture, v *operatebookings.Detail) {
	l := f.page.L
	v.Grants = []operatebookings.Grant{{At: at(-1, "11:15"), What: l.List(l.T("goodwill.reason_practitioner_late"), "Demo Operator"), Amount: rupees(300)}}
	v.Give = &operatebookings.Give{URL: v.Item.URL + "/credit", Currency: "INR", Most: rupees(10_000)}
	for i, r := range own.Reasons {
		v.Give.Reasons = append(v.Give.Reasons, ui.Choice{Value: string(r), Label: l.T("goodwill.reason_" + string(r)), Selected: i == 0})
	}
}
