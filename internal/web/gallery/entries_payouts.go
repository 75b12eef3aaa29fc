package gallery

import (
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"klear/internal/modules/payout"
	"klear/internal/platform/money"
	"klear/internal/web/earnings"
	"klear/internal/web/layout"
	"klear/internal/web/payoutruns"
	"klear/internal/web/ui"
)

func payoutEntries() []Entry {
	return []Entry{
		{ID: "pro-earnings", Title: "Earnings", render: func(f fixture) templ.Component { return earnings.EarningsPage(earningsView(f)) }},
		{ID: "pro-earnings-lines", Title: "Earnings, what a number is made of", render: func(f fixture) templ.Component {
			v := earningsView(f)
			v.Sums[0].Rows[2].Open = true
			v.Open = &earnings.Lines{Key: "available", Items: earningLines(), Sum: rupees(2550)}
			return earnings.EarningsPage(v)
		}},
		{ID: "pro-earnings-owed", Title: "Earnings, something is owed", render: func(f fixture) templ.Component {
			v := earningsView(f)
			v.Debts = []payout.Debt{{Owed: rupees(600), AskedAt: at(-5, "9:00"), DueAt: at(9, "9:00"), StopsAt: at(25, "9:00")}}
			return earnings.EarningsPage(v)
		}},
		{ID: "pro-earnings-stopped", Title: "Earnings, bookings at the venue stopped", render: func(f fixture) templ.Component {
			v := earningsView(f)
			v.Debts = []payout.Debt{{Owed: rupees(600), AskedAt: at(-40, "9:00"), Stopped: true}}
			return earnings.EarningsPage(v)
		}},
		{ID: "pro-earnings-pay", Title: "Paying what is owed", render: func(f fixture) templ.Component {
			return earnings.PayPage(earnings.Pay{Page: planFocus(f, "Pay what you owe"), Action: "/pro/earnings/pay?currency=INR", CardFirst: "4242 4242 4242 4242",
				Debt: payout.Debt{Owed: rupees(600)}, Methods: []ui.Choice{{Value: "kept:1", Label: "Test card ending 4242", Selected: true}, {Value: "card", Label: "Another card"}}})
		}},
		{ID: "pro-earnings-none", Title: "Earnings, nothing yet", render: func(f fixture) templ.Component {
			return earnings.EarningsPage(earnings.Earnings{Page: f.work("Earnings", "earnings", layout.Work)})
		}},
		{ID: "pro-earnings-statement", Title: "Statement of a month", render: func(f fixture) templ.Component {
			lines := append(earningLines(), payout.Line{Event: "payout_sent", At: at(-2, "6:00"), Amount: rupees(-1275)})
			return earnings.StatementPage(earnings.Statement{Page: f.work("Monthly statement", "earnings", layout.Work), Month: at(-10, "0:00"), FileURL: "/pro/earnings.csv", PDFURL: "/pro/earnings.pdf",
				Statement: payout.Statement{Name: "Ananya Rao", Before: rupees(400), After: rupees(1675), Lines: lines}})
		}},
		{ID: "pro-payouts", Title: "Payouts", render: func(f fixture) templ.Component { return earnings.PayoutsPage(payoutsView(f)) }},
		{ID: "pro-payouts-none", Title: "Payouts, no account yet", render: func(f fixture) templ.Component {
			v := payoutsView(f)
			v.Items, v.CanAsk, v.Account = nil, false, payout.Account{}
			return earnings.PayoutsPage(v)
		}},
		{ID: "pro-payouts-unready", Title: "Payouts, the account is not ready", render: func(f fixture) templ.Component {
			v := payoutsView(f)
			v.Items, v.CanAsk, v.Account = nil, false, payout.Account{Open: true, SetupURL: "/bank/payee/1"}
			return earnings.PayoutsPage(v)
		}},
		{ID: "pro-payouts-held", Title: "Payouts, the bank sent one back", render: func(f fixture) templ.Component {
			v := payoutsView(f)
			v.CanAsk, v.Account.Held = false, "account_closed"
			return earnings.PayoutsPage(v)
		}},
		{ID: "pro-payouts-errors", Title: "Payouts, a wrong amount", Status: 422, render: func(f fixture) templ.Component {
			v := payoutsView(f)
			v.Minimum = "much"
			v.Page.Errors = []ui.FieldError{{Field: "minimum", Message: v.Page.L.T("error.payouts.minimum.price_text")}}
			return earnings.PayoutsPage(v)
		}},
		{ID: "pro-payout", Title: "One payout, returned", render: func(f fixture) templ.Component {
			paid, back := at(-6, "9:00"), at(-1, "11:30")
			return earnings.DetailPage(earnings.Detail{Page: f.work("Payout", "payouts", layout.Work), Lines: earningLines(), Payout: payout.Payout{Amount: rupees(2550), Status: payout.Returned,
				FailureCode: "account_closed", Bank: "Bank account ending 6789", CreatedAt: at(-8, "6:00"), PaidAt: &paid, ReturnedAt: &back}})
		}},
		{ID: "admin-payouts", Title: "Payout runs", render: func(f fixture) templ.Component {
			done := at(-1, "6:02")
			return payoutruns.RunsPage(payoutruns.Runs{Page: f.work("Payouts", "payout_runs", layout.Operate), Items: []payout.Run{
				{ID: uuid.UUID{1}, Kind: "operator", StartedAt: at(0, "17:38"), Items: 214, Decided: 131, Sent: 98},
				{ID: uuid.UUID{2}, Kind: "scheduled", StartedAt: at(-1, "6:00"), FinishedAt: &done, Items: 38, Decided: 38, Sent: 35}}})
		}},
		{ID: "admin-payouts-none", Title: "Payout runs, none yet", render: func(f fixture) templ.Component {
			return payoutruns.RunsPage(payoutruns.Runs{Page: f.work("Payouts", "payout_runs", layout.Operate)})
		}},
		{ID: "admin-payouts-preview", Title: "What a payout run would do", render: func(f fixture) templ.Component {
			return payoutruns.PreviewPage(payoutruns.Preview{Page: f.work("Payouts", "payout_runs", layout.Operate), Items: payoutVerdicts(), Sums: []money.Amount{rupees(2550)}, Without: 3})
		}},
		{ID: "admin-payouts-run", Title: "One payout run", render: func(f fixture) templ.Component {
			return payoutruns.RunPage(payoutruns.Run{Page: f.work("Payouts", "payout_runs", layout.Operate), Items: payoutVerdicts(),
				Run: payout.Run{Kind: "scheduled", Day: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), Items: 5, Decided: 4, Sent: 2}})
		}},
		{ID: "admin-payouts-returned", Title: "Payouts that came back", render: func(f fixture) templ.Component {
			back := at(-1, "11:30")
			return payoutruns.ReturnedPage(payoutruns.Returned{Page: f.work("Payouts", "payout_runs", layout.Operate),
				Items: []payout.Payout{{Name: f.people[0].Name, Amount: rupees(2550), FailureCode: "account_closed", ReturnedAt: &back}}})
		}},
	}
}

func earningsView(f fixture) earnings.Earnings {
	p := f.work("Earnings", "earnings", layout.Work)
	row := func(key, url string, n int64) earnings.Row {
		return earnings.Row{Key: key, URL: url, Amount: rupees(n)}
	}
	return earnings.Earnings{Page: p, Months: []ui.Choice{{Value: "2026-11", Label: "November 2026"}, {Value: "2026-10", Label: "October 2026"}},
		Sums: []earnings.Sum{{Currency: "INR", Rows: []earnings.Row{row("pending", "#lines", 3825), row("frozen", "#lines", 1020), row("available", "#lines", 2550),
			row("moving", "/pro/payouts?status=moving", 12750), row("paid", "/pro/payouts?status=paid", 184450), row("owed", "#lines", 850)},
			Next: p.L.T("earnings.next_sent", map[string]any{"Amount": p.L.MoneyExact(rupees(2550)), "Day": p.L.DateLong(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), time.UTC)}),
			Note: p.L.T("earnings.matures", map[string]any{"When": p.L.When(at(1, "10:00"), p.Zone)})}}}
}

func earningLines() []payout.Line {
	return []payout.Line{
		{Event: "refund", At: at(-3, "12:15"), Code: "KQ7M2XAB", Amount: rupees(-425)},
		{Event: "earn", At: at(-4, "19:00"), Code: "KQ7M2XAB", Amount: rupees(1275)},
		{Event: "earn", At: at(-5, "11:00"), Code: "P4RT9ZQC", Amount: rupees(1700)},
	}
}

func payoutsView(f fixture) earnings.Payouts {
	p := f.work("Payouts", "payouts", layout.Work)
	choice := func(key, value string) ui.Choice {
		return ui.Choice{Value: value, Label: p.L.T(key + value), Selected: value == "" || value == "weekly"}
	}
	return earnings.Payouts{Page: p, Currency: "INR", CanAsk: true, Ask: rupees(2550), NextOn: p.L.DateLong(time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), time.UTC),
		Account:  payout.Account{Open: true, Ready: true, Bank: "Bank account ending 6789", Version: 2},
		Filters:  []ui.Choice{choice("payouts.filter_", ""), choice("payouts.filter_", "moving"), choice("payouts.filter_", "paid"), choice("payouts.filter_", "returned")},
		Cadences: []ui.Choice{choice("payouts.every_", "daily"), choice("payouts.every_", "weekly"), choice("payouts.every_", "monthly")},
		Items: []payout.Payout{{ID: uuid.UUID{1}, Amount: rupees(12750), Status: payout.InTransit, CreatedAt: at(-4, "6:00")}, {ID: uuid.UUID{2}, Amount: rupees(9350), Status: payout.Paid, CreatedAt: at(-11, "6:00")},
			{ID: uuid.UUID{3}, Amount: rupees(9350), Status: payout.Returned, CreatedAt: at(-18, "6:00")}}}
}

func payoutVerdicts() []payout.Verdict {
	return []payout.Verdict{
		{Name: "Ananya Rao", Outcome: payout.Sent, Amount: rupees(2550)},
		{Name: "Ravi Shastri", Outcome: payout.Sent, Amount: rupees(1700), Status: payout.Returned},
		{Name: "Meera Joshi", Outcome: payout.BelowMinimum, Amount: rupees(350)},
		{Name: "Imran Qureshi", Outcome: payout.NotVerified, Amount: rupees(8500)},
		{Name: "Lakshmi Iyer", Amount: rupees(0)},
	}
}
