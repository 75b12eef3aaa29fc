package bookings

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"klear/internal/modules/booking"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// cancelReasons are the answers to "why do you cancel", in the order shown.
var cancelReasons = []string{"time", "unwell", "price", "other_person", "mistake", "other"}

func (h *Handler) cancel(w http.ResponseWriter, r *http.Request) {
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v, err := h.cancelView(w, r, b, nil)
	if errors.Is(err, booking.ErrState) {
		h.Flash(w, ui.Warning, "cannot_cancel")
		page.See(w, r, b.path())
		return
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	httpx.WritePage(w, r, http.StatusOK, CancelPage(v))
}

// cancelView is the page with the refund as Cancel would make it now. Errors: booking.ErrState when nothing is left to cancel.
func (h *Handler) cancelView(w http.ResponseWriter, r *http.Request, b mine, form url.Values) (Cancel, error) {
	preview, err := h.Bookings.CancelPreview(r.Context(), b.caller, b.ID)
	if err != nil {
		return Cancel{}, err
	}
	v := Cancel{Page: h.Private(w, r), Refund: Refund{Paid: b.Price, Kept: preview.Fee, Back: preview.Refund, Days: refundDays, Session: b.Drawn(), AtVenue: b.AtVenue, Disputed: preview.Disputed, Due: preview.Due}, Version: b.Version}
	v.Page.Section, v.Page.Title = "bookings", v.Page.L.T("cancel.title")
	v.Booking = h.view(v.Page, b)
	for _, name := range cancelReasons {
		v.Reasons = append(v.Reasons, ui.Choice{Value: name, Label: v.Page.L.T("cancel.reason_" + name), Selected: name == form.Get("reason")})
	}
	v.Later, err = h.later(r.Context(), b, form)
	return v, err
}

func (h *Handler) cancelNow(w http.ResponseWriter, r *http.Request) {
	form, b, version, err := h.change(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	reason, note := form.Get("reason"), strings.TrimSpace(form.Get("note"))
	if !slices.Contains(cancelReasons, reason) {
		err = apperr.ErrValidation.WithFields(apperr.Field{Path: "reason", Code: "required", Message: "Choose a reason."})
	} else {
		var ctx context.Context
		if ctx, err = once(r, b, "cancel", form, version, form.Get("scope"), reason, note); err == nil {
			err = h.end(ctx, b, form, version, h.said(r, reason, note))
		}
	}
	switch {
	case err != nil && httpx.WantsJSON(r):
		h.Error(w, r, err)
	case errors.Is(err, page.ErrForm):
		h.Error(w, r, err)
	case err == nil:
		h.Flash(w, ui.Success, "cancelled")
		page.See(w, r, b.path())
	case errors.Is(err, booking.ErrState):
		h.Flash(w, ui.Warning, "cannot_cancel")
		page.See(w, r, b.path())
	default:
		h.cancelFailed(w, r, b, form, err)
	}
}

// said is the reason as the other side reads it.
func (h *Handler) said(r *http.Request, reason, note string) string {
	l, _ := h.Reader(r)
	words := l.T("cancel.reason_" + reason)
	if note == "" {
		return words
	}
	return words + ". " + note
}

// cancelFailed shows the form again: the booking still stands, and the page says so first.
func (h *Handler) cancelFailed(w http.ResponseWriter, r *http.Request, b mine, form url.Values, cause error) {
	v, err := h.cancelView(w, r, b, form)
	if err != nil {
		h.Error(w, r, cause)
		return
	}
	e, status := httpx.Public(cause)
	if errors.Is(cause, booking.ErrVersion) || errors.Is(cause, booking.ErrRefundLess) {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: page.Words(v.Page, e)})
		page.Keep(&v.Page, form)
	} else if !h.Wrong(&v.Page, form, cause, nil) {
		v.Failed = true
		page.Keep(&v.Page, form)
	}
	httpx.WritePage(w, r, status, CancelPage(v))
}
