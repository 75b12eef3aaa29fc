package listing

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// week is the hours of the step: the same on each chosen day. ISO: 1 is Monday.
type week struct {
	days     []int
	from, to string
}

var usualWeek = week{[]int{1, 2, 3, 4, 5}, "09:00", "17:00"}

// monday is any Monday: only its name is shown.
var monday = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func (h Handler) showHours(w http.ResponseWriter, r *http.Request, _ identity.Principal, p catalog.Practitioner) error {
	declared, err := h.hours(r, p)
	if err != nil {
		return err
	}
	wk := usualWeek
	if len(declared.Weekly) > 0 {
		wk.days = nil
		for _, d := range declared.Weekly {
			wk.days = append(wk.days, d.Day)
		}
		first := declared.Weekly[0].Windows[0]
		wk.from, wk.to = first.Start, first.End
	}
	return h.hoursAgain(w, r, p, wk, nil)
}

func (h Handler) hours(r *http.Request, p catalog.Practitioner) (schedule.Hours, error) {
	zone := page.Location(p.Zone)
	if zone == nil {
		zone = time.UTC
	}
	return h.Schedule.Hours(r.Context(), p.ID, zone)
}

func (h Handler) hoursAgain(w http.ResponseWriter, r *http.Request, p catalog.Practitioner, wk week, fault error) error {
	v := StartHours{Start: h.start(w, r, catalog.StepHours), From: clockChoices(6, wk.from), To: clockChoices(8, wk.to)}
	if zone := page.Location(p.Zone); zone != nil {
		v.Zone = v.Page.L.Zone(zone, v.Page.Now)
	}
	for day := 1; day <= 7; day++ {
		v.Days = append(v.Days, ui.Choice{Value: strconv.Itoa(day), Label: v.Page.L.WeekdayLong(monday.AddDate(0, 0, day-1)), Selected: slices.Contains(wk.days, day)})
	}
	status := http.StatusOK
	if fault != nil {
		var err error
		if status, err = h.refused(&v.Page, fault); err != nil {
			return err
		}
	}
	httpx.WritePage(w, r, status, StartHoursPage(v))
	return nil
}

// clockChoices are the half hours from an hour on to midnight, and the chosen time if it is another.
func clockChoices(from int, chosen string) []ui.Choice {
	var out []ui.Choice
	for m := from * 60; m <= 24*60; m += 30 {
		at := fmt.Sprintf("%02d:%02d", m/60, m%60)
		out = append(out, ui.Choice{Value: at, Label: at, Selected: at == chosen})
	}
	if !slices.ContainsFunc(out, func(c ui.Choice) bool { return c.Selected }) {
		out = append([]ui.Choice{{Value: chosen, Label: chosen, Selected: true}}, out...)
	}
	return out
}

func (h Handler) saveHours(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	wk := week{from: form.Get("from"), to: form.Get("to")}
	for _, s := range form["day"] {
		if n, err := strconv.Atoi(s); err == nil && n >= 1 && n <= 7 && !slices.Contains(wk.days, n) {
			wk.days = append(wk.days, n)
		}
	}
	if err := h.keepHours(r, who, p, wk); err != nil {
		return h.hoursAgain(w, r, p, wk, err)
	}
	return h.passed(w, r, who, p, catalog.StepHours)
}

// keepHours replaces the weekly hours; overrides and time off that were declared elsewhere stay.
func (h Handler) keepHours(r *http.Request, who identity.Principal, p catalog.Practitioner, wk week) error {
	var v apperr.Validation
	v.Check(len(wk.days) > 0, "day", "required_day", "Choose at least one day.")
	v.Check(wk.from < wk.to, "to", "hours_order", "The end is after the beginning.")
	if err := v.Err(); err != nil {
		return err
	}
	declared, err := h.hours(r, p)
	if err != nil {
		return err
	}
	declared.Weekly = nil
	for _, day := range wk.days {
		declared.Weekly = append(declared.Weekly, schedule.DayWindows{Day: day, Windows: []schedule.Window{{Start: wk.from, End: wk.to}}})
	}
	zone := page.Location(p.Zone)
	if zone == nil {
		zone = time.UTC
	}
	_, err = h.Schedule.SetHours(r.Context(), who, p.ID, zone, declared)
	return err
}
