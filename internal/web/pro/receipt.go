package pro

import (
	"net/http"
	"slices"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// receipt is what the client paid for a session, what went back, and the practitioner's share of it.
func (h Handler) receipt(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	s, err := h.Payments.StatementOf(r.Context(), h.Schedule.DB, b.ID)
	if err != nil {
		return err
	}
	client, err := h.People.PersonByID(r.Context(), h.Schedule.DB, b.SeekerID)
	if err != nil {
		return err
	}
	documents, err := h.Invoices.Of(r.Context(), who, b.ID)
	if err != nil {
		return err
	}
	p := h.page(w, r, "agenda")
	h.Kit.WriteReceipt(w, r, p, b, s, page.ReceiptReader{Practitioner: true, Other: client.Name, Back: ui.Link{URL: "/pro/sessions/" + b.Code, Label: client.Name},
		Documents: page.DocRows(p.L, documents, page.DocumentURL)})
	return nil
}

// receiptOf is the address of a session's receipt, or "" when nothing was ever taken.
func (h Handler) receiptOf(r *http.Request, b *booking.Booking) (string, error) {
	attempts, err := h.Payments.ByBooking(r.Context(), h.Schedule.DB, b.ID)
	if slices.ContainsFunc(attempts, func(p payment.Payment) bool { return p.CapturedMinor > 0 }) {
		return "/pro/sessions/" + b.Code + "/receipt", err
	}
	return "", err
}
