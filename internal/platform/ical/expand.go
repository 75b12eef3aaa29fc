package ical

import (
	"errors"
	"slices"
	"time"

	"github.com/teambition/rrule-go"
)

// budget is the work that one calendar may cause: days looked at and starts produced, over all its rules.
type budget struct{ days, starts int64 }

var errBudget = errors.New("repeats too often")

func (b *budget) spend(days, starts int64) error {
	b.days -= days
	b.starts -= starts
	if b.days < 0 || b.starts < 0 {
		return errBudget
	}
	return nil
}

// maxStartsPerDay bounds the combinations of BYHOUR, BYMINUTE and BYSECOND.
const maxStartsPerDay = 1440

// expansion is one rule at work: it goes from period to period (year, month, week, day) and looks at each day once, so
// that its cost is known beforehand whatever the rule says.
type expansion struct {
	*rule
	start  wall
	clock  clock
	budget *budget
	set    []wall // of the current period
	picked []wall
	hourly []int
}

// periodCost is what a period costs besides its days, in days.
const periodCost = 4

// expand calls emit with the starts of the rule in [from, to), ascending. The rule must be complete.
func (x *expansion) expand(from, to wall, emit func(wall)) error {
	if len(x.hours)*len(x.minutes)*len(x.seconds) > maxStartsPerDay || 24*len(x.minutes)*len(x.seconds) > maxStartsPerDay && x.freq == rrule.HOURLY {
		return errBudget
	}
	from = max(from, x.start)
	left := x.count
	for k := x.firstPeriod(from); ; k++ {
		first, last := x.period(k)
		if first > to.day() || x.until != nil && first > x.until.at.day()+1 {
			return nil
		}
		x.collect(first, last)
		cost := last - first + 1 + periodCost + int64(len(x.positions))
		if x.freq == rrule.HOURLY {
			cost *= 16 // every hour of every day is looked at
		}
		if err := x.budget.spend(cost, int64(len(x.set))); err != nil {
			return err
		}
		for _, w := range x.set {
			if w < x.start {
				continue
			}
			if x.past(w) || w >= to {
				return nil
			}
			if w >= from {
				emit(w)
			}
			if left--; left == 0 {
				return nil
			}
		}
	}
}

// past reports whether w lies beyond UNTIL.
func (x *expansion) past(w wall) bool {
	switch u := x.until; {
	case u == nil:
		return false
	case u.isDate:
		return w.day() > u.at.day()
	case u.instant:
		return x.clock.instant(w) > int64(u.at)
	default:
		return w > u.at
	}
}

// firstPeriod skips the periods that end before from, if they need not be counted.
func (x *expansion) firstPeriod(from wall) int64 {
	if x.count > 0 {
		return 0
	}
	a, b := x.start.day(), from.day()
	var periods int64
	switch x.freq {
	case rrule.YEARLY:
		periods = int64(dateOf(b).Year() - dateOf(a).Year())
	case rrule.MONTHLY:
		periods = monthIndex(dateOf(b)) - monthIndex(dateOf(a))
	case rrule.WEEKLY:
		periods = (b - a) / 7
	default:
		periods = (b - a) / x.days()
	}
	return max(periods/x.step()-1, 0)
}

// step is the distance of two periods; a rule by the hour looks at every day.
func (x *expansion) step() int64 {
	if x.freq == rrule.HOURLY {
		return 1
	}
	return x.interval
}

// days is the length of the periods of a rule by the day or the hour: several at a time, where they need not be told
// apart.
func (x *expansion) days() int64 {
	if x.step() == 1 && len(x.positions) == 0 {
		return 28
	}
	return 1
}

func monthIndex(t time.Time) int64 { return int64(t.Year())*12 + int64(t.Month()) - 1 }

// period returns the first and the last day of the k-th period.
func (x *expansion) period(k int64) (first, last int64) {
	day := x.start.day()
	n := k * x.step()
	switch x.freq {
	case rrule.YEARLY:
		year := dateOf(day).Year() + int(n)
		return dayOf(year, 1, 1), dayOf(year, 12, 31)
	case rrule.MONTHLY:
		month := monthIndex(dateOf(day)) + n
		return dayOf(int(month/12), time.Month(month%12+1), 1), dayOf(int(month/12), time.Month(month%12+2), 0)
	case rrule.WEEKLY:
		monday := day - (weekday(day)-x.weekStart+7)%7 + 7*n
		return monday, monday + 6
	default:
		first = day + n*x.days()
		return first, first + x.days() - 1
	}
}

// collect puts the starts of the days first..last into set, ascending, and picks the positions.
func (x *expansion) collect(first, last int64) {
	x.set = x.set[:0]
	for c := civilOf(first); c.day <= last; c.next() {
		if x.months != 0 && !x.months.has(c.month) {
			c = civilOf(min(c.day+int64(c.mlen-c.mday), last)) // the last day to pass over
			continue
		}
		if x.matches(&c) {
			x.addDay(c.day)
		}
	}
	if len(x.positions) == 0 {
		return
	}
	x.picked = x.picked[:0]
	for _, p := range x.positions {
		if p < 0 {
			p += len(x.set) + 1
		}
		if p >= 1 && p <= len(x.set) {
			x.picked = append(x.picked, x.set[p-1])
		}
	}
	slices.Sort(x.picked)
	x.set, x.picked = slices.Compact(x.picked), x.set
}

func (x *expansion) addDay(day int64) {
	hours := x.hours
	if x.freq == rrule.HOURLY {
		hours = x.hoursOf(day)
	}
	for _, h := range hours {
		for _, m := range x.minutes {
			for _, s := range x.seconds {
				x.set = append(x.set, wall(day*secondsPerDay+int64(h*3600+m*60+s)))
			}
		}
	}
}

// hoursOf returns the hours of the day that a rule by the hour means.
func (x *expansion) hoursOf(day int64) []int {
	x.hourly = x.hourly[:0]
	start := floorDiv(int64(x.start), 3600)
	for h := range 24 {
		if n := day*24 + int64(h) - start; n < 0 || n%x.interval != 0 {
			continue
		}
		if len(x.hours) == 0 || slices.Contains(x.hours, h) {
			x.hourly = append(x.hourly, h)
		}
	}
	return x.hourly
}
