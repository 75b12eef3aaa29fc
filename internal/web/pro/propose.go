package pro

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// askable mirrors the rule of booking.Propose, so that no page offers what would be refused.
func askable(b *booking.Booking, now time.Time) bool {
	return (b.Status == booking.Pending || b.Status == booking.Confirmed) && b.Start.After(now)
}

func (h Handler) showPropose(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if !askable(b, h.Kit.Clock.Now()) {
		return h.tooLate(w, r, b, "cannot_propose")
	}
	v, err := h.proposeView(w, r, who, b, page.Query(r).Get("on"), nil)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ProposePage(v))
	return nil
}

// propose may be pressed twice: what is proposed already is not proposed again.
func (h Handler) propose(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	starts := chosenTimes(form["at"])
	open, already, err := h.Bookings.ProposalOf(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return err
	}
	if !already || !slices.EqualFunc(open.Starts, starts, time.Time.Equal) {
		if _, err := h.Bookings.Propose(r.Context(), h.Kit.Caller(r), b.ID, version, starts); err != nil {
			return h.proposeAgain(w, r, who, b, form, err)
		}
	}
	return h.Kit.Done(w, r, "proposed", address(b))
}

// chosenTimes reads the boxes that are ticked, soonest first; what is no time is left out.
func chosenTimes(values []string) []time.Time {
	var out []time.Time
	for _, v := range values {
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// proposeAgain shows the choice with what is left of it, what was ticked, and why it could not be.
func (h Handler) proposeAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, form url.Values, fault error) error {
	now, err := h.Bookings.ByID(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return errors.Join(fault, err)
	}
	if !askable(now, h.Kit.Clock.Now()) {
		return h.tooLate(w, r, now, "cannot_propose")
	}
	v, err := h.proposeView(w, r, who, now, form.Get("on"), chosenTimes(form["at"]))
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, map[string]string{"starts": "at"})
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ProposePage(v))
	return nil
}

func (h Handler) withdraw(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if _, err := h.Bookings.DropProposed(r.Context(), h.Kit.Caller(r), b.ID); err != nil && !errors.Is(err, booking.ErrProposalOver) {
		return err
	}
	return h.Kit.Done(w, r, "proposal_withdrawn", address(b))
}

// proposeView shows a week of openings beside the booking; ticked are the boxes of a form that was sent.
func (h Handler) proposeView(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, on string, ticked []time.Time) (Propose, error) {
	v := Propose{Page: h.page(w, r, "requests"), Minutes: minutes(b), Version: b.Version, On: on}
	v.Page.Title = v.Page.L.T("propose.title")
	var err error
	if v.Item, err = h.one(r, who, v.Page, b); err != nil {
		return Propose{}, err
	}
	v.Zone = page.Zone(catalog.Mode(b.Mode), page.Location(b.PractitionerZone), v.Page.Zone)
	week := page.WeekOf(on, b.Start, v.Page.Now, v.Zone)
	starts, err := h.Bookings.ProposeTimes(r.Context(), h.Kit.Caller(r), b.ID, week.From(), week.To())
	if err != nil {
		return Propose{}, err
	}
	open, asked, err := h.Bookings.ProposalOf(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return Propose{}, err
	}
	if asked {
		v.Open = &Proposal{Starts: open.Starts, Until: open.Until}
	}
	url := func(day time.Time) string {
		return "/pro/sessions/" + b.Code + "/propose?on=" + day.Format(time.DateOnly)
	}
	v.PrevURL, v.NextURL = week.Around(url)
	for i, day := range week.Days() {
		d := ProposeDay{Date: day.Date}
		for _, t := range starts {
			if week.Day(t) == i {
				d.Times = append(d.Times, ProposeTime{Start: t, Chosen: slices.ContainsFunc(ticked, t.Equal)})
			}
		}
		v.Days = append(v.Days, d)
	}
	return v, nil
}

// asked are the open proposals of a list of bookings, in one query.
func (h Handler) asked(r *http.Request, list []*booking.Booking) (map[string]*Proposal, error) {
	open, err := h.Bookings.Proposals(r.Context(), list)
	out := make(map[string]*Proposal, len(open))
	for _, b := range list {
		if p, ok := open[b.ID]; ok {
			out[b.Code] = &Proposal{Starts: p.Starts, Until: p.Until}
		}
	}
	return out, err
}
