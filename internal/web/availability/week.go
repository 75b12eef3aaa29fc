package availability

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// maxFields is a week of 24 windows a day with three fields each, and the rest of the form.
const maxFields = 7*24*3 + 60

func (h Handler) showWeek(w http.ResponseWriter, r *http.Request, p practice) error {
	standing, err := h.Schedule.Hours(r.Context(), p.ID, p.zone)
	if err != nil {
		return err
	}
	v := Week{Page: h.page(w, r, p, "nav.availability"), Draft: weekOf(standing), Version: standing.Version}
	v.First = len(standing.Weekly) == 0
	if v.Preview, err = h.upcoming(r, p, v.Page, nil); err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, WeekPage(v))
	return nil
}

// saveWeek answers every button of the week's form: most of them only change what is on the page, "save" keeps it.
func (h Handler) saveWeek(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r, maxFields)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	draft := readDraft(form)
	if form.Get("do") != "save" {
		draft.press(form.Get("do"), form)
		return h.weekAgain(w, r, p, draft, version, nil)
	}
	hours, err := h.Schedule.Hours(r.Context(), p.ID, p.zone)
	if err != nil {
		return err
	}
	hours.Version, hours.Weekly = version, draft.weekly()
	_, err = h.Schedule.ChangeHours(r.Context(), p.who, p.ID, p.zone, schedule.HoursChange{Hours: hours, Accept: accepted(form)})
	switch {
	case errors.Is(err, schedule.ErrOutside):
		return h.ask(w, r, p, form, err)
	case err != nil:
		return h.weekAgain(w, r, p, draft, version, err)
	}
	return h.Kit.Done(w, r, "hours_saved", "/pro/availability")
}

// weekAgain shows a draft, with what is wrong with it or why it could not be kept.
func (h Handler) weekAgain(w http.ResponseWriter, r *http.Request, p practice, draft Draft, version int64, fault error) error {
	standing, err := h.Schedule.Hours(r.Context(), p.ID, p.zone)
	if err != nil {
		return errors.Join(fault, err)
	}
	v := Week{Page: h.page(w, r, p, "nav.availability"), Draft: draft, Version: version, Unsaved: true}
	status := http.StatusOK
	if e, code, ok := page.Refused(fault); ok {
		page.Warn(&v.Page, e)
		v.Version, status = standing.Version, code // what was typed stays; saving it again is a decision made in sight of this
	} else if fault != nil {
		if !h.Kit.Wrong(&v.Page, nil, fault, draft.paths(fault)) {
			return fault
		}
		_, status = httpx.Public(fault)
	}
	standing.Weekly = draft.weekly()
	if v.Preview, err = h.upcoming(r, p, v.Page, &standing); err != nil && !isValidation(err) {
		return errors.Join(fault, err)
	}
	httpx.WritePage(w, r, status, WeekPage(v))
	return nil
}

func isValidation(err error) bool {
	e, ok := apperr.As(err)
	return ok && len(e.Fields) > 0
}

// ask names the bookings that a change would leave outside the hours. The form comes back with their ids when the
// practitioner means it.
func (h Handler) ask(w http.ResponseWriter, r *http.Request, p practice, form url.Values, fault error) error {
	outside := schedule.Outside(fault)
	met, err := h.named(r, outside)
	if err != nil {
		return errors.Join(fault, err)
	}
	ids := make([]string, 0, len(outside))
	for _, m := range outside {
		ids = append(ids, m.ID.String())
	}
	for _, id := range accepted(form) {
		ids = append(ids, id.String())
	}
	v := Ask{Page: h.page(w, r, p, "hours.ask_title"), Action: r.URL.Path, Do: form.Get("do"), Accept: strings.Join(ids, " "), Met: met, More: len(outside) - len(met),
		Fields: carried(form), Again: r.URL.Path == "/pro/availability"}
	httpx.WritePage(w, r, http.StatusConflict, AskPage(v))
	return nil
}

// paths maps the fields that the module names to those of the form.
func (dr Draft) paths(fault error) map[string]string {
	e, _ := apperr.As(fault)
	out := map[string]string{}
	if e == nil {
		return out
	}
	for _, f := range e.Fields {
		var day, window int
		var end string
		if n, ok := strings.CutPrefix(f.Path, "weekly (day "); ok {
			day, _ = strconv.Atoi(strings.TrimSuffix(n, ")"))
			out[f.Path] = fieldID("start", day, 0)
			continue
		}
		parts := strings.FieldsFunc(f.Path, func(r rune) bool { return r == '[' || r == ']' || r == '.' })
		if len(parts) != 5 || parts[0] != "weekly" {
			continue
		}
		day, _ = strconv.Atoi(parts[1])
		window, _ = strconv.Atoi(parts[3])
		end = parts[4]
		out[f.Path] = fieldID(end, day+1, window)
	}
	return out
}
