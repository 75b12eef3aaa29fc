package bookings

import (
	"errors"
	"net/http"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// showContest asks what happened, while it can be said.
func (h *Handler) showContest(w http.ResponseWriter, r *http.Request) {
	b, err := h.find(r)
	if err == nil {
		err = booking.Contestable(b.Booking, h.Clock.Now())
	}
	if e, _, refused := page.Refused(err); refused {
		h.contestRefused(w, r, b, e.Code)
		return
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v, err := h.contestView(w, r, b, nil)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	httpx.WritePage(w, r, http.StatusOK, ContestPage(v))
}

// contestRefused leads back to the booking, and says there why.
func (h *Handler) contestRefused(w http.ResponseWriter, r *http.Request, b mine, code string) {
	h.Flash(w, ui.Warning, "cannot_"+code)
	page.See(w, r, b.path())
}

func (h *Handler) contestView(w http.ResponseWriter, r *http.Request, b mine, form url.Values) (Contest, error) {
	v := Contest{Page: h.Private(w, r)}
	l := v.Page.L
	v.Page.Section, v.Page.Title = "bookings", l.T("contest.title")
	v.Booking = h.view(v.Page, b)
	before, err := h.Bookings.ContestsOf(r.Context(), []*booking.Booking{b.Booking})
	if err != nil {
		return v, err
	}
	said := map[booking.ContestReason]bool{}
	for _, k := range before[b.ID] {
		said[k.Reason] = true
	}
	for _, reason := range booking.ContestReasons {
		if !said[reason] {
			v.Reasons = append(v.Reasons, ui.Choice{Value: string(reason), Label: l.T("contest.reason_" + string(reason)), Selected: form.Get("reason") == string(reason)})
		}
	}
	name := d("Name", v.Booking.Person.Name)
	v.Means = []string{l.T("contest.means_asked", name), l.T("contest.means_kept", name), l.T("contest.means_decided")}
	if b.AtVenue {
		v.Means = append(v.Means, l.T("contest.means_venue", name))
	}
	return v, nil
}

func (h *Handler) contest(w http.ResponseWriter, r *http.Request) {
	form, err := h.Form(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	said := booking.ContestRequest{Reason: booking.ContestReason(form.Get("reason")), Words: form.Get("words")}
	ctx, err := once(r, b, "contest", form, said)
	if err == nil {
		_, err = h.Bookings.BeginContest(ctx, b.caller, b.ID, said)
	}
	switch e, _, refused := page.Refused(err); {
	case err == nil:
		h.Flash(w, ui.Success, "contest_sent")
		page.See(w, r, b.path())
	case refused && !errors.Is(err, page.ErrForm):
		h.contestRefused(w, r, b, e.Code)
	default:
		h.contestAgain(w, r, b, form, err)
	}
}

func (h *Handler) contestAgain(w http.ResponseWriter, r *http.Request, b mine, form url.Values, cause error) {
	v, err := h.contestView(w, r, b, form)
	if err != nil {
		h.Error(w, r, cause)
		return
	}
	status, ok := h.Again(&v.Page, form, page.InForm(cause, "contest"), nil)
	if !ok {
		h.Error(w, r, cause)
		return
	}
	httpx.WritePage(w, r, status, ContestPage(v))
}

// withdrawContest may be pressed twice.
func (h *Handler) withdrawContest(w http.ResponseWriter, r *http.Request) {
	if _, err := h.Form(w, r); err != nil {
		h.Error(w, r, err)
		return
	}
	b, err := h.find(r)
	if err == nil {
		_, err = h.Bookings.WithdrawContest(r.Context(), b.caller, b.ID)
	}
	if errors.Is(err, booking.ErrContestOver) {
		h.contestRefused(w, r, b, booking.ErrContestOver.Code)
		return
	}
	if err != nil {
		h.Error(w, r, err)
		return
	}
	h.Flash(w, ui.Success, "contest_withdrawn")
	page.See(w, r, b.path())
}

// contestOf says what the client told us last, and whether there is something to tell.
func (h *Handler) contestOf(r *http.Request, v *Detail, b mine) error {
	list, err := h.Bookings.Contests(r.Context(), b.Booking)
	if err != nil {
		return err
	}
	open := len(list) > 0 && list[0].Open()
	v.Booking.CanContest = !open && len(list) < len(booking.ContestReasons) && booking.Contestable(b.Booking, v.Page.Now) == nil
	if len(list) > 0 {
		v.Contested = contestedOf(v.Page, list[0], v.Booking.Person.Name)
	}
	return nil
}

func contestedOf(p layout.Page, k booking.Contest, name string) *Contested {
	state := string(k.Status)
	if k.Open() && k.Answer != "" {
		state = "answered"
	}
	return &Contested{Open: k.Open(), Words: k.Words, Reply: k.Reply,
		Told: p.L.T("contest.told", i18n.D{"When": p.L.WhenYear(k.At, p.Zone), "Reason": p.L.T("contest.reason_" + string(k.Reason))}),
		Text: p.L.T("contest.state_"+state, i18n.D{"Name": name, "Until": p.L.WhenYear(k.AnswerBy, p.Zone)})}
}
