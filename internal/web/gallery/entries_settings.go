package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/payment"
	"klear/internal/platform/money"
	"klear/internal/web/account"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func settingsEntries() []Entry {
	return []Entry{
		{ID: "account-invoices", Title: "Account, receipts of a year", render: func(f fixture) templ.Component {
			v := account.Invoices{Page: f.titled("Your account", "account"), Any: true, FileURL: "/account/invoices.csv", Pages: ui.Pagination{Page: 1, Pages: 1},
				Years: []ui.Choice{{Value: "2026", Label: "2026", Selected: true}, {Value: "2025", Label: "2025"}},
				With:  []ui.Choice{{Label: f.page.L.T("invoices.everybody"), Selected: true}, {Value: "1", Label: f.people[0].Name}},
				Sums:  []payment.Sum{{Currency: "INR", Paid: 420_000, Back: 60_000, Kept: 360_000}, {Currency: "EUR", Paid: 9_000, Kept: 9_000}}}
			for i, a := range []money.Amount{rupees(1200), rupees(-600), {Minor: 9_000, Currency: "EUR"}, rupees(3000)} {
				kind := "capture"
				if a.Minor < 0 {
					kind = "refund"
				}
				v.Rows = append(v.Rows, account.InvoiceRow{At: at(-i, "11:00"), Kind: kind, Code: "K7M2QX", Practitioner: f.people[i].Name, Service: "First consultation", Method: "Visa ending 4242", Amount: a})
			}
			v.Documents = page.DocRows(f.page.L, galleryDocuments(f), page.DocumentURL)
			return account.InvoicesPage(v)
		}},
		{ID: "account-invoices-none", Title: "Account, nothing paid yet", render: func(f fixture) templ.Component {
			return account.InvoicesPage(account.Invoices{Page: f.titled("Your account", "account")})
		}},
	}
}
