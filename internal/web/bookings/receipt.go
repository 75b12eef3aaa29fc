package bookings

import (
	"net/http"

	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// receipt is what was paid for the booking, for its seeker and for a guest who came by the link.
func (h *Handler) receipt(w http.ResponseWriter, r *http.Request) {
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	s, err := h.Payments.StatementOf(r.Context(), h.DB, b.ID)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	documents, err := h.Invoices.Of(r.Context(), b.caller.Reader(b.Booking), b.ID)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	p := h.Private(w, r)
	p.Section = "bookings"
	url := page.DocumentURL
	if p.User == nil {
		url = page.GuestDocumentURL(b.Code)
	}
	h.WriteReceipt(w, r, p, b.Booking, s, page.ReceiptReader{Other: b.PractitionerName, Back: ui.Link{URL: b.path(), Label: b.PractitionerName}, Documents: page.DocRows(p.L, documents, url)})
}
