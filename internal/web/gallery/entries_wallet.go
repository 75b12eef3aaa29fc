package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
	"klear/internal/web/wallet"
)

func walletEntries() []Entry {
	methods := func(id, title string, status int, change func(*wallet.Methods)) Entry {
		return Entry{ID: id, Title: title, Status: status, render: func(f fixture) templ.Component {
			v := wallet.Methods{Page: f.titled("Ways to pay", "account"), CardFirst: "4242 4242 4242 4242"}
			v.Page.Sandbox = true
			change(&v)
			return wallet.MethodsPage(v)
		}}
	}
	first := wallet.Method{ID: "1", Label: "Test card ending 4242", Preferred: true, Needed: true}
	second := wallet.Method{ID: "2", Label: "Test card ending 3155"}
	return []Entry{
		methods("methods", "Ways to pay", 0, func(v *wallet.Methods) {
			both := first
			both.Instead = []ui.Choice{{Value: second.ID, Label: second.Label}}
			v.Items = []wallet.Method{both, second}
		}),
		methods("methods-needed", "Ways to pay, the only one is needed", 409, func(v *wallet.Methods) {
			v.Items = []wallet.Method{first}
			v.Page.Notices = []ui.Notice{{Tone: ui.Warning, Text: v.Page.L.T("error.payment_method_needed")}}
		}),
		methods("methods-none", "Ways to pay, none", 0, func(*wallet.Methods) {}),
		methods("methods-wrong", "Ways to pay, no card", 422, func(v *wallet.Methods) {
			v.CardFirst = ""
			v.Page.Errors = []ui.FieldError{{Field: "card", Message: v.Page.L.T("error.card.invalid")}}
		}),
		methods("methods-full", "Ways to pay, ten", 0, func(v *wallet.Methods) {
			v.Full, v.Items = true, []wallet.Method{{ID: "1", Label: "Test card ending 4242", Preferred: true}, second}
		}),
		owed("owed", "Pay for a booking whose charge was refused", func(*wallet.Owed) {}),
		owed("owed-credit", "The same, with credit for a part of it", func(v *wallet.Owed) {
			v.Credit = &wallet.CreditUse{Use: money.Amount{Minor: 60_000, Currency: "INR"}, Rest: money.Amount{Minor: 90_000, Currency: "INR"}}
		}),
		owed("owed-early", "Credit in the place of a charge that is to come", func(v *wallet.Owed) {
			v.Page.Title, v.ChargeAt = v.Page.L.T("wallet.early_title"), at(1, "9:00")
			v.Credit = &wallet.CreditUse{Use: v.Price, Rest: money.Amount{Currency: "INR"}}
		}),
		owed("owed-action", "The same, the bank asks", func(v *wallet.Owed) { v.ActionURL = "/sandbox/confirm" }),
		owed("owed-waiting", "The same, no answer yet", func(v *wallet.Owed) { v.Waiting = true }),
	}
}

func owed(id, title string, change func(*wallet.Owed)) Entry {
	return Entry{ID: id, Title: title, render: func(f fixture) templ.Component {
		v := wallet.Owed{Page: f.titled("Pay for your booking", "checkout"), Code: "K7M2QX", Name: f.people[0].Name, Service: f.people[0].Title, Start: at(1, "9:00"),
			Until: at(0, "21:00").Add(-time.Hour), Price: money.Amount{Minor: 150_000, Currency: "INR"}, CardFirst: "4242 4242 4242 4242"}
		v.Page.Area, v.Page.Sandbox = layout.Focus, true
		v.Methods = []ui.Choice{{Value: "kept:1", Label: "Test card ending 3155"}, {Value: "card", Label: v.Page.L.T("wallet.other_card"), Selected: true}}
		change(&v)
		return wallet.OwedPage(v)
	}}
}
