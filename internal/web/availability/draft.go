package availability

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"klear/internal/modules/schedule"
	"klear/internal/web/ui"
)

const (
	daysOfWeek = 7
	maxWindows = 24 // of one day
)

// Draft is a week as it stands on the page: Days[0] is Monday. Focus is the field that the last button made room for.
type Draft struct {
	Days  [daysOfWeek][]Row
	Focus string
}

// Row is one stretch of opening hours as the form writes it: clock times, and whether the end is on the next day.
type Row struct {
	Start, End string
	Next       bool
}

func fieldID(name string, day, row int) string { return fmt.Sprintf("%s.%d.%d", name, day, row) }

// weekOf writes declared hours as the form does: "26:00" is 02:00 on the next day, "24:00" midnight at the day's end.
func weekOf(h schedule.Hours) (dr Draft) {
	for _, day := range h.Weekly {
		dr.Days[day.Day-1] = append(dr.Days[day.Day-1], rowsOf(day.Windows)...)
		if slices.ContainsFunc(day.Windows, func(w schedule.Window) bool { return w.End == "48:00" }) {
			next := &dr.Days[day.Day%daysOfWeek] // the form has no day after next: the whole second day is a row of its own
			*next = append([]Row{{Start: "00:00", End: "00:00", Next: true}}, *next...)
		}
	}
	return dr
}

func rowsOf(ws []schedule.Window) []Row {
	out := make([]Row, len(ws))
	for i, w := range ws {
		out[i] = Row{Start: w.Start, End: w.End}
		if hour, err := strconv.Atoi(w.End[:2]); err == nil && hour >= 24 {
			end := fmt.Sprintf("%02d%s", hour-24, w.End[2:])
			if end == "24:00" {
				end = "00:00"
			}
			out[i].End, out[i].Next = end, true
		}
	}
	return out
}

// window states a row in the module's words. An end before the start, or midnight, can only be meant on the next day.
func (r Row) window() schedule.Window {
	end := r.End
	if r.onNextDay() && len(end) == 5 {
		if hour, err := strconv.Atoi(end[:2]); err == nil {
			end = fmt.Sprintf("%02d%s", hour+24, end[2:])
		}
	}
	return schedule.Window{Start: r.Start, End: end}
}

func (r Row) onNextDay() bool { return r.Next || r.End != "" && (r.End < r.Start || r.End == "00:00") }

// Midnight reports whether the row ends with its day, at 24:00.
func (r Row) Midnight() bool { return r.onNextDay() && r.End == "00:00" }

// readDraft reads the rows of the form; rows without any time are gone.
func readDraft(form url.Values) (dr Draft) {
	for day := range dr.Days {
		dr.Days[day] = readRows(form, day+1)
	}
	return dr
}

func readRows(form url.Values, day int) (rows []Row) {
	for i := range maxWindows {
		r := Row{Start: clockOf(form.Get(fieldID("start", day, i))), End: clockOf(form.Get(fieldID("end", day, i))), Next: form.Get(fieldID("next", day, i)) != ""}
		if r.Start != "" || r.End != "" {
			rows = append(rows, r)
		}
	}
	return rows
}

// clockOf takes the seconds off that some browsers add.
func clockOf(s string) string {
	s = strings.TrimSpace(s)
	if len(s) == len("09:00:00") {
		return s[:5]
	}
	return s
}

func (dr Draft) weekly() []schedule.DayWindows {
	out := make([]schedule.DayWindows, daysOfWeek)
	for day, rows := range dr.Days {
		out[day] = schedule.DayWindows{Day: day + 1, Windows: windowsOf(rows)}
	}
	return out
}

func windowsOf(rows []Row) []schedule.Window {
	out := make([]schedule.Window, len(rows))
	for i, r := range rows {
		out[i] = r.window()
	}
	return out
}

// Presets are whole weeks to begin with, by the name of their button.
var presets = map[string]func(day int) []Row{
	"evenings": func(day int) []Row { return when(day < 5, Row{Start: "18:00", End: "21:00"}) },
	"office":   func(day int) []Row { return when(day < 5, Row{Start: "09:00", End: "17:00"}) },
	"weekends": func(day int) []Row { return when(day >= 5, Row{Start: "10:00", End: "16:00"}) },
}

func when(open bool, r Row) []Row {
	if !open {
		return nil
	}
	return []Row{r}
}

// press does what a button of the form says: "add-1" and "close-1" (a day), "remove-1-0" (a row of it), "copy", and
// "preset-office". Anything else leaves the draft as it is.
func (dr *Draft) press(do string, form url.Values) {
	parts := strings.Split(do, "-")
	number := func(i, below int) int {
		if i >= len(parts) {
			return -1
		}
		n, err := strconv.Atoi(parts[i])
		if err != nil || n < 0 || n >= below {
			return -1
		}
		return n
	}
	day := number(1, daysOfWeek+1) - 1
	switch {
	case parts[0] == "copy":
		dr.copyDay(form)
	case parts[0] == "preset" && len(parts) == 2:
		if of := presets[parts[1]]; of != nil {
			for day := range dr.Days {
				dr.Days[day] = of(day)
			}
		}
	case day < 0:
	case parts[0] == "add" && len(dr.Days[day]) < maxWindows:
		dr.Days[day] = append(dr.Days[day], after(dr.Days[day]))
		dr.Focus = fieldID("start", day+1, len(dr.Days[day])-1)
	case parts[0] == "close":
		dr.Days[day], dr.Focus = nil, fmt.Sprintf("add.%d", day+1)
	case parts[0] == "remove":
		if i := number(2, len(dr.Days[day])); i >= 0 {
			dr.Days[day], dr.Focus = slices.Delete(dr.Days[day], i, i+1), fmt.Sprintf("add.%d", day+1)
		}
	}
}

// after is the row that a day gets next: 9 to 5 first, then an hour after the last one.
func after(rows []Row) Row {
	if len(rows) == 0 {
		return Row{Start: "09:00", End: "17:00"}
	}
	last := rows[len(rows)-1]
	if hour, err := strconv.Atoi(strings.SplitN(last.End, ":", 2)[0]); err == nil && !last.onNextDay() && hour < 22 {
		return Row{Start: fmt.Sprintf("%02d:00", hour+1), End: fmt.Sprintf("%02d:00", min(hour+4, 23))}
	}
	return Row{}
}

func (dr *Draft) copyDay(form url.Values) {
	from, err := strconv.Atoi(form.Get("from"))
	if err != nil || from < 1 || from > daysOfWeek {
		return
	}
	for day := range dr.Days {
		if form.Get(fmt.Sprintf("to.%d", day+1)) != "" {
			dr.Days[day] = slices.Clone(dr.Days[from-1])
		}
	}
}

// carried are the fields of a form that travel along while something is asked.
func carried(form url.Values) (out []ui.Hidden) {
	for name, values := range form {
		if slices.Contains([]string{"csrf", "key", "do", "accept"}, name) {
			continue
		}
		for _, v := range values {
			out = append(out, ui.Hidden{Name: name, Value: v})
		}
	}
	slices.SortFunc(out, func(a, b ui.Hidden) int { return strings.Compare(a.Name, b.Name) })
	return out
}
