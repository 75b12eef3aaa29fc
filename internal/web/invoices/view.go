package invoices

import (
	"net/url"
	"time"

	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Paper is GET /account/invoices/{document}.
type Paper struct {
	Page layout.Page
	Back ui.Link
	invoice.Paper
	FileURL string
	Link    string // of the page that says it is genuine
	Code    invoice.Code
}

// Verify is GET /genuine/{token}.
type Verify struct {
	Page layout.Page
	invoice.Genuine
}

// Practice is GET /pro/invoices.
type Practice struct {
	Page   layout.Page
	Rows   []ui.DocRow
	Pages  ui.Pagination
	Months []Month
}

// Month is a statement to be read or kept.
type Month struct {
	Name            string
	Page, File, PDF ui.Link
}

// Form is who somebody is to a tax office, as it is or was typed.
type Form struct{ Country, Number, LegalName, Address, From string }

func formOf(x tariff.TaxIdentity, country string) Form {
	f := Form{x.Country, x.Number, x.LegalName, x.Address, ""}
	if f.Country == "" {
		f.Country = country
	}
	return f
}

// Own is GET /pro/taxes.
type Own struct {
	Page  layout.Page
	Known bool // something was said before
	Form  Form
}

// Register is GET /admin/invoices?month=&number=.
type Register struct {
	Page           layout.Page
	Number         string // that was looked for
	Unknown        string // why it was not found; "" when nothing was
	Month          time.Time
	Earlier, Later ui.Link
	Rows           []ui.DocRow
	Pages          ui.Pagination
	Numbering      invoice.Numbering
}

// Taxes is GET /admin/taxes?country=&month=.
type Taxes struct {
	Page           layout.Page
	Country        string
	Today          time.Time
	Platforms      []tariff.TaxIdentity
	Form           Form // of the platform in the country
	Law, Own       []tariff.TaxRule
	Pages          ui.Pagination
	Month          time.Time
	Earlier, Later ui.Link
	Sums           []invoice.TaxSum
	FileURL        string
	Rule           url.Values // of a new rule, as it was typed
}

// keep shows what was typed into whichever form it was.
func (v *Taxes) keep(form url.Values) {
	if form.Has("legal_name") {
		v.Form = Form{form.Get("country"), form.Get("number"), form.Get("legal_name"), form.Get("address"), form.Get("from")}
		return
	}
	v.Rule = form
}
