package availability

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/holidays"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// dateRows are the rows of the form for one date.
const dateRows = 3

func (h Handler) showDates(w http.ResponseWriter, r *http.Request, p practice) error {
	v, err := h.datesView(w, r, p)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, DatesPage(v))
	return nil
}

func (h Handler) datesView(w http.ResponseWriter, r *http.Request, p practice) (Dates, error) {
	standing, err := h.Schedule.Hours(r.Context(), p.ID, p.zone)
	if err != nil {
		return Dates{}, err
	}
	v := Dates{Page: h.page(w, r, p, "hours.dates"), Version: standing.Version, Rows: make([]Row, dateRows), Country: p.Country}
	today := v.Page.Now.In(p.zone)
	list, known := holidays.Of(p.Country, today.Format(time.DateOnly), today.AddDate(1, 0, 0).Format(time.DateOnly))
	v.Known = known
	names := map[string]string{}
	for _, x := range list {
		names[x.Date] = x.Name
		v.Holidays = append(v.Holidays, Holiday{Date: day(x.Date), Name: x.Name, Moves: x.Moves, Closed: standing.ClosedOn(x.Date)})
	}
	for _, o := range standing.Overrides {
		x := DateDay{Date: day(o.Date), Holiday: names[o.Date]}
		for _, row := range rowsOf(o.Windows) {
			x.Hours = append(x.Hours, rowText(v.Page, row))
		}
		v.Days = append(v.Days, x)
	}
	for _, t := range standing.TimeOff {
		v.Off = append(v.Off, Span{day(t.From), day(t.To)})
	}
	return v, nil
}

// day is a date as the module or the holidays write it.
func day(date string) time.Time {
	t, _ := time.Parse(time.DateOnly, date) // both write nothing else
	return t
}

// saveDates changes single dates; each of its buttons keeps its change at once.
func (h Handler) saveDates(w http.ResponseWriter, r *http.Request, p practice) error {
	form, err := h.Kit.Form(w, r, maxFields)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	hours, err := h.Schedule.Hours(r.Context(), p.ID, p.zone)
	if err != nil {
		return err
	}
	hours.Version = version
	message, err := changeDates(&hours, form)
	if err == nil {
		_, err = h.Schedule.ChangeHours(r.Context(), p.who, p.ID, p.zone, schedule.HoursChange{Hours: hours, Accept: accepted(form)})
	}
	switch {
	case errors.Is(err, schedule.ErrOutside):
		return h.ask(w, r, p, form, err)
	case err != nil:
		return h.datesAgain(w, r, p, form, err)
	}
	return h.Kit.Done(w, r, message, "/pro/availability/dates")
}

// datesAgain shows the dates as they stand, with what is wrong with the form or why it could not be.
func (h Handler) datesAgain(w http.ResponseWriter, r *http.Request, p practice, form url.Values, fault error) error {
	v, err := h.datesView(w, r, p)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	if rows := readRows(form, 0); len(rows) > 0 {
		copy(v.Rows, rows)
	}
	delete(v.Page.Values, "version")
	httpx.WritePage(w, r, status, DatesPage(v))
	return nil
}

// changeDates does what the pressed button says, and returns the message of its success. Errors: validation, in the
// form's own fields.
func changeDates(hours *schedule.Hours, form url.Values) (message string, err error) {
	what, rest, _ := strings.Cut(form.Get("do"), "-")
	switch what {
	case "date":
		return "date_saved", setDate(hours, form)
	case "off":
		return "off_saved", addOff(hours, form)
	case "holidays":
		return "holidays_closed", closeHolidays(hours, form["day"])
	case "open":
		hours.Overrides = slices.DeleteFunc(hours.Overrides, func(o schedule.DateWindows) bool { return o.Date == rest })
		return "date_removed", nil
	case "back":
		hours.TimeOff = slices.DeleteFunc(hours.TimeOff, func(a schedule.Absence) bool { return a.From+"-"+a.To == rest })
		return "date_removed", nil
	}
	return "", page.ErrForm
}

// setDate gives one date hours of its own, or none.
func setDate(hours *schedule.Hours, form url.Values) error {
	var v apperr.Validation
	date := dateField(&v, form, "date")
	rows := readRows(form, 0)
	for i, row := range rows {
		id := fieldID("start", 0, i)
		v.Check(isClock(row.Start) && isClock(row.End), id, "clock", "Write a time like 09:00.")
		v.Check(row.Start != row.End || row.Next || row.Midnight(), id, "order", "The closing time is after the opening time.")
		v.Check(!slices.ContainsFunc(rows[:i], func(o Row) bool { return o.Start == row.Start }), id, "duplicate", "Two rows open at the same time.")
	}
	v.Check(len(rows) > 0 || form.Get("closed") != "", "closed", "date_hours", "Give hours for this date, or tick that it is closed.")
	v.Check(len(rows) == 0 || form.Get("closed") == "", "closed", "date_both", "Either give hours or tick closed, not both.")
	if err := v.Err(); err != nil {
		return err
	}
	override(hours, date, windowsOf(rows))
	return nil
}

func isClock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil
}

// override replaces what was said about a date.
func override(hours *schedule.Hours, date string, ws []schedule.Window) {
	hours.Overrides = slices.DeleteFunc(hours.Overrides, func(o schedule.DateWindows) bool { return o.Date == date })
	hours.Overrides = append(hours.Overrides, schedule.DateWindows{Date: date, Windows: ws})
}

func addOff(hours *schedule.Hours, form url.Values) error {
	var v apperr.Validation
	a := schedule.Absence{From: dateField(&v, form, "from"), To: form.Get("to")}
	if a.To == "" {
		a.To = a.From // a single day
	} else {
		a.To = dateField(&v, form, "to")
	}
	v.Check(a.To >= a.From, "to", "order", "The last day is not before the first.")
	if from, to := day(a.From), day(a.To); v.Err() == nil {
		v.Check(to.Sub(from) <= 400*24*time.Hour, "to", "off_length", "Time off is at most 400 days long.")
	}
	hours.TimeOff = append(hours.TimeOff, a)
	return v.Err()
}

// dateField reads a date, which a change of the hours cannot set in the past.
func dateField(v *apperr.Validation, form url.Values, name string) string {
	date := form.Get(name)
	_, err := time.Parse(time.DateOnly, date)
	v.Check(err == nil, name, "date", "Choose a date.")
	return date
}

// closeHolidays closes the chosen dates; a day that has hours of its own already is closed by that choice too.
func closeHolidays(hours *schedule.Hours, dates []string) error {
	var v apperr.Validation
	v.Check(len(dates) > 0 && len(dates) <= 60, "day", "holiday", "Choose at least one holiday.")
	for _, date := range dates {
		_, err := time.Parse(time.DateOnly, date)
		v.Check(err == nil, "day", "date", "Choose a date.")
		override(hours, date, []schedule.Window{})
	}
	return v.Err()
}
