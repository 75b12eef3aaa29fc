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
	styleArabic                // السبت، 21 نوفمبر، 9:00 ص
)

// nbsp keeps a time and its "am" on one line.
const nbsp = "\u00a0"

func (l *Localizer) style() style {
	switch {
	case l.lang == "hi":
		return styleHindi
	case l.lang == "ar":
		return styleArabic
	case strings.HasSuffix(l.tag, "-US") || strings.HasSuffix(l.tag, "-PH"):
		return styleMonthDay
	}
	return styleDayMonth
}

// calendar are the names of days and months of a language, as CLDR writes them in a date. Days begin with Sunday.
type calendar struct {
	days, daysLong     [7]string
	months, monthsLong [12]string
}

var calendars = map[string]calendar{
	"en": {
		days:       [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
		daysLong:   [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		months:     [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		monthsLong: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	},
	"hi": {
		days:       [7]string{"रवि", "सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि"},
		daysLong:   [7]string{"रविवार", "सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार"},
		months:     [12]string{"जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्तू॰", "नव॰", "दिस॰"},
		monthsLong: [12]string{"जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्तूबर", "नवंबर", "दिसंबर"},
	},
	// Arabic abbreviates neither.
	"ar": {
		days:       arabicDays,
		daysLong:   arabicDays,
		months:     arabicMonths,
		monthsLong: arabicMonths,
	},
}

var (
	arabicDays   = [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"}
	arabicMonths = [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}
	hiDayparts   = [4]string{"रात", "सुबह", "दोपहर", "शाम"}

	ambiguousShifts = [4]time.Duration{time.Hour, -time.Hour, 30 * time.Minute, -30 * time.Minute}
)

func (l *Localizer) calendar() calendar {
	if c, ok := calendars[l.lang]; ok {
		return c
	}
	return calendars[Fallback]
}

// Weekday is the short name of a day ("Sat").
func (l *Localizer) Weekday(t time.Time) string { return l.calendar().days[t.Weekday()] }

// WeekdayLong is the full name of a day ("Saturday").
func (l *Localizer) WeekdayLong(t time.Time) string { return l.calendar().daysLong[t.Weekday()] }

// Month is the full name of a month with its year ("November 2026").
func (l *Localizer) Month(t time.Time) string {
	return l.monthLong(t) + " " + strconv.Itoa(t.Year())
}

// MonthShort is the short name of a month ("Nov").
func (l *Localizer) MonthShort(t time.Time) string { return l.calendar().months[t.Month()-1] }

func (l *Localizer) monthLong(t time.Time) string { return l.calendar().monthsLong[t.Month()-1] }

// Clock is the time of day of an instant in loc ("9:00 am"). A wall time that happens twice that day, when clocks go
// back, carries its offset.
func (l *Localizer) Clock(t time.Time, loc *time.Location) string {
	w := t.In(loc)
	s := w.Format("3:04")
	switch l.style() {
	case styleHindi:
		s = hiDayparts[daypart(w.Hour())] + " " + s
	case styleArabic:
		s += nbsp + map[bool]string{true: "ص", false: "م"}[w.Hour() < 12]
	case styleMonthDay:
		s += nbsp + w.Format("PM")
	default:
		s += nbsp + strings.ToLower(w.Format("PM"))
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
	return l.dayDate(l.Weekday(w), l.MonthShort(w), w.Day())
}

// DateLong names the day in full ("Saturday 21 November"): what screen readers hear.
func (l *Localizer) DateLong(t time.Time, loc *time.Location) string {
	w := t.In(loc)
	return l.dayDate(l.WeekdayLong(w), l.monthLong(w), w.Day())
}

func (l *Localizer) dayDate(weekday, month string, day int) string {
	n := strconv.Itoa(day)
	switch l.style() {
	case styleMonthDay:
		return weekday + ", " + month + " " + n
	case styleDayMonth:
		return weekday + " " + n + " " + month
	}
	return weekday + l.Comma() + n + " " + month
}

// DateYear is a day with its year and without the weekday ("21 Nov 2026"): for records.
func (l *Localizer) DateYear(t time.Time, loc *time.Location) string {
	w := t.In(loc)
	day, year := strconv.Itoa(w.Day()), strconv.Itoa(w.Year())
	if l.style() == styleMonthDay {
		return l.MonthShort(w) + " " + day + ", " + year
	}
	return day + " " + l.MonthShort(w) + " " + year
}

// Comma parts what belongs together ("Sat 21 Nov, 9:00 am").
func (l *Localizer) Comma() string {
	if l.lang == "ar" {
		return "، "
	}
	return ", "
}

// When is a day and a time ("Sat 21 Nov, 9:00 am").
func (l *Localizer) When(t time.Time, loc *time.Location) string {
	return l.Date(t, loc) + l.Comma() + l.Clock(t, loc)
}

// WhenYear is When with the year: for records.
func (l *Localizer) WhenYear(t time.Time, loc *time.Location) string {
	return l.DateYear(t, loc) + l.Comma() + l.Clock(t, loc)
}

// DayRange spans two days ("20 to 26 November", "28 November to 4 December").
func (l *Localizer) DayRange(from, to time.Time) string {
	a, b := strconv.Itoa(from.Day()), strconv.Itoa(to.Day())
	same, monthFirst := from.Month() == to.Month(), l.style() == styleMonthDay
	switch {
	case monthFirst && same:
		a = l.monthLong(from) + " " + a
	case monthFirst:
		a, b = l.monthLong(from)+" "+a, l.monthLong(to)+" "+b
	case same:
		b += " " + l.monthLong(to)
	default:
		a, b = a+" "+l.monthLong(from), b+" "+l.monthLong(to)
	}
	return l.T("time.range", D{"From": a, "To": b})
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
func (l *Localizer) Money(a money.Amount) string { return a.Format(l.moneyTag(), true) }

// moneyTag keeps Latin digits where a country's locale would change them: all numbers of a page are of one kind.
func (l *Localizer) moneyTag() string {
	if l.lang == "ar" {
		return "ar"
	}
	return l.tag
}

// Price is what something costs: an amount, or that it costs nothing.
func (l *Localizer) Price(a money.Amount) string {
	if a.Minor == 0 {
		return l.T("price.free")
	}
	return l.Money(a)
}

// MoneyExact is an amount with all its decimals: for invoices, ledgers and tables.
func (l *Localizer) MoneyExact(a money.Amount) string { return a.Format(l.moneyTag(), false) }

// Number groups digits as the reader does (1,25,000 in en-IN), in Latin digits.
func (l *Localizer) Number(n int) string {
	if n >= 0 && n < 1000 {
		return strconv.Itoa(n)
	}
	return message.NewPrinter(language.Make(l.tag+"-u-nu-latn")).Sprintf("%d", n)
}

// Tenths writes a number given in tenths with one decimal ("4.9" for 49).
func (l *Localizer) Tenths(n int) string { return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10) }
