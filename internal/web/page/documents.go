package page

import (
	"klear/internal/modules/invoice"
	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

// DocumentURL is the page of a document: one for its buyer, its seller and operators.
func DocumentURL(d invoice.Document) string { return "/account/invoices/" + d.ID.String() }

// DocRows are documents as lists show them.
func DocRows(l *i18n.Localizer, list []invoice.Document) []ui.DocRow {
	out := make([]ui.DocRow, len(list))
	for i, d := range list {
		out[i] = ui.DocRow{URL: DocumentURL(d), Title: d.Title(l), What: l.T("invoice.role_" + string(d.Role)), Code: d.Reference, On: d.IssuedOn, Amount: d.Amount()}
	}
	return out
}
