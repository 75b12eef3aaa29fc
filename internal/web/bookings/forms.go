package bookings

import (
	"errors"
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// answers is what was answered and signed for the booking, to be read and printed by its seeker.
func (h *Handler) answers(w http.ResponseWriter, r *http.Request) {
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	forms, err := h.Bookings.FormsOf(r.Context(), b.caller, b.Booking)
	if err == nil && len(forms) == 0 {
		err = booking.ErrNotFound
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v := Answers{Page: h.Private(w, r), Booking: h.card(h.Private(w, r), b)}
	v.Page.Section, v.Page.Title = "bookings", v.Page.L.T("forms.yours")
	v.Forms = page.SignedList(v.Page.L, forms)
	httpx.WritePage(w, r, http.StatusOK, AnswersPage(v))
}

// answersURL leads to the answers of a booking, when there are any for this reader: an operator reads none.
func (h *Handler) answersURL(r *http.Request, b mine) (string, error) {
	forms, err := h.Bookings.FormsOf(r.Context(), b.caller, b.Booking)
	if errors.Is(err, booking.ErrNotFound) || err == nil && len(forms) == 0 {
		return "", nil
	}
	return b.path() + "/forms", err
}
