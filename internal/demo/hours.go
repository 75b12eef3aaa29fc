package demo

import (
	"slices"
	"strings"

	"klear/internal/modules/catalog/importfile"
)

// Working weeks as people keep them: windows divided by ";", days as digits from 1 (Monday) to 7.
var (
	weeks = []string{
		"12345 09:00-13:00; 135 16:00-19:00",
		"23456 10:00-18:00",
		"1234 08:00-12:30; 24 17:30-20:30; 6 09:00-13:00",
		"135 17:00-21:30; 67 09:00-14:00",
		"12345 06:30-10:00; 12345 17:30-20:00; 6 07:00-12:00",
		"1234 11:00-19:00",
		"12345 18:30-22:30; 7 10:00-16:00",
		"2345 09:30-13:30; 2345 15:00-18:30; 6 10:00-14:00",
		"34567 08:00-16:00",
		"124 09:00-17:00",
		"4567 12:00-20:00",
		"12345 07:00-15:00",
		"13 09:00-12:00; 24 14:00-20:00; 5 09:00-13:00",
		"67 08:00-18:00",
		"123456 09:00-12:00",
		"1245 14:00-21:00",
	}
	// Indian practices close over noon and open again until dinner.
	clinicWeeks = []string{
		"123456 10:00-13:00; 123456 17:00-20:00",
		"123456 09:30-13:30; 135 16:30-20:30",
		"12456 08:00-11:00; 12456 18:00-21:00",
		"123456 10:30-14:00; 1245 17:30-20:30; 7 10:00-12:00",
	}
	nightWeeks = []string{
		"1234 21:00-25:30; 7 20:00-24:00",
		"56 19:00-26:00; 23 18:00-23:00",
		"12345 20:30-24:30",
	}
	// Where Friday and Saturday are the days of rest.
	gulfWeeks = []string{
		"12347 09:00-13:00; 12347 16:00-20:00",
		"1347 10:00-19:00; 6 10:00-14:00",
	}
	tradeWeeks = []string{
		"123456 09:00-19:00",
		"123456 08:00-13:00; 123456 14:00-18:00",
		"1234567 09:00-20:00",
		"12345 08:00-17:00; 6 09:00-13:00",
		"123456 10:00-20:00; 7 10:00-15:00",
		"234567 09:00-18:30",
		"12456 11:00-21:00",
	}
)

// week reads one of the lines above.
func week(spec string) []importfile.WeeklyWindow {
	var out []importfile.WeeklyWindow
	for _, w := range split(spec, ";") {
		days, span, _ := strings.Cut(w, " ")
		start, end, _ := strings.Cut(span, "-")
		window := importfile.WeeklyWindow{Start: start, End: end}
		for _, d := range days {
			window.Days = append(window.Days, int(d-'0'))
		}
		slices.Sort(window.Days)
		out = append(out, window)
	}
	return out
}

// workingHours draws a week that suits the country and the kind of work.
func workingHours(r *rng, in city, onlineOnly bool) []importfile.WeeklyWindow {
	switch {
	case onlineOnly && r.chance(22):
		return week(pick(r, nightWeeks))
	case in.country == "KW":
		return week(pick(r, gulfWeeks))
	case in.country == "IN" && !onlineOnly && r.chance(45):
		return week(pick(r, clinicWeeks))
	}
	return week(pick(r, weeks))
}

// exceptions gives some people a holiday or a short day around the turn of the year.
func exceptions(r *rng, p *importfile.Practitioner) {
	if r.chance(18) {
		day := r.between(20, 27)
		p.TimeOff = append(p.TimeOff, importfile.TimeOff{
			From: "2026-12-" + twoDigits(day), To: pick(r, []string{"2026-12-29", "2026-12-31", "2027-01-01", "2027-01-03"}),
		})
	}
	if r.chance(14) {
		p.Overrides = append(p.Overrides, importfile.Override{
			Date: "2026-12-" + twoDigits(r.between(5, 18)), Windows: []importfile.Window{{Start: "10:00", End: "13:00"}},
		})
	}
	if r.chance(10) {
		p.Overrides = append(p.Overrides, importfile.Override{Date: "2027-01-26"})
	}
}
