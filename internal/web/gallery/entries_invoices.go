package gallery

import (
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"
	"klear/internal/web/invoices"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func invoiceEntries() []Entry {
	return []Entry{
		{ID: "invoice", Title: "A tax invoice between two states of India", render: func(f fixture) templ.Component { return invoices.PaperPage(paperView(f, galleryPaper(f))) }},
		{ID: "invoice-credit-note", Title: "A credit note, halves of the tax for one state", render: func(f fixture) templ.Component {
			x := galleryPaper(f)
			x.Kind, x.Number, x.Corrected, x.Place, x.Buyer.Number = invoice.CreditNote, "P7C/26-27/0002", x.Number, "27", ""
			x.Net, x.Tax, x.Total, x.Withheld = -50_000, -2_500, -52_500, -250
			x.Taxes = []invoice.TaxLine{{Name: "CGST", Bps: 250, Minor: -1_250}, {Name: "SGST", Bps: 250, Minor: -1_250}}
			return invoices.PaperPage(paperView(f, x))
		}},
		{ID: "invoice-code", Title: "A tax invoice of which the platform paid a part", render: func(f fixture) templ.Component {
			x := galleryPaper(f)
			x.Borne = 10_000
			return invoices.PaperPage(paperView(f, x))
		}},
		{ID: "invoice-code-seller", Title: "A tax invoice of which the seller took something off", render: func(f fixture) templ.Component {
			x := galleryPaper(f)
			x.Off = 10_000
			return invoices.PaperPage(paperView(f, x))
		}},
		{ID: "invoice-erased", Title: "A receipt whose buyer's account was deleted", render: func(f fixture) templ.Component {
			x := galleryPaper(f)
			x.Kind, x.Number, x.Seller.Number, x.Buyer, x.About = invoice.Receipt, "P7R/26-27/0011", "", invoice.Party{}, ""
			x.Net, x.Tax, x.Taxes, x.Withheld, x.Place, x.Code = 105_000, 0, nil, 0, "", ""
			return invoices.PaperPage(paperView(f, x))
		}},
		{ID: "invoice-genuine", Title: "A document is genuine", render: func(f fixture) templ.Component {
			return invoices.VerifyPage(invoices.Verify{Page: f.work("This document is genuine", "verify", layout.Focus),
				Genuine: invoice.Genuine{Kind: invoice.Invoice, Number: "P7I/26-27/0042", On: galleryDay, Total: 105_000, Currency: "INR"}})
		}},
		{ID: "pro-invoices", Title: "A practitioner's documents", render: func(f fixture) templ.Component {
			v := invoices.Practice{Page: f.work("Invoices", "invoices", layout.Work), Rows: page.DocRows(f.page.L, galleryDocuments(f), page.DocumentURL), Pages: ui.Pagination{Page: 1, Pages: 3}}
			v.Months = galleryMonths(f)
			return invoices.PracticePage(v)
		}},
		{ID: "pro-invoices-none", Title: "A practitioner's documents, none yet", render: func(f fixture) templ.Component {
			return invoices.PracticePage(invoices.Practice{Page: f.work("Invoices", "invoices", layout.Work), Months: galleryMonths(f)[:1]})
		}},
		{ID: "pro-taxes", Title: "A practitioner's tax details", render: func(f fixture) templ.Component {
			return invoices.OwnPage(invoices.Own{Page: f.work("Tax details", "invoices", layout.Work), Known: true, Form: galleryForm(f)})
		}},
		{ID: "pro-taxes-wrong", Title: "A practitioner's tax details, wrong", Status: 422, render: func(f fixture) templ.Component {
			v := invoices.Own{Page: f.work("Tax details", "invoices", layout.Work), Form: galleryForm(f)}
			v.Form.Number, v.Form.Address = "29AAGCB7383J1Z5", ""
			for _, x := range [][2]string{{"number", "tax_number"}, {"address", "tax_address"}} {
				v.Page.Errors = append(v.Page.Errors, ui.FieldError{Field: x[0], Message: f.page.L.T("error." + x[1])})
			}
			return invoices.OwnPage(v)
		}},
		{ID: "admin-invoices", Title: "The register of documents", render: func(f fixture) templ.Component { return invoices.RegisterPage(registerView(f)) }},
		{ID: "admin-invoices-unknown", Title: "The register, a number that is not there", Status: 404, render: func(f fixture) templ.Component {
			v := registerView(f)
			v.Number, v.Unknown, v.Rows, v.Numbering = "INV/26-27/9999", f.page.L.T("error.invoice_not_found"), nil, invoice.Numbering{Series: 12, Documents: 418, Missing: 1}
			return invoices.RegisterPage(v)
		}},
		{ID: "admin-taxes", Title: "Taxes", render: func(f fixture) templ.Component { return invoices.TaxesPage(taxesView(f)) }},
		{ID: "admin-taxes-none", Title: "Taxes, registered nowhere, a rule that is wrong", Status: 422, render: func(f fixture) templ.Component {
			v := taxesView(f)
			v.Platforms, v.Sums, v.Own, v.Form = nil, nil, nil, invoices.Form{Country: "IN"}
			v.Rule = url.Values{"rule_country": {"IN"}, "kind": {"supply"}, "tax": {"GST"}, "rate": {"lots"}, "rule_note": {"Our accountant"}}
			v.Page.Errors = []ui.FieldError{{Field: "rate", Message: f.page.L.T("error.rule_percent")}}
			return invoices.TaxesPage(v)
		}},
	}
}

// galleryDay is when the gallery's documents were written.
var galleryDay = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

func galleryPaper(f fixture) invoice.Paper {
	return invoice.Paper{
		Document: invoice.Document{ID: uuid.UUID{1}, Number: "P7I/26-27/0042", Kind: invoice.Invoice, Role: invoice.ForService, IssuedOn: galleryDay, IssuedAt: galleryDay, Reference: "K7M2QX",
			PaymentID: uuid.UUID{1, 2, 3, 4}, Country: "IN", Place: "29", Code: "99972", Currency: "INR", Net: 100_000, Tax: 5_000, Total: 105_000, Withheld: 500,
			Taxes: []invoice.TaxLine{{Name: "IGST", Bps: 500, Minor: 5_000}}},
		Seller: invoice.Party{Name: f.people[0].Name, Address: "1 MG Road, Pune 411001, Maharashtra", Number: "27AAPFU0939F1ZV"},
		Buyer:  invoice.Party{Name: "Kavya Menon", Address: "2 Hill Road, Mysuru 570001, Karnataka", Number: "29AAGCB7383J1Z4"},
		About:  "Deep tissue massage, 60 min", Token: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	}
}

func paperView(f fixture, x invoice.Paper) invoices.Paper {
	v := invoices.Paper{Page: f.titled("", "account"), Back: ui.Link{URL: "/account/invoices", Label: f.page.L.T("account.invoices")}, Paper: x,
		FileURL: page.DocumentURL(x.Document) + "/pdf", Link: "https://klearkarma.example/genuine/" + x.Token}
	v.Page.Title = x.Title(f.page.L)
	v.Code, _ = invoice.CodeOf(v.Link) // it is short enough
	return v
}

// galleryDocuments are an invoice, the commission of it, and a credit note.
func galleryDocuments(f fixture) []invoice.Document {
	service := galleryPaper(f).Document
	commission, back := service, service
	commission.Number, commission.Role, commission.ByPlatform, commission.Total = "INV/26-27/0318", invoice.Commission, true, 18_585
	back.Number, back.Kind, back.Total = "P7C/26-27/0002", invoice.CreditNote, -52_500
	return []invoice.Document{back, commission, service}
}

func galleryMonths(f fixture) []invoices.Month {
	var out []invoices.Month
	for _, m := range []time.Month{11, 10, 9} {
		at := time.Date(2026, m, 1, 0, 0, 0, 0, time.UTC)
		q := "?month=" + at.Format("2006-01")
		out = append(out, invoices.Month{Name: f.page.L.Month(at), Page: ui.Link{URL: "/pro/earnings/statement" + q}, File: ui.Link{URL: "/pro/earnings.csv" + q}, PDF: ui.Link{URL: "/pro/earnings.pdf" + q}})
	}
	return out
}

func galleryForm(f fixture) invoices.Form {
	return invoices.Form{Country: "IN", Number: "29AAGCB7383J1Z4", LegalName: f.people[0].Name, Address: "2 Hill Road\nMysuru 570001"}
}

func registerView(f fixture) invoices.Register {
	return invoices.Register{Page: f.work("Invoices", "invoices", layout.Operate), Month: galleryDay, Earlier: ui.Link{URL: "/admin/invoices?month=2026-10", Label: f.page.L.Month(galleryDay.AddDate(0, -1, 0))},
		Rows: page.DocRows(f.page.L, galleryDocuments(f), page.DocumentURL), Pages: ui.Pagination{Page: 1, Pages: 1}, Numbering: invoice.Numbering{Series: 12, Documents: 418}}
}

func taxesView(f fixture) invoices.Taxes {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	platform := tariff.TaxIdentity{Country: "IN", Number: "27AAPFU0939F1ZV", LegalName: "Klear Private Limited", Address: "1 MG Road, Pune", From: day(2026, 4, 1)}
	return invoices.Taxes{Page: f.work("Taxes", "taxes", layout.Operate), Country: "IN", Today: galleryDay, Month: galleryDay, FileURL: "/admin/taxes.csv?month=2026-11",
		Earlier: ui.Link{URL: "/admin/taxes?month=2026-10", Label: f.page.L.Month(galleryDay.AddDate(0, -1, 0))}, Platforms: []tariff.TaxIdentity{platform},
		Form: invoices.Form{Country: "IN", Number: platform.Number, LegalName: platform.LegalName, Address: platform.Address}, Pages: ui.Pagination{Page: 1, Pages: 1},
		Sums: []invoice.TaxSum{{Owner: "GST:IN", Currency: "INR", Documents: 1_482_350, Ledger: 1_482_350}, {Owner: "TCS:IN", Currency: "INR", Documents: 38_200, Ledger: 38_200}},
		Law: []tariff.TaxRule{
			{Country: "IN", Kind: tariff.OnCommission, Name: "GST", Bps: 1800, From: day(2017, 7, 1), Law: "CGST Act 2017, s. 9; notification 11/2017-CT(R): other support services, 9 % central and 9 % state tax"},
			{Country: "IN", Kind: tariff.Withholding, Name: "TCS", Bps: 50, From: day(2024, 7, 10), Law: "CGST Act 2017, s. 52; notification 15/2024-CT, IGST 01/2024: 0.25 % central and 0.25 % state tax"},
			{Country: "IN", Kind: tariff.OnSupply, Name: "GST", Bps: 1800, Category: "plumber", Deemed: true, From: day(2017, 8, 22), Law: "CGST Act 2017, s. 9(5); notification 17/2017-CT(R), as 23/2017 amends it"}},
		Own: []tariff.TaxRule{{ID: uuid.UUID{9}, Country: "IN", Kind: tariff.OnSupply, Name: "GST", Category: "counselling", From: day(2027, 1, 1), Law: "Exempt health care, says our accountant"}}}
}
