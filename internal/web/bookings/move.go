package bookings

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/schedule"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h *Handler) move(w http.ResponseWriter, r *http.Request) {
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if !movable(b.Booking, h.Clock.Now()) {
		h.Flash(w, ui.Warning, "cannot_move")
		page.See(w, r, b.path())
		return
	}
	v, err := h.moveView(w, r, b, page.Query(r).Get("on"))
	if err != nil {
		h.Error(w, r, err)
		return
	}
	httpx.WritePage(w, r, http.StatusOK, MovePage(v))
}

func (h *Handler) moveTo(w http.ResponseWriter, r *http.Request) {
	form, b, version, err := h.change(w, r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	at, err := time.Parse(time.RFC3339, form.Get("at"))
	if err == nil {
		var ctx context.Context
		if ctx, err = once(r, b, "move", form, version, at); err == nil {
			_, err = h.Bookings.Move(ctx, b.caller, b.ID, version, at)
		}
	} else {
		err = schedule.ErrNotOffered
	}
	switch {
	case err != nil && httpx.WantsJSON(r):
		h.Error(w, r, h.instead(r, b, at, err))
	case err == nil:
		h.Flash(w, ui.Success, "moved")
		page.See(w, r, b.path())
	case errors.Is(err, schedule.ErrTaken), errors.Is(err, schedule.ErrNotOffered), errors.Is(err, booking.ErrVersion), errors.Is(err, booking.ErrMoveOverlap), errors.Is(err, booking.ErrMoveClosed):
		h.moveAgain(w, r, b, at, err)
	case errors.Is(err, booking.ErrTooLateToMove), errors.Is(err, booking.ErrState):
		h.Flash(w, ui.Warning, "cannot_move")
		page.See(w, r, b.path())
	default:
		h.Error(w, r, err)
	}
}

// instead adds the free times nearest to one that is gone.
func (h *Handler) instead(r *http.Request, b mine, gone time.Time, cause error) error {
	if !errors.Is(cause, schedule.ErrTaken) && !errors.Is(cause, schedule.ErrNotOffered) {
		return cause
	}
	_, list, err := h.Bookings.MoveTimes(r.Context(), b.caller, b.ID, gone.Add(-around), gone.Add(around))
	if err != nil {
		return cause
	}
	times := page.Starts(list)
	slices.SortStableFunc(times, func(x, y time.Time) int { return cmp.Compare(x.Sub(gone).Abs(), y.Sub(gone).Abs()) })
	l, _ := h.Reader(r)
	return page.Alternatives(cause, l, h.zone(r, b), times[:min(len(times), page.InsteadOf)])
}

// around is how far from a time that is gone another is looked for.
const around = 7 * 24 * time.Hour

// moveAgain shows the day of the chosen time with what is left of it, and the booking as it stands now.
func (h *Handler) moveAgain(w http.ResponseWriter, r *http.Request, b mine, gone time.Time, cause error) {
	on := ""
	if !gone.IsZero() {
		on = gone.In(h.zone(r, b)).Format(time.DateOnly)
	}
	b, err := h.find(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	v, err := h.moveView(w, r, b, on)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if v.Taken = errors.Is(cause, schedule.ErrTaken) || errors.Is(cause, schedule.ErrNotOffered); !v.Taken {
		e, _ := httpx.Public(cause)
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: page.Words(v.Page, e)})
	}
	httpx.WritePage(w, r, http.StatusConflict, MovePage(v))
}

func (h *Handler) zone(r *http.Request, b mine) *time.Location {
	_, reader := h.Reader(r)
	return page.Zone(b.mode(), page.Location(b.PractitionerZone), reader)
}

// moveView shows the week around a day with the openings of that day, or of the first day that has any.
func (h *Handler) moveView(w http.ResponseWriter, r *http.Request, b mine, on string) (Move, error) {
	v := Move{Page: h.Private(w, r), Version: b.Version}
	v.Page.Section, v.Page.Title = "bookings", v.Page.L.T("move.title")
	v.Booking = h.view(v.Page, b)
	v.Zone = page.Zone(b.mode(), v.Booking.Place, v.Page.Zone)
	week := page.WeekOf(on, b.Start, v.Page.Now, v.Zone)
	_, list, err := h.Bookings.MoveTimes(r.Context(), b.caller, b.ID, week.From(), week.To())
	if err != nil {
		return Move{}, err
	}
	url := func(day time.Time) string { return b.path() + "/move?on=" + day.Format(time.DateOnly) }
	times := page.Starts(list)
	v.Days, v.Slots = week.Strip(times, url)
	if v.PrevURL, v.NextURL = week.Around(url); len(v.Slots) > 0 {
		v.Chosen = v.Slots[0].Start
	}
	return v, nil
}
