package availability

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

const blocksPath = "/pro/availability/blocks"

func (h Handler) showBlocks(w http.ResponseWriter, r *http.Request, p practice) error {
	q := page.Query(r)
	v, err := h.blocksView(w, r, p, q.Get("on"), q.Get("back"))
	if err != nil {
		return err
	}
	if from, to := q.Get("from"), q.Get("to"); isClock(from) && isClock(to) { // drawn on the agenda
		v.From, v.To = from, to
	}
	httpx.WritePage(w, r, http.StatusOK, BlocksPage(v))
	return nil
}

func (h Handler) blocksView(w http.ResponseWriter, r *http.Request, p practice, on, back string) (Blocks, error) {
	v := Blocks{Page: h.page(w, r, p, "hours.blocks"), On: on, Back: page.Local(back, blocksPath)}
	if _, err := time.Parse(time.DateOnly, on); err != nil {
		v.On = v.Page.Now.In(p.zone).Format(time.DateOnly)
	}
	list, err := h.Schedule.Blocks(r.Context(), p.ID)
	for _, b := range list {
		v.List = append(v.List, Block{ID: b.ID.String(), Start: b.Start, End: b.End})
	}
	return v, err
}

func (h Handler) addBlock(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	start, end, err := readBlock(form, p.zone)
	if err == nil {
		_, err = h.Schedule.BlockTime(r.Context(), p.who, p.ID, start, end)
	}
	if err != nil {
		return h.blocksAgain(w, r, p, form, err)
	}
	return h.Kit.Done(w, r, "blocked", page.Local(form.Get("back"), blocksPath))
}

// blocksAgain says what is wrong with the form, or whose time the block met.
func (h Handler) blocksAgain(w http.ResponseWriter, r *http.Request, p practice, form url.Values, fault error) error {
	v, err := h.blocksView(w, r, p, form.Get("date"), form.Get("back"))
	if err != nil {
		return errors.Join(fault, err)
	}
	status := http.StatusUnprocessableEntity
	if met := schedule.Met(fault); len(met) > 0 {
		if v.Met, err = h.named(r, met); err != nil {
			return errors.Join(fault, err)
		}
		page.Keep(&v.Page, form)
		status = http.StatusConflict
	} else if !h.Kit.Wrong(&v.Page, form, fault, map[string]string{"end": "to"}) {
		return fault
	}
	httpx.WritePage(w, r, status, BlocksPage(v))
	return nil
}

// readBlock reads a stretch of wall clock. Errors: validation, also for a time that a clock change skips.
func readBlock(form url.Values, zone *time.Location) (start, end time.Time, err error) {
	var v apperr.Validation
	date := dateField(&v, form, "date")
	last := date
	if form.Get("until") != "" {
		last = dateField(&v, form, "until")
	}
	from, to := clockOf(form.Get("from")), clockOf(form.Get("to"))
	v.Check(isClock(from), "from", "clock", "Write a time like 09:00.")
	v.Check(isClock(to), "to", "clock", "Write a time like 09:00.")
	if err := v.Err(); err != nil {
		return start, end, err
	}
	if to == "00:00" && last == date {
		last = day(last).AddDate(0, 0, 1).Format(time.DateOnly) // midnight at the end of the day
	}
	start, end = wall(&v, "from", date, from, zone), wall(&v, "to", last, to, zone)
	return start, end, v.Err()
}

// wall is the instant at which a clock in zone reads so; of two the first. There is none in an hour that was skipped.
func wall(v *apperr.Validation, field, date, clock string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly+" 15:04", date+" "+clock, zone)
	v.Check(err == nil && t.Format("15:04") == clock, field, "skipped", "The clocks skip this time on that day. Choose another.")
	return t
}

// removeBlock may be pressed twice: what is open already stays open.
func (h Handler) removeBlock(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("block"))
	if err != nil {
		return schedule.ErrNotFound
	}
	if err := h.Schedule.Unblock(r.Context(), p.ID, id); err != nil && !errors.Is(err, schedule.ErrNotFound) {
		return err
	}
	return h.Kit.Done(w, r, "unblocked", page.Local(form.Get("back"), blocksPath))
}
