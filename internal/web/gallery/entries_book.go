package gallery

import (
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/schedule"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/internal/web/bank"
	"klear/internal/web/bookings"
	"klear/internal/web/checkout"
	"klear/internal/web/handover"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// simulatedBankEntries are the pages of the gateway's side, while payments are simulated.
func simulatedBankEntries() []Entry {
	ask := func(id, title string, amount money.Amount, open bool) Entry {
		return Entry{ID: id, Title: title, render: func(f fixture) templ.Component {
			f.page.Area = layout.Focus
			return bank.ChallengePage(bank.View{Page: f.page, Intent: "1", Amount: amount, Method: "Test card ending 3155", Open: open, Back: "/bookings"})
		}}
	}
	account := func(id, title, named, wrong string) Entry {
		return Entry{ID: id, Title: title, render: func(f fixture) templ.Component {
			f.page.Area = layout.Focus
			v := bank.PayeeView{Page: f.page, Payee: "1", Bank: named, Wrong: wrong, Back: "/", Choices: bank.Accounts(f.page)}
			if wrong != "" {
				v.Page.Errors = []ui.FieldError{{Field: "bank", Label: f.page.L.T("bank.account_legend"), Message: wrong}}
			}
			return bank.PayeePage(v)
		}}
	}
	return []Entry{
		ask("bank", "The bank asks the payer", money.Amount{Minor: 150_000, Currency: "INR"}, true),
		ask("bank-keep", "The bank asks to keep a card", money.Amount{}, true),
		ask("bank-over", "The bank has its answer", money.Amount{Minor: 150_000, Currency: "INR"}, false),
		account("bank-account", "A practitioner names a bank account", "", ""),
		account("bank-account-wrong", "No bank account was chosen", "", "Choose one of the test accounts."),
		account("bank-account-named", "A bank account is named", "Test bank account ending 6789", ""),
	}
}

func checkoutEntries() []Entry {
	state := func(id, title string, status int, change func(*checkout.View)) Entry {
		return Entry{ID: id, Title: title, Status: status, render: func(f fixture) templ.Component {
			v := checkoutView(f)
			change(&v)
			return checkout.Checkout(v)
		}}
	}
	return []Entry{
		state("checkout", "Checkout, guest", 0, func(v *checkout.View) { v.Page.User = nil }),
		state("checkout-signed-in", "Checkout, signed in, real gateway, other zone", 0, func(v *checkout.View) {
			v.Page.Sandbox, v.Gateway, v.Hosted, v.Methods = false, "Stripe", true, []ui.Choice{{Value: "online", Selected: true}}
			if loc, err := time.LoadLocation("Europe/London"); err == nil {
				v.Page.Zone = loc
			}
		}),
		state("checkout-group", "Checkout of a group", 0, func(v *checkout.View) { v.Hold.Seats = schedule.Seats{Taken: 7, Capacity: 12} }),
		state("checkout-request", "Checkout, to be accepted", 0, func(v *checkout.View) { v.Hold.Request = true }),
		state("checkout-package", "Checkout, with a package that can pay", 0, func(v *checkout.View) {
			v.Drawable = true
			way := ui.Choice{Value: "package:1", Label: v.Page.L.T("checkout.package"), Selected: true,
				Hint: v.Page.L.N("checkout.package_hint", 7, i18n.D{"When": v.Page.L.WhenYear(at(150, "9:00"), v.Page.Zone)})}
			for i := range v.Methods {
				v.Methods[i].Selected = false
			}
			v.Methods = append([]ui.Choice{way}, v.Methods...)
		}),
		state("checkout-credit", "Checkout, credit pays a part", 0, someCredit),
		state("checkout-code", "Checkout, a code is used", 0, func(v *checkout.View) {
			v.TakesCode, v.Code = true, "SPRING-26"
			v.Lines = withCode(v)
		}),
		state("checkout-code-wrong", "Checkout, a code that is none", 422, func(v *checkout.View) {
			v.TakesCode = true
			v.Page.Values = map[string]string{"code": "SPRNG"}
			v.Page.Errors = []ui.FieldError{{Field: "code", Message: v.Page.L.T("error.code_unknown")}}
		}),
		state("checkout-later", "Checkout, kept methods and paying later", 0, func(v *checkout.View) {
			for i := range v.Methods {
				v.Methods[i].Selected = false
			}
			v.Methods = append([]ui.Choice{{Value: "kept:1", Label: "Test card ending 4242", Selected: true}}, v.Methods...)
			v.When = []ui.Choice{{Value: "later", Label: v.Page.L.T("checkout.later", i18n.D{"When": v.Page.L.WhenYear(at(27, "9:00"), v.Page.Zone)}),
				Hint: v.Page.L.T("checkout.later_hint", i18n.D{"Amount": v.Page.L.MoneyExact(v.Total.Amount)}), Selected: true}, {Value: "now", Label: v.Page.L.T("checkout.now")}}
		}),
		state("checkout-family", "Checkout, for whom, a guardian has to agree", 422, func(v *checkout.View) {
			v.Family = []ui.Choice{{Value: "", Label: v.Page.L.T("checkout.for_me")}, {Value: "1", Label: "Asha", Hint: v.Page.L.T("relation.child"), Selected: true},
				{Value: "2", Label: "Amma", Hint: v.Page.L.T("relation.parent")}}
			v.Page.Errors = []ui.FieldError{{Field: "guardian", Message: v.Page.L.T("error.guardian.required")}}
		}),
		state("checkout-errors", "Checkout, wrong fields", 422, func(v *checkout.View) {
			v.Page.User = nil
			v.Page.Values = map[string]string{"name": "", "email": "kavya@", "phone": "98450"}
			for field, key := range map[string]string{"email": "error.email.invalid", "phone": "error.phone.invalid"} {
				v.Page.Errors = append(v.Page.Errors, ui.FieldError{Field: field, Message: v.Page.L.T(key)})
			}
		}),
		state("checkout-declined", "Checkout, payment declined", 402, func(v *checkout.View) {
			v.State, v.Reason = checkout.Declined, "The bank says there is not enough money on the card."
		}),
		state("checkout-hosted", "Checkout, paid on the gateway's page", 0, func(v *checkout.View) {
			v.State, v.ActionURL = checkout.Action, "https://checkout.stripe.com/c/pay/cs_1"
			v.Page.Sandbox, v.Gateway, v.Hosted = false, "Stripe", true
		}),
		state("checkout-venue", "Checkout, may be paid at the venue", 0, func(v *checkout.View) {
			v.AtVenue, v.Hold.Mode = true, ui.InPerson
			v.Methods = append(v.Methods[:len(v.Methods):len(v.Methods)], ui.Choice{Value: "venue", Hint: v.Page.L.T("checkout.venue_hint", i18n.D{"Name": v.Hold.Person.Name})})
		}),
		{ID: "handover", Title: "The way to Razorpay", render: func(f fixture) templ.Component {
			return handover.Page(handover.View{Page: f.focus("Pay with Razorpay"), Gateway: "Razorpay", Amount: rupees(1500), Action: "https://api.razorpay.com/v1/checkout/embedded",
				Fields: [][2]string{{"order_id", "order_1"}}, Back: "/book/7QK3M"})
		}},
		{ID: "handover-payee", Title: "The way to payouts through Razorpay", render: func(f fixture) templ.Component {
			return handover.PayeePage(handover.View{Page: f.focus("Payouts through Razorpay"), Gateway: "Razorpay", Back: "/pro/payouts"})
		}},
		state("checkout-action", "Checkout, the bank asks", 0, func(v *checkout.View) { v.State, v.ActionURL = checkout.Action, "/sandbox/confirm" }),
		state("checkout-meets", "Checkout, another booking at this time", 409, func(v *checkout.View) { v.Meets = "K7M2QX" }),
		state("checkout-unknown", "Checkout, no answer yet", 0, func(v *checkout.View) { v.State, v.StatusURL = checkout.Unknown, "/dev/gallery/" }),
		state("checkout-expired", "Checkout, hold over, still free", 0, func(v *checkout.View) { v.State, v.RenewURL = checkout.Expired, "/holds" }),
		state("checkout-gone", "Checkout, hold over, taken", 410, func(v *checkout.View) { v.State, v.Other = checkout.Expired, alternatives(fixtureOf(v)) }),
		{ID: "slot-gone", Title: "The tapped time was just taken", Status: 409, render: func(f fixture) templ.Component {
			p := f.titled("Just taken", "checkout")
			p.Area = layout.Focus
			return checkout.GonePage(checkout.Gone{Page: p, Person: f.people[0].Person, Start: at(1, "9:00"), Other: alternatives(f)})
		}},
	}
}

// fixtureOf recovers the people that go with a view's brand.
func fixtureOf(v *checkout.View) fixture {
	f := fixture{page: v.Page, brand: v.Page.Brand, people: wellness}
	if v.Page.Brand.Portraits == "work" {
		f.people = trades
	}
	return f
}

func alternatives(f fixture) []ui.Alternative {
	return []ui.Alternative{
		{Person: f.people[0].Person, Service: "first", Mode: f.people[0].mode, Start: at(1, "11:30")},
		{Person: f.people[0].Person, Service: "first", Mode: f.people[0].mode, Start: at(3, "8:00")},
		{Person: f.people[1].Person, Service: "first", Mode: f.people[1].mode, Start: at(1, "9:30")},
	}
}

func checkoutView(f fixture) checkout.View {
	p := f.people[0]
	v := checkout.View{
		Page: f.titled("Check and pay", "checkout"), State: checkout.Open,
		Hold: checkout.Hold{ID: "7QK3M", Person: p.Person, Service: "First consultation", Minutes: 60, Mode: p.mode, Start: at(1, "9:00"),
			Place: f.brand.Location(), Until: Now.Add(15 * time.Minute), CanMore: true},
		Lines:   f.lines(p),
		Total:   ui.Price{Amount: rupees(p.price)},
		Tax:     "GST",
		Policy:  checkout.Policy{Free: at(0, "21:00"), LatePct: 50},
		Contact: checkout.Contact{Name: "Kavya Menon", Email: "kavya@example.com"},
		Methods: []ui.Choice{{Value: "upi"}, {Value: "card", Selected: true}, {Value: "netbanking"}},
		Gateway: "Sandbox",
		TestCards: []checkout.TestCard{{Number: "4242 4242 4242 4242", Effect: "ok"}, {Number: "4000 0000 0000 0002", Effect: "declined"},
			{Number: "4000 0000 0000 9995", Effect: "insufficient"}, {Number: "4000 0025 0000 3155", Effect: "action"}, {Number: "4000 0000 0000 0259", Effect: "slow"}},
	}
	v.Page.Area = layout.Focus
	if p.mode == ui.Home {
		v.Hold.Service, v.Hold.Minutes = "Visit and repair", 0
	}
	return v
}

func (f fixture) lines(p person) []ui.PriceLine {
	l := f.page.L
	return []ui.PriceLine{
		{Label: "First consultation", Note: l.Duration(60), Amount: rupees(p.price)},
		{Label: l.T("price.total"), Note: l.T("price.includes", i18n.D{"Tax": "GST"}), Amount: rupees(p.price), Total: true},
	}
}

// notPaid leaves out what only a paid booking has.
func notPaid(v *bookings.Detail) {
	b := &v.Booking
	b.Receipt, b.Invoice, b.History = "", "", b.History[:1]
}

func bookingEntries() []Entry {
	detail := func(id, title string, change func(*bookings.Detail)) Entry {
		return Entry{ID: id, Title: title, render: func(f fixture) templ.Component {
			v := bookings.Detail{Page: f.titled(f.people[0].Name, "bookings"), Booking: bookingView(f),
				Heart: &ui.HeartProps{Value: f.people[0].Slug, Name: f.people[0].Name, Saved: true, Label: true}}
			change(&v)
			return bookings.DetailPage(v)
		}}
	}
	return []Entry{
		detail("confirmed", "Confirmation", func(v *bookings.Detail) {
			v.New = true
			v.Page.User = nil
			v.Account = &ui.Link{URL: "/sign-up?email=kavya@example.com", Label: "Make an account"}
			v.Next = []string{"A mail with the code and the link is on its way.", "You get a reminder one day and two hours before.", "The room opens at 8:50 am. Nothing to install."}
		}),
		detail("requested", "Confirmation of a request, seen from London", func(v *bookings.Detail) {
			v.New = true
			v.Booking.Status = ui.Requested
			if loc, err := time.LoadLocation("Europe/London"); err == nil {
				v.Page.Zone = loc
			}
			v.Next = []string{"You hear back by Sat 21 Nov.", "If the answer is no, the money is released at once."}
		}),
		detail("booking", "Booking", func(*bookings.Detail) {}),
		detail("booking-later", "Booking, to be charged later", func(v *bookings.Detail) {
			v.Booking.ChargeAt, v.Booking.ChargeWith = at(5, "9:00"), "Test card ending 4242"
			notPaid(v)
		}),
		detail("booking-unpaid", "Booking, its later charge was refused", func(v *bookings.Detail) {
			v.Booking.PayURL, v.Booking.PayBy = "/bookings/K7M2QX/pay", at(0, "20:00")
			notPaid(v)
		}),
		detail("booking-series", "Booking, one of a series, for a child", func(v *bookings.Detail) {
			v.Booking.Series = v.Page.L.T("booking.of_series", i18n.D{"Number": "3", "Of": "8"})
			v.Booking.For = v.Page.L.T("booking.for_aged", i18n.D{"Name": "Asha", "Relation": v.Page.L.T("relation.child"), "Age": "9"})
		}),
		detail("booking-asked", "Booking, another time is proposed", func(v *bookings.Detail) { v.Asked = askedView(v.Page) }),
		detail("booking-asked-errors", "Booking, no proposed time chosen", func(v *bookings.Detail) {
			v.Asked = askedView(v.Page)
			v.Asked.Error = v.Page.L.T("proposal.choose")
			v.Page.Errors = []ui.FieldError{{Field: "at", Message: v.Asked.Error}}
		}),
		detail("booking-cancelled", "Booking, cancelled and refunded", func(v *bookings.Detail) {
			b := &v.Booking
			b.Status, b.CanMove, b.CanEnd, b.JoinURL, b.Calendar, b.Reason = ui.Cancelled, false, false, "", "", "The time no longer suits me"
			b.Refund = &bookings.Refund{Paid: rupees(1200), Kept: rupees(600), Back: rupees(600), Days: 5, Made: true}
			b.History = append(b.History, bookings.Change{At: Now, Event: "cancelled", Who: "Kavya"}, bookings.Change{At: Now, Event: "refunded", Sum: rupees(600)})
		}),
		detail("booking-done", "Booking, done", func(v *bookings.Detail) {
			b := &v.Booking
			b.Status, b.CanMove, b.CanEnd, b.JoinURL, b.Start = ui.Completed, false, false, "", at(-3, "9:00")
			b.Again = true
			b.Review, b.WhyNot = "/bookings/K7M2QX/review", "A session that took place can no longer be moved or cancelled."
		}),
		{ID: "bookings", Title: "Bookings, upcoming", render: func(f fixture) templ.Component { return bookings.ListPage(listView(f)) }},
		{ID: "bookings-past", Title: "Bookings, past", render: func(f fixture) templ.Component {
			v := listView(f)
			v.Past = true
			for i := range v.Items {
				v.Items[i].Start, v.Items[i].JoinURL = v.Items[i].Start.AddDate(0, -1, 0), ""
				v.Items[i].Again = i < 2
				v.Items[i].Status = []ui.Status{ui.Completed, ui.NoShow, ui.Cancelled}[i%3]
			}
			return bookings.ListPage(v)
		}},
		{ID: "bookings-none", Title: "Bookings, none", render: func(f fixture) templ.Component {
			v := listView(f)
			v.Items, v.Rebook = nil, []ui.Person{f.people[0].Person, f.people[1].Person}
			return bookings.ListPage(v)
		}},
		{ID: "again", Title: "Book again", render: func(f fixture) templ.Component { return bookings.AgainPage(againView(f)) }},
		{ID: "again-closed", Title: "Book again, the service is gone", render: func(f fixture) templ.Component {
			v := againView(f)
			v.Times, v.Closed, v.MoreURL = nil, true, "/p/"+f.people[0].Slug
			return bookings.AgainPage(v)
		}},
		{ID: "move", Title: "Move a booking", render: func(f fixture) templ.Component { return bookings.MovePage(moveView(f)) }},
		{ID: "move-taken", Title: "Move, the time was taken", Status: 409, render: func(f fixture) templ.Component {
			v := moveView(f)
			v.Taken, v.Fee = true, &money.Amount{Minor: 10000, Currency: "INR"}
			return bookings.MovePage(v)
		}},
		{ID: "cancel", Title: "Cancel a booking", render: func(f fixture) templ.Component { return bookings.CancelPage(cancelView(f)) }},
		{ID: "cancel-disputed", Title: "Cancel while the bank has the money", render: func(f fixture) templ.Component {
			v := cancelView(f)
			v.Refund = bookings.Refund{Paid: rupees(1200), Back: rupees(0), Kept: rupees(0), Disputed: true, Due: rupees(1200)}
			return bookings.CancelPage(v)
		}},
		{ID: "receipt", Title: "Receipt, partly refunded", render: func(f fixture) templ.Component {
			p := f.titled(f.page.L.T("receipt.title", i18n.D{"Code": "K7M2QX"}), "bookings")
			return layout.Receipt(p, ui.Link{URL: "/bookings/K7M2QX", Label: f.people[0].Name}, receiptView(f))
		}},
		{ID: "receipt-file", Title: "Receipt, as a file", render: func(f fixture) templ.Component {
			p, v := f.titled(f.page.L.T("receipt.title", i18n.D{"Code": "K7M2QX"}), "bookings"), receiptView(f)
			v.File = true
			return layout.Receipt(p, ui.Link{}, v)
		}},
		{ID: "cancel-failed", Title: "Cancel, failed and no reason chosen", Status: 422, render: func(f fixture) templ.Component {
			v := cancelView(f)
			v.Failed = true
			v.Refund.Kept, v.Refund.Back = rupees(1200), rupees(0)
			v.Page.Errors = []ui.FieldError{{Field: "reason", Message: v.Page.L.T("error.reason.required")}}
			return bookings.CancelPage(v)
		}},
	}
}

func receiptView(f fixture) ui.ReceiptProps {
	l := f.page.L
	return ui.ReceiptProps{
		From: f.brand.LegalName + " · " + f.brand.SupportMail, To: "Kavya Menon", Words: l.MoneyWords(rupees(600)), Zone: f.page.Zone, Now: Now,
		Facts: []ui.ReceiptFact{{Label: l.T("booking.code"), Value: "K7M2QX"}, {Label: l.T("receipt.practitioner"), Value: f.people[0].Name}, {Label: l.T("receipt.service"), Value: "First consultation"}},
		Rows: []ui.ReceiptRow{
			{At: at(-2, "10:04"), What: l.T("refund.paid"), How: "Test card ending 4242", Ref: "0191d2a0-7c11-7000-8000-000000000001", Amount: rupees(1200)},
			{At: at(-1, "18:20"), What: l.T("receipt.refund_succeeded"), Ref: "0191d2a0-7c11-7000-8000-000000000002", Amount: rupees(-600)},
		},
		Sums: []ui.PriceLine{{Label: l.T("refund.paid"), Amount: rupees(1200)}, {Label: l.T("receipt.back"), Amount: rupees(-600)}, {Label: l.T("refund.kept"), Amount: rupees(600), Total: true}},
	}
}

func bookingView(f fixture) bookings.Booking {
	p := f.people[0]
	b := bookings.Booking{
		Card: bookings.Card{Code: "K7M2QX", Person: p.Person, Service: "First consultation", Minutes: 60, Mode: p.mode, Start: at(1, "9:00"),
			Status: ui.Confirmed},
		Place: f.brand.Location(), Lines: f.lines(p), Policy: bookings.Policy{Free: at(0, "21:00"), LatePct: 50}, CanMove: true, CanEnd: true,
		Receipt: "/bookings/K7M2QX/receipt", Invoice: "/bookings/K7M2QX/invoice", Calendar: "/bookings/K7M2QX/calendar.ics", Message: "/messages/1",
		History: []bookings.Change{
			{At: at(-2, "10:04"), Event: "confirmed"}, {At: at(-2, "10:04"), Event: "paid", Sum: rupees(p.price)},
			{At: at(-1, "18:20"), Event: "moved", Who: "Kavya", From: at(2, "9:00"), To: at(1, "9:00")},
		},
	}
	if p.mode == ui.Online {
		b.JoinFrom = at(1, "8:50")
	} else {
		b.Service, b.Address, b.Access = "Visit and repair", "12, 4th Cross, Indiranagar, Bengaluru 560038", "Second floor, the bell is broken."
	}
	return b
}

func listView(f fixture) bookings.List {
	v := bookings.List{Page: f.titled("Bookings", "bookings"), PastHint: 4}
	for i, p := range f.people[:3] {
		v.Items = append(v.Items, bookings.Card{Code: []string{"K7M2QX", "P3WZ8D", "R9HN4T"}[i], Person: p.Person, Service: "Follow-up", Minutes: 30,
			Mode: p.mode, Start: at(i*4, []string{"18:00", "9:30", "10:00"}[i]), Status: []ui.Status{ui.Confirmed, ui.Requested, ui.Confirmed}[i]})
	}
	if v.Items[0].Mode == ui.Online {
		v.Items[0].JoinURL = "/meet/K7M2QX"
	}
	return v
}

func moveView(f fixture) bookings.Move {
	v := bookings.Move{Page: f.titled("Move to another time", "bookings"), Booking: bookingView(f), Days: f.days(), NextURL: "?on=2026-11-27",
		Zone: f.page.Zone, Chosen: at(3, "8:00"), Slots: []ui.Slot{{Start: at(3, "8:00")}, {Start: at(3, "17:30")}}}
	for i, n := range []int{1, 3, 0, 2, 1, 5, 0} {
		v.Days[i].Open, v.Days[i].Selected, v.Days[i].URL = n, i == 3, "?on="+v.Days[i].Date.Format(time.DateOnly)
	}
	return v
}

func askedView(p layout.Page) *bookings.Asked {
	out := &bookings.Asked{Until: at(0, "18:00"), Version: 3}
	for _, t := range []time.Time{at(3, "8:00"), at(4, "10:00"), at(5, "17:30")} {
		out.Times = append(out.Times, ui.Choice{Value: ui.AtValue(t), Label: p.L.When(t, p.Zone)})
	}
	return out
}

func againView(f fixture) bookings.Again {
	v := bookings.Again{Page: f.titled(f.page.L.T("again.title", i18n.D{"Name": f.people[0].Name}), "bookings"), Booking: bookingView(f), Zone: f.page.Zone,
		MoreURL: "/p/" + f.people[0].Slug}
	v.Booking.Start = at(-6, "9:00")
	for _, start := range []time.Time{at(1, "9:00"), at(8, "9:30"), at(15, "9:00")} {
		v.Times = append(v.Times, ui.Alternative{Person: f.people[0].Person, Service: "first", Mode: f.people[0].mode, Start: start})
	}
	return v
}

func cancelView(f fixture) bookings.Cancel {
	v := bookings.Cancel{Page: f.titled("Cancel the booking", "bookings"), Booking: bookingView(f),
		Refund: bookings.Refund{Paid: rupees(1200), Back: rupees(1200), Kept: rupees(0), Days: 5}}
	for _, r := range []string{"time", "unwell", "other_person", "price", "mistake", "other"} {
		v.Reasons = append(v.Reasons, ui.Choice{Value: r})
	}
	return v
}
