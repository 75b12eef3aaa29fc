package page

import (
	"bytes"
	"net/http"

	"klear/internal/modules/invoice"
	"klear/internal/platform/i18n"
	"klear/internal/platform/pdf"
	"klear/internal/web/ui"
)

// DocumentURL is the page of a document: one for its buyer, its seller and operators.
func DocumentURL(d invoice.Document) string { return "/account/invoices/" + d.ID.String() }

// GuestDocumentURL is the same page for who has no account, below the booking whose link they hold.
func GuestDocumentURL(code string) func(invoice.Document) string {
	return func(d invoice.Document) string { return "/bookings/" + code + "/documents/" + d.ID.String() }
}

// DocRows are documents as lists show them, each leading to its page: see DocumentURL.
func DocRows(l *i18n.Localizer, list []invoice.Document, url func(invoice.Document) string) []ui.DocRow {
	out := make([]ui.DocRow, len(list))
	for i, d := range list {
		out[i] = ui.DocRow{URL: url(d), Title: d.Title(l), What: l.T("invoice.role_" + string(d.Role)), Code: d.Reference, On: d.IssuedOn, Amount: d.Amount()}
	}
	return out
}

// WritePDF answers with a file; it is made before the first byte is sent, so that an error can still be said.
func WritePDF(w http.ResponseWriter, f pdf.File) error {
	var body bytes.Buffer
	if err := f.Write(&body); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "application/pdf")
	header.Set("Content-Disposition", `attachment; filename="`+f.Name+`"`)
	header.Set("Cache-Control", "no-store")
	_, _ = body.WriteTo(w) // the client may have gone
	return nil
}
