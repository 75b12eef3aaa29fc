package checkout

import (
	"context"
	"net/http"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// codeOf says whether a code may be entered, and which one is.
func (h *Handler) codeOf(ctx context.Context, v *View, b hold) (err error) {
	v.TakesCode = b.series == nil && b.Quote.FullMinor() > 0
	if b.Quote.PromotionID != uuid.Nil {
		v.Code, err = h.Bookings.CodeOf(ctx, b.Booking)
	}
	return err
}

// useCode takes a code off the price. What is wrong with it is said beside it; what the hold has come to, by the page.
func (h *Handler) useCode(w http.ResponseWriter, r *http.Request) {
	form, err := h.Form(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	b, err := h.load(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if _, err = h.Bookings.UseCode(r.Context(), b.caller, b.ID, form.Get("code")); err != nil {
		h.noCode(w, r, b, form, err)
		return
	}
	h.Flash(w, ui.Success, "code_used")
	page.See(w, r, b.path())
}

func (h *Handler) noCode(w http.ResponseWriter, r *http.Request, b hold, form url.Values, cause error) {
	if isOver(cause) {
		page.See(w, r, b.path())
		return
	}
	v, err := h.view(w, r, b)
	e, known := apperr.As(cause)
	if err != nil || !known || !booking.AboutCode(cause) {
		h.Error(w, r, cause)
		return
	}
	page.Keep(&v.Page, form)
	v.Page.Errors = []ui.FieldError{{Field: "code", Message: page.Words(v.Page, e)}}
	_, status := httpx.Public(cause)
	h.write(w, r, v, status)
}

func (h *Handler) dropCode(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, func(b hold) (string, error) {
		if _, err := h.Bookings.DropCode(r.Context(), b.caller, b.ID); err != nil {
			return "", err
		}
		h.Flash(w, ui.Info, "code_dropped")
		return b.path(), nil
	})
}
