package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"klear/internal/platform/money"
)

// style is how a language in a country writes dates and the clock (CLDR, abbreviated; ux.md §11).
type style int

const (
	styleDayMonth style = iota // Sat 21 Nov, 9:00 am
	styleMonthDay              // Sat, Nov 21, 9:00 AM
	styleHindi                 // शनि, 21 नव॰, सुबह 9:00
)

// nbsp keeps a time and its "am" on one line.
const nbsp = "\u00a0"

func (l *Localizer) style() style {
	switch {
	case l.lang == "hi":
		return styleHindi
	case strings.HasSuffix(l.tag, "-US") || strings.HasSuffix(l.tag, "-PH"):
		return styleMonthDay
	}
	return styleDayMonth
}

var (
	hiWeekdays      = [7]string{"रवि", "सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि"}
	hiWeekdaysLong  = [7]string{"रविवार", "सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार"}
	hiMonths        = [12]string{"जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्तू॰", "नव॰", "दिस॰"}
	hiMonthsLong    = [12]string{"जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्तूबर", "नवंबर", "दिसंबर"}
	hiDayparts      = [4]string{"रात", "सुबह", "दोपहर", "शाम"}
	ambiguousShifts = [4]time.Duration{time.Hour, -time.Hour, 30 * time.Minute, -30 * time.Minute}
)

// Weekday is the short name of a day ("Sat").
func (l *Localizer) Weekday(t time.Time) string {
	if l.lang == "hi" {
		return hiWeekdays[t.Weekday()]
	}
	return t.Weekday().String()[:3]
}

// WeekdayLong is the full name of a day ("Saturday").
func (l *Localizer) WeekdayLong(t time.Time) string {
	if l.lang == "hi" {
		return hiWeekdaysLong[t.Weekday()]
	}
	return t.Weekday().String()
}

// Month is the full name of a month with its year ("November 2026").
func (l *Localizer) Month(t time.Time) string {
	if l.lang == "hi" {
		return hiMonthsLong[t.Month()-1] + " " + strconv.Itoa(t.Year())
	}
	return t.Format("January 2006")
}

// Clock is the time of day of an instant in loc ("9:00 am"). A wall time that happens twice that day, when clocks go
// back, carries its offset.
func (l *Localizer) Clock(t time.Time, loc *time.Location) string {
	w := t.In(loc)
	var s string
	switch l.style() {
	case styleHindi:
		s = hiDayparts[daypart(w.Hour())] + " " + w.Format("3:04")
	case styleMonthDay:
		s = w.Format("3:04") + nbsp + w.Format("PM")
	default:
		s = w.Format("3:04") + nbsp + strings.ToLower(w.Format("PM"))
	}
	if ambiguous(t, loc) {
		s += " (UTC" + offset(w) + ")"
	}
	return s
}

// daypart indexes hiDayparts by hour, after CLDR's day periods for Hindi: morning 4–12, midday 12–16, evening 16–20, else night.
func daypart(hour int) int {
	switch {
	case hour >= 4 && hour < 12:
		return 1
	case hour >= 12 && hour < 16:
		return 2
	case hour >= 16 && hour < 20:
		return 3
	}
	return 0
}

func ambiguous(t time.Time, loc *time.Location) bool {
	const wall = "2006-01-02T15:04"
	here := t.In(loc).Format(wall)
	for _, d := range ambiguousShifts {
		if t.Add(d).In(loc).Format(wall) == here {
			return true
		}
	}
	return false
}

// Date is a day without its year ("Sat 21 Nov").
func (l *Localizer) Date(t time.Time, loc *time.Location) string {
	w := t.In(loc)
	switch l.style() {
	case styleHindi:
		return fmt.Sprintf("%s, %d %s", hiWeekdays[w.Weekday()], w.Day(), hiMonths[w.Month()-1])
	case styleMonthDay:
		return w.Format("Mon, Jan 2")
	}
	return w.Format("Mon 2 Jan")
}

// DateYear is a day with its year and without the weekday ("21 Nov 2026"): for records.
func (l *Localizer) DateYear(t time.Time, loc *time.Location) string {
	w := t.In(loc)
	switch l.style() {
	case styleHindi:
		return fmt.Sprintf("%d %s %d", w.Day(), hiMonths[w.Month()-1], w.Year())
	case styleMonthDay:
		return w.Format("Jan 2, 2006")
	}
	return w.Format("2 Jan 2006")
}

// DateLong names the day in full ("Saturday 21 November"): what screen readers hear.
func (l *Localizer) DateLong(t time.Time, loc *time.Location) string {
	w := t.In(loc)
	switch l.style() {
	case styleHindi:
		return fmt.Sprintf("%s, %d %s", hiWeekdaysLong[w.Weekday()], w.Day(), hiMonthsLong[w.Month()-1])
	case styleMonthDay:
		return w.Format("Monday, January 2")
	}
	return w.Format("Monday 2 January")
}

// When is a day and a time ("Sat 21 Nov, 9:00 am").
func (l *Localizer) When(t time.Time, loc *time.Location) string {
	return l.Date(t, loc) + ", " + l.Clock(t, loc)
}

// WhenYear is When with the year: for records.
func (l *Localizer) WhenYear(t time.Time, loc *time.Location) string {
	return l.DateYear(t, loc) + ", " + l.Clock(t, loc)
}

// DayRange spans two days ("20 to 26 November", "28 November to 4 December").
func (l *Localizer) DayRange(from, to time.Time) string {
	month := func(t time.Time) string {
		if l.lang == "hi" {
			return hiMonthsLong[t.Month()-1]
		}
		return t.Format("January")
	}
	key, a, b := "time.range", strconv.Itoa(from.Day())+" "+month(from), strconv.Itoa(to.Day())+" "+month(to)
	if l.style() == styleMonthDay {
		a, b = from.Format("January 2"), to.Format("January 2")
		if from.Month() == to.Month() {
			b = strconv.Itoa(to.Day())
		}
	} else if from.Month() == to.Month() {
		a = strconv.Itoa(from.Day())
	}
	return l.T(key, D{"From": a, "To": b})
}

// Duration is a length of minutes ("60 min", "1 h 30 min", "2 h").
func (l *Localizer) Duration(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case minutes <= 60:
		return l.T("time.min", D{"Min": minutes})
	case m == 0:
		return l.T("time.hour", D{"Hour": h})
	}
	return l.T("time.hour_min", D{"Hour": h, "Min": m})
}

// Zone names a zone at an instant ("India (IST, UTC+5:30)"). Zones whose abbreviation is only a number leave it out.
func (l *Localizer) Zone(loc *time.Location, at time.Time) string {
	w := at.In(loc)
	abbr, _ := w.Zone()
	utc := "UTC" + offset(w)
	if strings.ContainsAny(abbr, "+-0123456789") || abbr == "UTC" {
		return l.T("time.zone_plain", D{"Place": l.Place(loc), "Offset": utc})
	}
	return l.T("time.zone", D{"Place": l.Place(loc), "Abbr": abbr, "Offset": utc})
}

// Place is the zone's country or city as people call it ("India", "London").
func (l *Localizer) Place(loc *time.Location) string {
	name := loc.String()
	if key := "zone." + name; l.Has(key) {
		return l.T(key)
	}
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		name = name[i+1:]
	}
	return strings.ReplaceAll(name, "_", " ")
}

// SameClock reports whether two zones show the same wall time at an instant; when they do, naming both is noise.
func SameClock(a, b *time.Location, at time.Time) bool {
	_, x := at.In(a).Zone()
	_, y := at.In(b).Zone()
	return x == y
}

func offset(w time.Time) string {
	_, sec := w.Zone()
	sign := "+"
	if sec < 0 {
		sign, sec = "\u2212", -sec
	}
	if sec%3600 == 0 {
		return fmt.Sprintf("%s%d", sign, sec/3600)
	}
	return fmt.Sprintf("%s%d:%02d", sign, sec/3600, sec%3600/60)
}

// Money is a price as pages show it: decimals hidden when they are zero.
func (l *Localizer) Money(a money.Amount) string { return a.Format(l.tag, true) }

// Price is what something costs: an amount, or that it costs nothing.
func (l *Localizer) Price(a money.Amount) string {
	if a.Minor == 0 {
		return l.T("price.free")
	}
	return l.Money(a)
}

// MoneyExact is an amount with all its decimals: for invoices, ledgers and tables.
func (l *Localizer) MoneyExact(a money.Amount) string { return a.Format(l.tag, false) }

// Number groups digits as the reader does (1,25,000 in en-IN), in Latin digits.
func (l *Localizer) Number(n int) string {
	if n >= 0 && n < 1000 {
		return strconv.Itoa(n)
	}
	return message.NewPrinter(language.Make(l.tag+"-u-nu-latn")).Sprintf("%d", n)
}

// Tenths writes a number given in tenths with one decimal ("4.9" for 49).
func (l *Localizer) Tenths(n int) string { return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10) }

// MonthShort is the short name of a month ("Nov").
func (l *Localizer) MonthShort(t time.Time) string {
	if l.lang == "hi" {
		return hiMonths[t.Month()-1]
	}
	return t.Format("Jan")
}
