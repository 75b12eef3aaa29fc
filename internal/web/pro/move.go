package pro

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// changeable reports whether a session may be moved or cancelled from these pages: it stands and has not begun. A request
// is answered instead.
func changeable(b *booking.Booking, now time.Time) bool {
	return b.Status == booking.Confirmed && b.Start.After(now)
}

func (h Handler) showMove(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if !changeable(b, h.Kit.Clock.Now()) {
		return h.tooLate(w, r, b, "cannot_move")
	}
	on, near := h.nearTo(r, b)
	v, err := h.moveView(w, r, who, b, on)
	if err != nil {
		return err
	}
	v.choose(near)
	httpx.WritePage(w, r, http.StatusOK, MovePage(v))
	return nil
}

// nearTo is the day to look at, and the instant that a session was dragged to: ?near is a wall-clock time of the reader's
// zone. Zero when it was not.
func (h Handler) nearTo(r *http.Request, b *booking.Booking) (on string, near time.Time) {
	q := page.Query(r)
	_, reader := h.Kit.Reader(r)
	near, err := time.ParseInLocation("2006-01-02T15:04", q.Get("near"), reader)
	if err != nil {
		return q.Get("on"), time.Time{}
	}
	return near.In(page.Zone(catalog.Mode(b.Mode), page.Location(b.PractitionerZone), reader)).Format(time.DateOnly), near
}

// choose picks the opening nearest to where the session was dragged.
func (v *Move) choose(near time.Time) {
	if near.IsZero() || len(v.Slots) == 0 {
		return
	}
	v.Chosen = slices.MinFunc(v.Slots, func(a, b ui.Slot) int {
		return cmp.Compare(a.Start.Sub(near).Abs(), b.Start.Sub(near).Abs())
	}).Start
}

// tooLate leads back to what can still be done with a booking.
func (h Handler) tooLate(w http.ResponseWriter, r *http.Request, b *booking.Booking, message string) error {
	h.Kit.Flash(w, ui.Warning, message)
	page.See(w, r, address(b))
	return nil
}

// move may be pressed twice: a session that is at the chosen time already was moved there.
func (h Handler) move(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.session(r, who)
	if err != nil {
		return err
	}
	if !changeable(b, h.Kit.Clock.Now()) {
		return h.tooLate(w, r, b, "cannot_move")
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	at, err := time.Parse(time.RFC3339, form.Get("at"))
	switch {
	case err != nil:
		err = schedule.ErrNotOffered
	case !b.Start.Equal(at):
		_, err = h.Bookings.Move(r.Context(), h.Kit.Caller(r), b.ID, version, at)
	}
	if err != nil {
		return h.moveAgain(w, r, who, b, at, err)
	}
	return h.Kit.Done(w, r, "session_moved", "/pro/sessions/"+b.Code)
}

// moveAgain shows the day of the chosen time with what is left of it, and the booking as it stands now.
func (h Handler) moveAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, chosen time.Time, fault error) error {
	now, err := h.Bookings.ByID(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return errors.Join(fault, err)
	}
	if !changeable(now, h.Kit.Clock.Now()) {
		return h.tooLate(w, r, now, "cannot_move")
	}
	e, status, ok := page.Refused(fault)
	taken := errors.Is(fault, schedule.ErrTaken) || errors.Is(fault, schedule.ErrNotOffered)
	if !ok && !taken {
		return fault
	}
	on := ""
	if !chosen.IsZero() {
		_, reader := h.Kit.Reader(r)
		on = chosen.In(page.Zone(catalog.Mode(b.Mode), page.Location(b.PractitionerZone), reader)).Format(time.DateOnly)
	}
	v, err := h.moveView(w, r, who, now, on)
	if err != nil {
		return errors.Join(fault, err)
	}
	if v.Taken = taken; taken {
		status = http.StatusConflict
	} else {
		page.Warn(&v.Page, e)
	}
	httpx.WritePage(w, r, status, MovePage(v))
	return nil
}

// moveView shows the week around a day with the openings of that day, or of the first day that has any.
func (h Handler) moveView(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, on string) (Move, error) {
	v := Move{Page: h.page(w, r, "agenda"), Minutes: minutes(b), Version: b.Version}
	v.Page.Title = v.Page.L.T("move.title")
	var err error
	if v.Item, err = h.one(r, who, v.Page, b); err != nil {
		return Move{}, err
	}
	v.Zone = page.Zone(catalog.Mode(b.Mode), page.Location(b.PractitionerZone), v.Page.Zone)
	week := page.WeekOf(on, b.Start, v.Page.Now, v.Zone)
	_, list, err := h.Bookings.MoveTimes(r.Context(), h.Kit.Caller(r), b.ID, week.From(), week.To())
	if err != nil {
		return Move{}, err
	}
	url := func(day time.Time) string {
		return "/pro/sessions/" + b.Code + "/move?on=" + day.Format(time.DateOnly)
	}
	v.Week.Days, v.Slots = week.Strip(page.Starts(list), url)
	if v.Week.PrevURL, v.Week.NextURL = week.Around(url); len(v.Slots) > 0 {
		v.Chosen = v.Slots[0].Start
	}
	return v, nil
}
