package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/credit"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showContests(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	open, number := page.Query(r).Get("state") != "closed", page.Number(r)
	list, total, err := h.Bookings.ContestQueue(r.Context(), who, open, number, perPage)
	if err != nil {
		return err
	}
	v := Contests{Page: h.titled(w, r, "contests", "nav.contests"), Pages: page.Pages(r, number, total, perPage)}
	for _, s := range []string{"open", "closed"} {
		on := (s == "open") == open
		v.States = append(v.States, ui.Choice{Value: s, Label: v.Page.L.T("contest.desk_" + s), Selected: on, Count: total, HasCount: on})
	}
	for _, k := range list {
		v.Items = append(v.Items, ContestItem{URL: contestURL(k.ID), Code: k.Booking.Code, Name: k.Booking.PractitionerName, Why: v.Page.L.T("contest.reason_" + string(k.Reason)),
			Waits: waits(v.Page, k.Contest), Since: k.At})
	}
	httpx.WritePage(w, r, http.StatusOK, ContestsPage(v))
	return nil
}

func contestURL(id uuid.UUID) string { return "/admin/contests/" + id.String() }

// waits says whose turn it is, or how it ended.
func waits(p layout.Page, k booking.Contest) string {
	switch {
	case !k.Open():
		return p.L.T("contest.ended_" + string(k.Status))
	case k.Decidable(p.Now):
		return p.L.T("contest.waits_you")
	}
	return p.L.T("contest.waits_answer", d("Until", p.L.When(k.AnswerBy, p.Zone)))
}

// contestOf is the case of the path.
func (h Handler) contestOf(r *http.Request, who identity.Principal) (booking.ContestCase, error) {
	id, err := uuid.Parse(r.PathValue("contest"))
	if err != nil {
		return booking.ContestCase{}, booking.ErrNoContest
	}
	return h.Bookings.ContestCase(r.Context(), who, id)
}

func (h Handler) showContest(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	k, err := h.contestOf(r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ContestPage(h.contestView(w, r, k, nil)))
	return nil
}

func (h Handler) contestView(w http.ResponseWriter, r *http.Request, k booking.ContestCase, form url.Values) Contest {
	v := Contest{Page: h.titled(w, r, "contests", "contest.desk_title"), URL: contestURL(k.ID), Code: k.Booking.Code, Words: k.Words, Reply: k.Reply, Open: k.Open()}
	l, b := v.Page.L, k.Booking
	v.Why = l.T("contest.reason_" + string(k.Reason))
	v.Facts = contestFacts(v.Page, k)
	v.Links = []ui.Link{{URL: "/admin/bookings/" + b.Code, Label: l.T("contest.see_booking")}, {URL: "/admin/people/" + b.PractitionerPersonID.String(), Label: l.T("desk.see_account")}}
	if !v.Open {
		return v
	}
	if !k.Decidable(v.Page.Now) {
		v.Unheard = l.T("contest.unheard", d("Until", l.WhenYear(k.AnswerBy, v.Page.Zone)))
	}
	for _, s := range []booking.ContestStatus{booking.ContestTookPlace, booking.ContestNotHeld} {
		v.Choices = append(v.Choices, ui.Choice{Value: string(s), Label: l.T("contest.decide_" + string(s)), Hint: l.T("contest.effect_" + string(s)), Selected: form.Get("decision") == string(s)})
	}
	most := money.Amount{Minor: credit.GoodwillLimits(b.Price.Currency).Most, Currency: b.Price.Currency}
	v.Goodwill = l.T("contest.goodwill_hint", d("Most", l.Money(most)))
	return v
}

// contestFacts is what is known without anybody's words.
func contestFacts(p layout.Page, k booking.ContestCase) []Fact {
	l, b := p.L, k.Booking
	at := func(t time.Time) string {
		if t.IsZero() {
			return l.T("contest.never")
		}
		return l.WhenYear(t, p.Zone)
	}
	answer := l.T("contest.never")
	if k.Answer != "" {
		answer = l.List(l.T("contest.says_"+k.Answer), at(k.AnsweredAt))
	}
	return []Fact{{l.T("contest.desk_when"), at(b.Start)}, {l.T("contest.desk_where"), ui.ModeName(l, page.Mode(catalog.Mode(b.Mode)))}, {l.T("contest.desk_price"), l.MoneyExact(b.Price)},
		{l.T("admin.since"), l.List(at(k.At), age(p, k.At))}, {l.T("contest.desk_answer"), answer}, {l.T("contest.desk_answer_by"), at(k.AnswerBy)},
		{l.T("contest.desk_status"), l.T("status." + string(page.Status(b, p.Now)))}, {l.T("contest.desk_started"), at(k.Started)}, {l.T("contest.desk_ended"), at(k.Ended)},
		{l.T("contest.desk_waits"), waits(p, k.Contest)}}
}

// decideContest may be pressed twice: the same decision stands.
func (h Handler) decideContest(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	k, err := h.contestOf(r, who)
	if err != nil {
		return err
	}
	verdict := desk.Verdict{Status: booking.ContestStatus(form.Get("decision")), Reason: form.Get("reason")}
	var fault error
	if strings.TrimSpace(form.Get("goodwill")) != "" {
		typed := &page.Typed{Form: form}
		verdict.Goodwill = typed.Amount("goodwill", k.Booking.Price.Currency)
		fault = typed.Faults.Err()
	}
	if fault == nil {
		fault = page.InForm(h.Desk.DecideContest(r.Context(), who, k.ID, verdict), "desk")
	}
	if fault != nil && !(errors.Is(fault, booking.ErrContestOver) && k.Status == verdict.Status) {
		v := h.contestView(w, r, k, form)
		status, ok := h.Kit.Again(&v.Page, form, fault, map[string]string{"amount": "goodwill"})
		if !ok {
			return fault
		}
		httpx.WritePage(w, r, status, ContestPage(v))
		return nil
	}
	return h.Kit.Done(w, r, "decision_saved", "/admin/contests")
}
