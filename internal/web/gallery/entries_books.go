package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/platform/money"
	"klear/internal/web/books"
	"klear/internal/web/layout"
	"klear/internal/web/reconciliation"
	"klear/internal/web/ui"
)

func bookEntries() []Entry {
	return []Entry{
		{ID: "ledger", Title: "Books, the trial balance", render: func(f fixture) templ.Component { return books.OverviewPage(trialBalance(f)) }},
		{ID: "ledger-empty", Title: "Books, nothing posted", render: func(f fixture) templ.Component {
			return books.OverviewPage(books.Overview{Page: f.work(f.page.L.T("nav.ledger"), "ledger", layout.Operate)})
		}},
		{ID: "ledger-unsound", Title: "Books that do not hold", render: func(f fixture) templ.Component {
			v := trialBalance(f)
			v.Audit = &books.Audit{State: "unsound", Done: 1203, Total: 1841, At: at(0, "9:30"), Findings: []string{"changed: seal 1204, posting cap:7c1e (7c1e)"}}
			return books.OverviewPage(v)
		}},
		{ID: "ledger-account", Title: "Books, an account", render: func(f fixture) templ.Component { return books.AccountPage(bookAccount(f)) }},
		{ID: "ledger-posting", Title: "Books, a posting", render: func(f fixture) templ.Component {
			return books.PostingPage(books.Posting{Page: f.work(f.page.L.T("books.posting"), "ledger", layout.Operate), Event: "earn", Key: "earn:4a7c", At: at(-1, "9:00"), Booking: "4a7c", Payment: "9d21", Seal: 1204, Hash: "9f2c51aa03be77d0",
				Lines: []books.PostedLine{{Kind: "booking_escrow", Owner: "4a7c", URL: "/admin/ledger/account/1", Amount: debit(120_000)}, {Kind: "practitioner_payable", Owner: "77aa", URL: "/admin/ledger/account/2", Amount: credit(102_000)},
					{Kind: "platform_revenue", Owner: "commission", URL: "/admin/ledger/account/3", Amount: credit(18_000)}}})
		}},
		{ID: "reconciliation", Title: "Reconciliation, with differences", render: func(f fixture) templ.Component { return reconciliation.DaysPage(reconciled(f)) }},
		{ID: "reconciliation-empty", Title: "Reconciliation, no day yet", render: func(f fixture) templ.Component {
			return reconciliation.DaysPage(reconciliation.Days{Page: f.work(f.page.L.T("nav.reconciliation"), "reconciliation", layout.Operate)})
		}},
		{ID: "reconciliation-explain", Title: "Explain a difference, nothing said", Status: 422, render: func(f fixture) templ.Component {
			v := explanation(f)
			v.Page.Errors = []ui.FieldError{{Field: "against", Message: f.page.L.T("error.rec_against_required")}, {Field: "words", Message: f.page.L.T("error.rec_words_required")}}
			return reconciliation.ExplainPage(v)
		}},
		{ID: "reconciliation-second", Title: "Explain a difference, the second look", render: func(f fixture) templ.Component {
			v := explanation(f)
			v.Against, v.Words = "goodwill", "The gateway's own test payment"
			v.Lines = []reconciliation.Posted{{Kind: "psp_clearing", Owner: "stripe", Debit: true, Amount: paise(70_000)}, {Kind: "goodwill", Amount: paise(70_000)}}
			return reconciliation.ExplainPage(v)
		}},
	}
}

func paise(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "INR"} }

func debit(minor int64) books.Sided  { return books.Sided{Debit: true, Amount: paise(minor)} }
func credit(minor int64) books.Sided { return books.Sided{Amount: paise(minor)} }

func trialBalance(f fixture) books.Overview {
	v := books.Overview{Page: f.work(f.page.L.T("nav.ledger"), "ledger", layout.Operate), Sealed: 1841, Waiting: 2, Last: "9f2c51aa03be77d0", Audit: &books.Audit{State: "sound", Done: 1841, Total: 1841, At: at(0, "9:30")},
		Signed: []books.Signed{{Day: at(-1, "0:00"), Through: 1790}, {Day: at(-2, "0:00"), Through: 1702}}}
	c := books.Currency{Code: "INR", Debit: paise(12_500_000), Credit: paise(12_500_000)}
	for _, k := range []books.Kind{{Kind: "psp_clearing", Accounts: 2, Amount: debit(12_200_000)}, {Kind: "psp_fees", Accounts: 2, Amount: debit(300_000)}, {Kind: "booking_escrow", Accounts: 61, Amount: credit(7_300_000)},
		{Kind: "practitioner_payable", Accounts: 18, Amount: credit(4_420_000)}, {Kind: "platform_revenue", Accounts: 1, Amount: credit(780_000)}} {
		k.URL = "/admin/ledger/accounts/INR/" + k.Kind
		c.Kinds = append(c.Kinds, k)
	}
	v.Currencies = []books.Currency{c}
	return v
}

func bookAccount(f fixture) books.Account {
	return books.Account{Page: f.work(f.page.L.T("books.kind_psp_clearing"), "ledger", layout.Operate), Owner: "stripe", Balance: debit(12_200_000), URL: "/admin/ledger/account/1", Up: "/admin/ledger/accounts/INR/psp_clearing", CSV: "/admin/ledger/account/1/entries.csv",
		Older: "/admin/ledger/account/1?after=1_1", Items: []books.Entry{{URL: "/admin/ledger/posting/1", Event: "capture", Key: "cap:4a7c", At: at(0, "9:12"), Amount: debit(120_000)}, {URL: "/admin/ledger/posting/2", Event: "fee", Key: "fee:stripe:txn_7", At: at(0, "9:12"), Amount: credit(2_700)}}}
}

func reconciled(f fixture) reconciliation.Days {
	l := f.page.L
	v := reconciliation.Days{Page: f.work(l.T("nav.reconciliation"), "reconciliation", layout.Operate), Late: 2, Items: []reconciliation.Line{
		{Side: "row", Gateway: "stripe", Kind: l.T("rec.kind_capture"), Subject: "txn_3PqV", Amount: paise(70_000), At: at(-3, "11:20"), Explain: "/admin/reconciliation/explain?side=row"},
		{Side: "line", Gateway: "stripe", Kind: l.T("rec.kind_refund"), Subject: "ref:4a7c:1", Amount: paise(-30_000), At: at(-3, "15:02"), Explain: "/admin/reconciliation/explain?side=line"}},
		Unread: 1, UnreadDays: []reconciliation.UnreadDay{{Gateway: "razorpay", Day: at(-2, "0:00")}}}
	for i := range 4 {
		d := reconciliation.DayLine{URL: "/admin/reconciliation/stripe/2026-03-13", Day: at(-1-i, "0:00"), Gateway: "stripe", Rows: 42 - 3*i, Gateways: []money.Amount{paise(4_120_000)}, Books: []money.Amount{paise(4_120_000)}}
		if i == 2 {
			d.Open, d.Books = 2, []money.Amount{paise(4_020_000)}
		}
		v.Days = append(v.Days, d)
	}
	return v
}

func explanation(f fixture) reconciliation.Explain {
	l := f.page.L
	v := reconciliation.Explain{Page: f.work(l.T("rec.explain"), "reconciliation", layout.Operate), Side: "row", Gateway: "stripe", Subject: "txn_3PqV", Amount: paise(70_000), Choices: []ui.Choice{{Label: l.T("rec.choose")}}}
	for _, a := range []string{"psp_fees", "bank", "goodwill", "dispute_loss", "revenue"} {
		v.Choices = append(v.Choices, ui.Choice{Value: a, Label: l.T("rec.to_" + a)})
	}
	return v
}
