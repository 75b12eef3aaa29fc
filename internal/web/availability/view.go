package availability

import (
	"fmt"
	"slices"
	"time"

	"github.com/a-h/templ"

	"klear/internal/modules/schedule"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/ui"
)

// Week is GET/POST /pro/availability: fields version, start.D.N, end.D.N and next.D.N (D: 1 is Monday), from and to.D
// for copying, and do, which names the button.
type Week struct {
	Page    layout.Page // its zone is the practice's
	Draft   Draft
	Version int64
	First   bool // nothing was ever declared
	Unsaved bool // the draft is not what stands
	Preview []PreviewDay
}

// PreviewDay is one of the next dates, in words.
type PreviewDay struct {
	Date    time.Time // midnight UTC
	Holiday string
	Rule    string // schedule's
	Closed  bool
	Shift   int // minutes by which the clocks change
	Free    []string
	Taken   []string
}

// Ask is the question before a change that leaves bookings outside the hours. It posts the same form to Action again,
// with accept.
type Ask struct {
	Page   layout.Page
	Action string
	Do     string
	Accept string
	Met    []Met
	More   int // that are not named
	Fields []ui.Hidden
	Again  bool // what was typed can be changed again
}

// Met is taken time: bookings with their clients, or what else it is (hold, block).
type Met struct {
	Kind       string
	Start, End time.Time
	Who        []Who
}

// Who is one client in a meeting.
type Who struct{ Client, Code, URL string }

// Dates is GET/POST /pro/availability/dates: fields version and do: "date" with date, start.0.N, end.0.N and next.0.N;
// "off" with from and to; "holidays" with day, repeated; "open-2026-11-21" and "back-2026-11-21-2026-11-30" remove.
type Dates struct {
	Page     layout.Page
	Version  int64
	Rows     []Row // of the form for another date
	Days     []DateDay
	Off      []Span
	Holidays []Holiday
	Known    bool // there is a list of holidays for the country
	Country  string
}

// DateDay is a date with hours of its own; none is closed.
type DateDay struct {
	Date    time.Time
	Hours   []string
	Holiday string
}

// Span is time off; both dates are included. They are midnight UTC.
type Span struct{ From, To time.Time }

// Holiday is a public holiday that may be closed.
type Holiday struct {
	Date   time.Time
	Name   string
	Moves  bool
	Closed bool
}

// Blocks is GET/POST /pro/availability/blocks: fields date, from, to, until (a later date), back.
type Blocks struct {
	Page layout.Page
	On   string // suggested date
	From string // suggested wall-clock times, "" for none
	To   string
	Back string // where a change leads to
	List []Block
	Met  []Met // what the refused one met
}

// Block is time kept free by hand.
type Block struct {
	ID         string
	Start, End time.Time
}

// weekday is midnight UTC of some day of that name: 1 is Monday.
func weekday(day int) time.Time { return time.Date(2024, time.January, day, 0, 0, 0, 0, time.UTC) }

func dayName(l *i18n.Localizer, day int) string { return l.WeekdayLong(weekday(day)) }

func dayChoices(l *i18n.Localizer) []ui.Choice {
	out := make([]ui.Choice, daysOfWeek)
	for i := range out {
		out[i] = ui.Choice{Value: fmt.Sprint(i + 1), Label: dayName(l, i+1)}
	}
	return out
}

// rowHint says in words what the clock alone does not: where an end past midnight lies.
func rowHint(l *i18n.Localizer, day int, r Row) string {
	switch {
	case r.Midnight():
		return l.T("hours.to_midnight")
	case r.onNextDay() && day > 0:
		return l.T("hours.to_next", i18n.D{"Time": clockText(l, r.End), "Day": dayName(l, day%daysOfWeek+1)})
	case r.onNextDay():
		return l.T("hours.to_next_date", d("Time", clockText(l, r.End)))
	}
	return ""
}

func clockText(l *i18n.Localizer, clock string) string {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return clock
	}
	return l.Clock(t, time.UTC)
}

// clocksText says what the next change of the clocks does; zones without one say so.
func clocksText(p layout.Page) string {
	_, next := p.Now.In(p.Zone).ZoneBounds()
	if next.IsZero() || next.Sub(p.Now) > 366*24*time.Hour {
		return p.L.T("hours.clocks_never", d("Place", p.L.Place(p.Zone)))
	}
	key := "hours.clocks_forward"
	_, before := next.Add(-time.Second).In(p.Zone).Zone()
	if _, after := next.In(p.Zone).Zone(); after < before {
		key = "hours.clocks_back"
	}
	return p.L.T(key, d("Date", p.L.DateLong(next, p.Zone)))
}

func shiftText(p layout.Page, minutes int) string {
	if minutes < 0 {
		return p.L.T("hours.shift_back", d("Duration", p.L.Duration(-minutes)))
	}
	return p.L.T("hours.shift_forward", d("Duration", p.L.Duration(minutes)))
}

func closedText(p layout.Page, x PreviewDay) string {
	if !x.Closed {
		return p.L.T("hours.full")
	}
	if x.Rule == schedule.RuleTimeOff {
		return p.L.T("hours.off")
	}
	return p.L.T("hours.closed")
}

func spanText(p layout.Page, s Span) string {
	if s.From.Equal(s.To) {
		return p.L.DateLong(s.From, time.UTC)
	}
	return p.L.T("time.range", i18n.D{"From": p.L.Date(s.From, time.UTC), "To": p.L.Date(s.To, time.UTC)})
}

func blockText(p layout.Page, start, end time.Time) string {
	to := p.L.When(end, p.Zone)
	if start.In(p.Zone).Format(time.DateOnly) == end.In(p.Zone).Format(time.DateOnly) {
		to = p.L.Clock(end, p.Zone)
	}
	return p.L.T("time.range", i18n.D{"From": p.L.When(start, p.Zone), "To": to})
}

func metText(p layout.Page, m Met) string {
	switch m.Kind {
	case "hold":
		return p.L.T("hours.met_hold")
	case "block":
		return p.L.T("hours.met_block")
	}
	return p.L.T("hours.met_booking")
}

// tabs of the area, by section of the address.
var tabs = []struct{ key, url string }{
	{"week", "/pro/availability"}, {"dates", "/pro/availability/dates"}, {"blocks", "/pro/availability/blocks"}, {"calendars", "/pro/calendars"},
}

func currentPage(on bool) templ.OrderedAttributes {
	if !on {
		return nil
	}
	return templ.OrderedAttributes{templ.KV[string, any]("aria-current", "page")}
}

// rowAttrs are the parts of a time field that differ.
func rowAttrs(p layout.Page, id string, focus bool) templ.OrderedAttributes {
	var a templ.OrderedAttributes
	if p.Err(id) != "" {
		a = append(a, templ.KV[string, any]("aria-invalid", "true"), templ.KV[string, any]("aria-describedby", id+"-error"))
	}
	if focus {
		a = append(a, templ.KV[string, any]("autofocus", true))
	}
	return a
}

// openDays are the days that have hours, for the choice of what to copy.
func openDays(dr Draft) bool {
	return slices.ContainsFunc(dr.Days[:], func(rows []Row) bool { return len(rows) > 0 })
}

// rowText is a row in words.
func rowText(p layout.Page, r Row) string {
	to := clockText(p.L, r.End)
	switch {
	case r.Midnight():
		to = p.L.T("hours.midnight")
	case r.onNextDay():
		to = p.L.T("hours.next_day", d("Time", to))
	}
	return p.L.T("time.range", i18n.D{"From": clockText(p.L, r.Start), "To": to})
}

// rowOf tells one row's fields from another's for who cannot see them beside their day.
func rowOf(l *i18n.Localizer, day, i int) string {
	of := l.T("hours.row", d("N", i+1))
	if day > 0 {
		of = dayName(l, day) + ", " + of
	}
	return ", " + of
}

func removeRow(l *i18n.Localizer, day int, r Row) string {
	return l.T("hours.remove_row", i18n.D{"Day": dayName(l, day), "From": clockText(l, r.Start), "To": clockText(l, r.End)})
}

func dateLine(p layout.Page, x DateDay) string {
	line := p.L.List(x.Hours...)
	if line == "" {
		line = p.L.T("hours.closed")
	}
	if x.Holiday != "" {
		line = x.Holiday + ". " + line
	}
	return line
}

func holidayID(i int) string { return fmt.Sprint("day-", i) }

func holidayLine(p layout.Page, x Holiday) string {
	if x.Moves {
		return p.L.T("hours.holiday_moves", d("Date", p.L.Date(x.Date, time.UTC)))
	}
	return p.L.Date(x.Date, time.UTC)
}
