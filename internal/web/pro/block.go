package pro

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func blockURL(id uuid.UUID) string { return "/pro/agenda/blocks/" + id.String() }

const clockLayout = "15:04"

// showBlock is the form of a block; what is drawn on the grid arrives as ?on, ?from and ?to.
func (h Handler) showBlock(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID); err != nil {
		return err
	}
	v := Block{Page: h.page(w, r, "agenda")}
	v.Page.Title = v.Page.L.T("block.title")
	q := page.Query(r)
	next := v.Page.Now.In(v.Page.Zone).Truncate(time.Hour).Add(time.Hour)
	v.On = firstDay(q.Get("on"), page.Today(next, v.Page.Zone)).Format(time.DateOnly)
	v.From, v.To = clockOr(q.Get("from"), next), clockOr(q.Get("to"), next.Add(time.Hour))
	httpx.WritePage(w, r, http.StatusOK, BlockPage(v))
	return nil
}

func clockOr(s string, other time.Time) string {
	if _, err := time.Parse(clockLayout, s); err == nil {
		return s
	}
	return other.Format(clockLayout)
}

func (h Handler) blockTime(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	_, zone := h.Kit.Reader(r)
	wanted, err := readBlock(form, zone)
	if err == nil {
		_, err = h.Schedule.BlockTime(r.Context(), who, practice.ID, wanted.start, wanted.end)
	}
	if err != nil {
		return h.blockAgain(w, r, practice.ID, form, wanted, err)
	}
	return h.Kit.Done(w, r, "time_blocked", agendaURL(DayView, page.Today(wanted.start, zone), time.Time{}))
}

// readBlock reads a date and two wall-clock times; an end at or before the start is on the next day.
func readBlock(form url.Values, zone *time.Location) (span, error) {
	var v apperr.Validation
	day, err := time.ParseInLocation(time.DateOnly, form.Get("on"), zone)
	v.Check(err == nil, "on", "date", "Enter a date.")
	from, err := time.Parse(clockLayout, form.Get("from"))
	v.Check(err == nil, "from", "clock", "Enter a time like 09:30.")
	to, err := time.Parse(clockLayout, form.Get("to"))
	v.Check(err == nil, "to", "clock", "Enter a time like 09:30.")
	if err := v.Err(); err != nil {
		return span{}, err
	}
	at := func(clock time.Time, later int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day()+later, clock.Hour(), clock.Minute(), 0, 0, zone)
	}
	later := 0
	if !to.After(from) {
		later = 1
	}
	return span{at(from, 0), at(to, later)}, nil
}

// blockAgain shows the form with what was wrong. A press that repeats one that worked finds its own block, and is done.
func (h Handler) blockAgain(w http.ResponseWriter, r *http.Request, practitioner uuid.UUID, form url.Values, wanted span, fault error) error {
	_, status := httpx.Public(fault)
	v := Block{Page: h.page(w, r, "agenda"), On: form.Get("on"), From: form.Get("from"), To: form.Get("to")}
	v.Page.Title = v.Page.L.T("block.title")
	if errors.Is(fault, schedule.ErrOverlap) {
		blocks, err := h.Schedule.Blocks(r.Context(), practitioner)
		if err != nil {
			return errors.Join(fault, err)
		}
		if slices.ContainsFunc(blocks, func(b schedule.Block) bool { return b.Start.Equal(wanted.start) && b.End.Equal(wanted.end) }) {
			return h.Kit.Done(w, r, "time_blocked", agendaURL(DayView, page.Today(wanted.start, v.Page.Zone), time.Time{}))
		}
		v.Met = metBy(schedule.Met(fault))
		page.Keep(&v.Page, form)
	} else if !h.Kit.Wrong(&v.Page, form, fault, map[string]string{"end": "to"}) {
		return fault
	}
	httpx.WritePage(w, r, status, BlockPage(v))
	return nil
}

func metBy(list []schedule.Meeting) []BlockMet {
	var out []BlockMet
	for _, m := range list {
		if len(m.Codes) == 0 {
			out = append(out, BlockMet{Start: m.Start, End: m.End})
		}
		for _, code := range m.Codes {
			out = append(out, BlockMet{Start: m.Start, End: m.End, Code: code, URL: "/pro/sessions/" + code})
		}
	}
	return out
}

// ownBlock is the block of the path, if it is the caller's and not over.
func (h Handler) ownBlock(r *http.Request, who identity.Principal) (schedule.Block, uuid.UUID, error) {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return schedule.Block{}, uuid.Nil, err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return schedule.Block{}, uuid.Nil, schedule.ErrNotFound
	}
	list, err := h.Schedule.Blocks(r.Context(), practice.ID)
	if err != nil {
		return schedule.Block{}, uuid.Nil, err
	}
	i := slices.IndexFunc(list, func(b schedule.Block) bool { return b.ID == id })
	if i < 0 {
		return schedule.Block{}, uuid.Nil, schedule.ErrNotFound
	}
	return list[i], practice.ID, nil
}

func (h Handler) showUnblock(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, _, err := h.ownBlock(r, who)
	if err != nil {
		return err
	}
	v := Unblock{Page: h.page(w, r, "agenda"), ID: b.ID.String(), Start: b.Start, End: b.End}
	v.Page.Title = v.Page.L.T("block.one")
	httpx.WritePage(w, r, http.StatusOK, UnblockPage(v))
	return nil
}

func (h Handler) unblock(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	b, practitioner, err := h.ownBlock(r, who)
	if err != nil {
		return err
	}
	if err := h.Schedule.Unblock(r.Context(), practitioner, b.ID); err != nil {
		return err
	}
	_, zone := h.Kit.Reader(r)
	return h.Kit.Done(w, r, "time_opened", agendaURL(DayView, page.Today(b.Start, zone), time.Time{}))
}
