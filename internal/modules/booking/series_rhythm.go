package booking

import (
	"context"
	"fmt"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
)

// lattice is a series as its dates show it: the dates that begin at one wall time, a whole number of weeks apart.
type lattice struct {
	zone   *time.Location
	anchor time.Time         // one of its starts, in the zone
	first  int               // weeks from the anchor to the first date, not positive
	weeks  int               // between two dates
	count  int               // from the first to the last that is wanted
	off    map[int]time.Time // by weeks from the anchor: starts that are not at its wall time
}

// anchorsTried bounds how often the calendar is asked for one wish: which start shows the wall time may be in doubt.
const anchorsTried = 4

// checkRhythm refuses times that are no series: those must lie on one lattice of PlanSeries, with gaps where dates were left
// out, and any other near a date of it that clashes. Otherwise a series would be the way around the booking window.
// Errors: validation, naming the date.
func (s *Service) checkRhythm(ctx context.Context, q db.Querier, svc catalog.Bookable, starts []time.Time) error {
	zone := load(svc.Zone)
	if w := svc.Window; w.Kind == catalog.WindowRange {
		for _, t := range starts {
			if day := t.In(zone).Format(time.DateOnly); day < w.From || day > w.To {
				return noDate(t.In(zone), "window", "outside the time in which this can be booked")
			}
		}
	}
	tried := 0
	var fault error
	for _, anchor := range starts {
		l, err := latticeOf(starts, anchor.In(zone))
		if err == nil && tried < anchorsTried {
			tried++
			if err, refused := s.checkOff(ctx, q, svc, l); err != nil {
				return err
			} else if refused == nil {
				return nil
			} else {
				fault = refused
			}
		} else if fault == nil {
			fault = err
		}
	}
	return fault
}

// latticeOf reads a series off its starts, which are in order. Errors: validation.
func latticeOf(starts []time.Time, anchor time.Time) (lattice, error) {
	l := lattice{zone: anchor.Location(), anchor: anchor, off: map[int]time.Time{}}
	seen := map[int]bool{}
	last, step := 0, 0
	for i, t := range starts {
		local := t.In(l.zone)
		week := roundWeeks(daysBetween(anchor, local))
		at := l.date(week)
		switch {
		case seen[week], local.Sub(at).Abs() > nearReach:
			return l, noDate(local, "rhythm", "not a date of this series")
		case !sameClock(local, at):
			l.off[week] = t
		}
		seen[week] = true
		if i == 0 {
			l.first = week
		}
		last, step = week, gcd(step, week-l.first)
	}
	for l.weeks = MaxWeeks; step%l.weeks != 0; l.weeks-- {
	}
	if l.count = (last-l.first)/l.weeks + 1; l.count > MaxSeries {
		return l, noDate(starts[len(starts)-1].In(l.zone), "rhythm", "too far from the first date")
	}
	return l, nil
}

// checkOff asks the calendar about the dates that were replaced: each must clash. refused is a validation error.
func (s *Service) checkOff(ctx context.Context, q db.Querier, svc catalog.Bookable, l lattice) (err, refused error) {
	if len(l.off) == 0 {
		return nil, nil
	}
	list, err := s.Schedule.Occurrences(ctx, q, schedule.OfferingOf(svc), l.date(l.first).UTC(), slots.Series{Interval: l.weeks, Count: l.count})
	if err != nil {
		return err, nil
	}
	for i, it := range list {
		if instead, ok := l.off[l.first+i*l.weeks]; ok && it.Rule == slots.Offered {
			return nil, noDate(instead.In(l.zone), "rhythm", "not a date of this series, and the one it stands for is free")
		}
	}
	return nil, nil
}

// date is the start that lies a number of weeks from the anchor, at its wall time.
func (l lattice) date(weeks int) time.Time {
	y, m, d := l.anchor.Date()
	return time.Date(y, m, d+7*weeks, l.anchor.Hour(), l.anchor.Minute(), l.anchor.Second(), l.anchor.Nanosecond(), l.zone)
}

// sameClock compares what stands on the wall: an hour that comes twice is one.
func sameClock(a, b time.Time) bool {
	return daysBetween(a, b) == 0 && a.Hour() == b.Hour() && a.Minute() == b.Minute() && a.Second() == b.Second() && a.Nanosecond() == b.Nanosecond()
}

// daysBetween counts dates, not hours.
func daysBetween(a, b time.Time) int {
	return int(day(b).Time.Sub(day(a).Time) / (24 * time.Hour))
}

// roundWeeks is the nearest number of weeks.
func roundWeeks(days int) int {
	if days < 0 {
		return -roundWeeks(-days)
	}
	return (days + 3) / 7
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func noDate(local time.Time, code, why string) error {
	return apperr.ErrValidation.WithFields(apperr.Field{Path: "starts", Code: code, Message: fmt.Sprintf("%s is %s.", local.Format("2006-01-02 15:04"), why)})
}
