package slotcase

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/schedule/slots"
)

// decoder reads a case into a query. Keys belong under "input", the practitioners beside it; either place is read for
// every key, since cases are written by hand.
type decoder struct {
	root, input value
}

func (d decoder) field(key string) value {
	if v := d.input.get(key); v.present() {
		return v
	}
	if v := d.root.get(key); v.present() {
		return v
	}
	return d.input.get(key)
}

// decode returns the query of a case and the viewer's zone.
func (r *reader) decode(doc any) (slots.Query, *time.Location) {
	root := value{r: r, v: doc}
	d := decoder{root, root.get("input")}
	if d.root.object(); r.fault != nil {
		return slots.Query{}, nil
	}
	q := slots.Query{
		Now:        d.field("now").instant(),
		Service:    d.service(),
		Window:     d.window(),
		Limits:     d.limits(),
		Mode:       d.mode(),
		Series:     d.series(),
		Policy:     slots.Policy{PendingFree: !d.field("policy").get("pending_blocks").flag(true)},
		ViewerHold: d.field("viewer_hold_id").text(),
	}
	d.queryRange(&q)
	practitioners := d.root.get("practitioners")
	if !practitioners.present() {
		practitioners = d.input.get("practitioners")
	}
	if !practitioners.present() {
		d.root.get("practitioners").require()
	}
	for _, p := range practitioners.list(maxPractitioners) {
		q.Members = append(q.Members, member(p))
	}
	var viewer *time.Location
	if tz := d.field("viewer_tz"); tz.present() {
		viewer = tz.zone()
	} else if r.fault == nil && len(q.Members) > 0 {
		viewer = q.Members[0].Calendar.Zone()
	}
	if viewer == nil {
		viewer = time.UTC
	}
	return q, viewer
}

func (d decoder) queryRange(q *slots.Query) {
	v := d.field("range").require()
	q.From, q.To = v.get("from").instant(), v.get("to").instant()
	switch {
	case q.To.Before(q.From):
		v.get("to").failf("lies before from")
	case q.To.Sub(q.From) > maxRange:
		v.failf("is longer than %d days", maxRange/(24*time.Hour))
	case q.Window.Kind == slots.AvailableDays && q.To.Sub(q.Now) > maxLookback:
		v.get("to").failf("is more than %d days after now, from where available days are counted", maxLookback/(24*time.Hour))
	}
}

func (d decoder) service() slots.Service {
	v := d.field("service").require()
	return slots.Service{
		Duration:     time.Duration(v.get("duration_min").require().number(0, 1, maxMinutes)) * time.Minute,
		Interval:     v.get("interval_min").minutes(maxMinutes),
		BufferBefore: v.get("buffer_before_min").minutes(maxMinutes),
		BufferAfter:  v.get("buffer_after_min").minutes(maxMinutes),
		MinNotice:    v.get("min_notice_min").minutes(maxNotice),
		Capacity:     v.get("capacity").number(1, 1, maxCapacity),
	}
}

var windowKinds = map[string]slots.WindowKind{
	"none": slots.Unlimited, "rolling_days": slots.RollingDays, "rolling_business_days": slots.RollingBusinessDays,
	"available_days": slots.AvailableDays, "range": slots.FixedRange,
}

// window reads {"type": "rolling_days", "days": 14}, {"rolling_days": {"days": 14}}, {"rolling_days": 14} and "none".
func (d decoder) window() slots.BookingWindow {
	v := d.field("window")
	if !v.present() {
		return slots.BookingWindow{}
	}
	name, args := "", v
	if s, ok := v.v.(string); ok {
		name, args = s, value{r: v.r, path: v.path}
	} else {
		for _, key := range []string{"type", "kind", "mode"} {
			if t := v.get(key); t.present() && name == "" {
				name = t.text()
			}
		}
		for key := range windowKinds {
			if _, ok := v.object()[key]; ok && name == "" {
				name, args = key, v.get(key)
			}
		}
	}
	kind, known := windowKinds[name]
	if !known {
		v.failf("must be one of none, rolling_days, rolling_business_days, available_days, range")
	}
	w := slots.BookingWindow{Kind: kind}
	switch kind {
	case slots.RollingDays, slots.RollingBusinessDays, slots.AvailableDays:
		days := args
		if _, bare := args.v.(json.Number); !bare {
			days = args.get("days")
		}
		w.Days = days.require().number(0, 0, maxDays)
	case slots.FixedRange:
		w.From, w.To = args.dates()
	}
	return w
}

func (d decoder) limits() slots.Limits {
	v := d.field("limits")
	l := slots.Limits{
		PerDay: v.get("per_day").cap(), PerWeek: v.get("per_week").cap(), PerMonth: v.get("per_month").cap(),
		MinutesPerDay: v.get("minutes_per_day").cap(),
	}
	switch start := v.get("week_start"); strings.ToLower(start.text()) {
	case "", "mon", "monday":
	case "sun", "sunday":
		l.WeekStartsSunday = true
	default:
		start.failf("must be mon or sun")
	}
	return l
}

func (d decoder) mode() slots.TeamMode {
	v := d.field("team").get("mode")
	switch v.text() {
	case "", "one":
		return slots.One
	case "any":
		return slots.Any
	case "all":
		return slots.All
	}
	v.failf("must be one, any or all")
	return slots.One
}

func (d decoder) series() slots.Series {
	v := d.field("series")
	if !v.present() {
		return slots.Series{}
	}
	if freq := v.get("freq"); freq.present() && freq.text() != "weekly" {
		freq.failf("must be weekly")
	}
	s := slots.Series{
		Interval: v.get("interval").number(1, 1, maxSeriesWeeks),
		Count:    v.get("count").require().number(1, 1, maxSeriesWeeks),
	}
	if (s.Count-1)*s.Interval > maxSeriesWeeks {
		v.failf("reaches further than %d weeks", maxSeriesWeeks)
	}
	return s
}

func member(v value) slots.Member {
	m := slots.Member{Required: v.get("required").flag(false)}
	m.Bookings = bookings(v.get("bookings"))
	for _, b := range v.get("busy").list(maxTaken) {
		m.Busy = append(m.Busy, b.interval())
	}
	for _, b := range v.get("busy_all_day").list(maxTaken) {
		// The format, like iCalendar, ends on the date after the last; the engine includes both ends.
		if from, to := b.dates(); from < to {
			m.BusyDates = append(m.BusyDates, slots.DateRange{From: from, To: to - 1})
		}
	}
	hours := hours(v)
	if v.r.fault != nil {
		return m
	}
	cal, err := slots.Compile(hours)
	if err != nil {
		v.failf("%v", err)
	}
	m.Calendar = cal
	return m
}

func hours(v value) slots.Hours {
	h := slots.Hours{Zone: v.get("tz").zone()}
	for _, rule := range v.get("weekly").list(maxRules) {
		w := window(rule)
		for _, day := range rule.get("days").require().list(7) {
			if n := day.require().number(0, 1, 7); n > 0 {
				h.Weekly[n-1] = append(h.Weekly[n-1], w)
			}
		}
	}
	for _, o := range v.get("overrides").list(maxRules) {
		override := slots.Override{Date: o.get("date").date()}
		for _, w := range o.get("windows").list(maxWindows) {
			override.Windows = append(override.Windows, window(w))
		}
		h.Overrides = append(h.Overrides, override)
	}
	for _, off := range v.get("time_off").list(maxRules) {
		from, to := off.dates()
		h.TimeOff = append(h.TimeOff, slots.DateRange{From: from, To: to})
	}
	return h
}

// window reads {"start": "09:00", "end": "17:00"}; equal ends are an empty window.
func window(v value) slots.Window {
	w := slots.Window{Start: v.get("start").clock(24*60 - 1), End: v.get("end").clock(48 * 60)}
	if w.End < w.Start {
		v.get("end").failf("lies before start; for the next day add 24 hours, as in 26:00")
	}
	return w
}

func bookings(v value) []slots.Booking {
	list := v.list(maxTaken)
	out := make([]slots.Booking, 0, len(list))
	for _, b := range list {
		i := b.interval()
		before, after := b.get("buffer_before_min").minutes(maxMinutes), b.get("buffer_after_min").minutes(maxMinutes)
		booking := slots.Booking{
			Start: i.Start, End: i.End,
			Blocked:     slots.Interval{Start: i.Start.Add(-before), End: i.End.Add(after)},
			Status:      slots.Status(b.get("status").require().text()),
			SameService: b.get("same_service").flag(true),
			Seats:       b.get("seats").number(1, 0, maxCapacity),
			HoldID:      b.get("hold_id").text(),
		}
		if e := b.get("expires_at"); e.present() {
			booking.ExpiresAt = e.instant()
		}
		out = append(out, booking)
	}
	return slices.Clip(out)
}
