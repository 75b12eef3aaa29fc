package pro

import (
	"errors"
	"net/http"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// contestOf is what the client said last about a session; nil: nothing.
func (h Handler) contestOf(r *http.Request, p layout.Page, b *booking.Booking, client string) (*Contested, *booking.Contest, error) {
	list, err := h.Bookings.Contests(r.Context(), b)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	k := list[0]
	return contestedOf(p, k, client), &k, nil
}

func contestedOf(p layout.Page, k booking.Contest, client string) *Contested {
	state := string(k.Status)
	if k.Open() && k.Answer != "" {
		state = "answered"
	}
	out := &Contested{Title: p.L.T("contest.pro_panel", d("Name", client)), Words: k.Words,
		Told: p.L.T("contest.pro_told", i18n.D{"When": p.L.WhenYear(k.At, p.Zone), "Reason": p.L.T("contest.reason_" + string(k.Reason))}),
		Text: p.L.T("contest.pro_"+state, i18n.D{"Name": client, "Until": p.L.WhenYear(k.AnswerBy, p.Zone), "When": p.L.WhenYear(k.AnsweredAt, p.Zone)})}
	switch state {
	case "open":
		out.Answer = p.L.T("contest.pro_answer")
	case "answered":
		out.Answer = p.L.T("contest.pro_change")
	}
	return out
}

func (h Handler) showContest(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	v, err := h.contestView(w, r, who, b, nil)
	if errors.Is(err, booking.ErrContestOver) {
		return h.tooLate(w, r, b, "cannot_contest_over")
	}
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ContestPage(v))
	return nil
}

// contestView is the question, while it is open. Errors: booking.ErrContestOver.
func (h Handler) contestView(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, form url.Values) (v Contest, err error) {
	v = Contest{Page: h.page(w, r, "agenda"), Minutes: minutes(b)}
	v.Page.Title = v.Page.L.T("contest.pro_title")
	if v.Item, err = h.one(r, who, v.Page, b); err != nil {
		return v, err
	}
	said, k, err := h.contestOf(r, v.Page, b, v.Item.Client)
	if err != nil {
		return v, err
	}
	if said == nil || !k.Open() {
		return v, booking.ErrContestOver
	}
	v.Contested = *said
	for _, says := range []string{booking.SaysTookPlace, booking.SaysNotThere} {
		if says == booking.SaysNotThere || k.Answer == "" {
			v.Choices = append(v.Choices, ui.Choice{Value: says, Label: v.Page.L.T("contest.says_" + says), Hint: v.Page.L.T("contest.says_hint_"+says, d("Name", v.Item.Client)),
				Selected: form.Get("says") == says})
		}
	}
	return v, nil
}

// answerContest may be pressed twice: what was said stands.
func (h Handler) answerContest(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	_, fault := h.Bookings.AnswerContest(r.Context(), h.Kit.Caller(r), b.ID, booking.ContestReply{Says: form.Get("says"), Words: form.Get("words")})
	switch {
	case fault == nil:
		return h.Kit.Done(w, r, "contest_answered", "/pro/sessions/"+b.Code)
	case errors.Is(fault, booking.ErrContestOver):
		return h.tooLate(w, r, b, "cannot_contest_over")
	}
	v, err := h.contestView(w, r, who, b, form)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "contest"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ContestPage(v))
	return nil
}

// waits reports that the client contests the session: until that is settled it is neither begun nor closed.
func waits(v Session) bool { return v.Contested != nil && v.Contested.Answer != "" }
