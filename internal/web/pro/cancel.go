package pro

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// cancelReasons are why a practitioner cancels, in the order shown; "other" tells the client none.
var cancelReasons = []string{"time", "unwell", "urgent", "other"}

func (h Handler) showCancel(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if !changeable(b, h.Kit.Clock.Now()) {
		return h.tooLate(w, r, b, "cannot_cancel")
	}
	v, err := h.cancelView(w, r, who, b, "")
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, CancelPage(v))
	return nil
}

// cancelView is the page with the refund as Cancel would make it now.
func (h Handler) cancelView(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, reason string) (Cancel, error) {
	v := Cancel{Page: h.page(w, r, "agenda"), Minutes: minutes(b), Version: b.Version}
	v.Page.Title = v.Page.L.T("session.cancel")
	preview, err := h.Bookings.CancelPreview(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return Cancel{}, err
	}
	v.Back, v.Disputed, v.Due = preview.Refund, preview.Disputed, preview.Due
	v.Paid = money.Amount{Minor: preview.Refund.Minor + preview.Fee.Minor, Currency: preview.Refund.Currency}
	if v.Item, err = h.one(r, who, v.Page, b); err != nil {
		return Cancel{}, err
	}
	for _, name := range cancelReasons {
		v.Reasons = append(v.Reasons, ui.Choice{Value: name, Selected: name == reason})
	}
	return v, nil
}

// cancel may be pressed twice: a session that the practitioner cancelled is cancelled.
func (h Handler) cancel(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	switch {
	case b.Status == booking.Cancelled && b.EndedBy == "practitioner":
		return h.Kit.Done(w, r, "session_cancelled", "/pro/sessions/"+b.Code)
	case !changeable(b, h.Kit.Clock.Now()):
		return h.tooLate(w, r, b, "cannot_cancel")
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	shown, err := page.SeenAmount(form.Get("refund"))
	if err != nil {
		return err
	}
	reason := form.Get("reason")
	if !slices.Contains(cancelReasons, reason) {
		err := apperr.ErrValidation.WithFields(apperr.Field{Path: "reason", Code: "required", Message: "Choose a reason."})
		return h.cancelAgain(w, r, who, b, form, err)
	}
	told, err := h.cancelSaid(r, b, reason, strings.TrimSpace(form.Get("note")))
	if err != nil {
		return err
	}
	if _, _, err := h.Bookings.Cancel(r.Context(), h.Kit.Caller(r), b.ID, booking.Cancellation{Version: version, Reason: told, Shown: shown}); err != nil {
		return h.cancelAgain(w, r, who, b, form, err)
	}
	return h.Kit.Done(w, r, "session_cancelled", "/pro/sessions/"+b.Code)
}

// cancelSaid is the reason as the client reads it, in their language, with the line that was added.
func (h Handler) cancelSaid(r *http.Request, b *booking.Booking, reason, note string) (string, error) {
	if reason == "other" {
		return note, nil
	}
	l, err := h.clientsWords(r, b)
	if err != nil {
		return "", err
	}
	if note == "" {
		return l.T("session.cancel_reason_" + reason), nil
	}
	return l.T("session.cancel_reason_"+reason) + ". " + note, nil
}

// cancelAgain shows the form again: the session still stands.
func (h Handler) cancelAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, form url.Values, fault error) error {
	now, err := h.Bookings.ByID(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return errors.Join(fault, err)
	}
	if !changeable(now, h.Kit.Clock.Now()) {
		return h.tooLate(w, r, now, "cannot_cancel")
	}
	v, err := h.cancelView(w, r, who, now, form.Get("reason"))
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, CancelPage(v))
	return nil
}
