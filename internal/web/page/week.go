package page

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"klear/internal/modules/schedule/slots"
	"klear/internal/web/ui"
)

// Week is seven days in a zone, with the day that is looked at.
type Week struct {
	first, today time.Time // midnights
	wanted       time.Time // zero: the first day with openings
	soft         bool      // wanted is only a preference: without openings the first day with some
	now          time.Time
}

const (
	weekDays = 7
	// maxAhead bounds how far a page looks: further than any booking window.
	maxAhead = 400 * day
)

// WeekOf is the week with the day on (2006-01-02) in it. Without a usable on it is the one with around, whose day is then
// preferred. It never begins before today: what is past cannot be chosen. The weeks keep their grid: a later one begins a
// multiple of seven days from today, so that stepping back and forth shows the same weeks.
func WeekOf(on string, around, now time.Time, zone *time.Location) Week {
	w := Week{today: Today(now, zone), now: now}
	target, err := time.ParseInLocation(time.DateOnly, on, zone)
	if err != nil {
		target, w.soft = Today(around, zone), true
	}
	w.wanted = target
	if target.Before(w.today) || target.Sub(w.today) > maxAhead {
		target, w.wanted = w.today, time.Time{}
	}
	days := int(target.Sub(w.today).Hours()+12) / 24 // a day of a clock change has 23 or 25 hours
	w.first = w.today.AddDate(0, 0, days/weekDays*weekDays)
	return w
}

// From and To are the range of starts.
func (w Week) From() time.Time {
	if w.first.Before(w.now) {
		return w.now
	}
	return w.first
}

// To is the end of the range, exclusive.
func (w Week) To() time.Time { return w.first.AddDate(0, 0, weekDays) }

// First is the week's first day.
func (w Week) First() time.Time { return w.first }

// Later is the same week n weeks on.
func (w Week) Later(n int) Week {
	w.first, w.wanted = w.first.AddDate(0, 0, weekDays*n), time.Time{}
	return w
}

// Days are the seven days, without openings.
func (w Week) Days() []ui.DayCell {
	out := make([]ui.DayCell, weekDays)
	for i := range out {
		out[i].Date = w.first.AddDate(0, 0, i)
		out[i].Today = out[i].Date.Equal(w.today)
	}
	return out
}

// Day is the column of an instant, or -1.
func (w Week) Day(t time.Time) int {
	for i := range weekDays {
		if !t.Before(w.first.AddDate(0, 0, i)) && t.Before(w.first.AddDate(0, 0, i+1)) {
			return i
		}
	}
	return -1
}

// Strip counts starts by day and gives the openings of the chosen day: the one asked for, else the first that has any.
func (w Week) Strip(starts []time.Time, dayURL func(time.Time) string) (days []ui.DayCell, slots []ui.Slot) {
	days = w.Days()
	first := -1
	for _, t := range starts {
		if i := w.Day(t); i >= 0 {
			days[i].Open++
			if first < 0 {
				first = i
			}
		}
	}
	selected := w.Day(w.wanted)
	if selected < 0 || w.soft && days[selected].Open == 0 {
		selected = first
	}
	for i := range days {
		if days[i].Open > 0 {
			days[i].URL = dayURL(days[i].Date)
		}
	}
	if selected < 0 {
		return days, nil
	}
	days[selected].Selected = true
	for _, t := range starts {
		if w.Day(t) == selected {
			slots = append(slots, ui.Slot{Start: t})
		}
	}
	return days, slots
}

// Around are the addresses of the weeks before and after; "" where there is nothing to see.
func (w Week) Around(dayURL func(time.Time) string) (prev, next string) {
	if w.first.After(w.today) {
		prev = dayURL(w.first.AddDate(0, 0, -weekDays))
	}
	if after := w.To(); after.Sub(w.today) < maxAhead {
		next = dayURL(after)
	}
	return prev, next
}

// Starts are the starting times of openings, for Strip.
func Starts(list []slots.Slot) []time.Time {
	out := make([]time.Time, len(list))
	for i, s := range list {
		out[i] = s.Start
	}
	return out
}

const maxPage = 500

// Number is the page asked for, from 1.
func Number(r *http.Request) int {
	n, err := strconv.Atoi(r.URL.Query().Get("page"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxPage)
}

// Pages are numbered links that keep the rest of the query.
func Pages(r *http.Request, n, total, perPage int) ui.Pagination {
	return PagesAt(n, total, perPage, func(i int) string {
		q := Query(r)
		q.Del("page")
		if i > 1 {
			q.Set("page", strconv.Itoa(i))
		}
		return address(r.URL.Path, q)
	})
}

// PagesAt are numbered links to where link says: the ends, and two on each side of the current one.
func PagesAt(n, total, perPage int, link func(int) string) ui.Pagination {
	p := ui.Pagination{Page: n, Pages: (total + perPage - 1) / perPage}
	if n > 1 {
		p.Prev = link(n - 1)
	}
	if n < p.Pages {
		p.Next = link(n + 1)
	}
	last := 0
	for i := 1; i <= p.Pages; i++ {
		if i != 1 && i != p.Pages && (i < n-2 || i > n+2) {
			continue
		}
		if i > last+1 {
			p.Numbers = append(p.Numbers, ui.PageLink{})
		}
		p.Numbers = append(p.Numbers, ui.PageLink{Number: i, URL: link(i), Current: i == n})
		last = i
	}
	return p
}

// address is a path with its query, without a lone question mark.
func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
