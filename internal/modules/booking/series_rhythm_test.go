package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/apperr"
)

// TestASeriesIsNoWayAroundTheWindow: only dates of a series are held together, and others near those of it that clash.
func TestASeriesIsNoWayAroundTheWindow(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{WindowDays: 30})
	s.book(guest(), mondays(1, 1)[0])
	s.book(guest(), mondays(0, 1)[0])
	at := func(weeks int, off time.Duration) time.Time { return mondays(weeks, 1)[0].Add(off) }
	const hour, day = time.Hour, 24 * time.Hour
	for name, c := range map[string]struct {
		starts []time.Time
		code   string // of the refusal; "" is none
	}{
		"three days in a row":      {[]time.Time{at(2, 0), at(2, day), at(2, 2*day)}, "rhythm"},
		"another hour each week":   {[]time.Time{at(2, 0), at(3, hour), at(4, 2*hour)}, "rhythm"},
		"one other hour, for none": {[]time.Time{at(2, 0), at(3, 0), at(4, hour)}, "rhythm"},
		"years ahead":              {[]time.Time{at(2, 0), at(3350, 0)}, "rhythm"},
		"more than all dates":      {[]time.Time{at(2, 0), at(3, 0), at(54, 0)}, "rhythm"},
		"two for one date":         {[]time.Time{at(2, 0), at(2, hour), at(3, 0)}, "rhythm"},
		"with gaps":                {[]time.Time{at(2, 0), at(3, 0), at(6, 0)}, ""},
		"every four weeks":         {[]time.Time{at(2, 0), at(6, 0), at(206, 0)}, ""},
		"instead of the first":     {[]time.Time{at(0, hour), at(2, 0), at(3, 0)}, ""},
		"instead, of two":          {[]time.Time{at(1, hour), at(2, 0)}, ""},
		"instead of the second":    {[]time.Time{at(1, 2*day), at(2, 0), at(3, 0)}, ""},
		"instead, but far":         {[]time.Time{at(1, 3*day+hour), at(2, 0), at(3, 0)}, "rhythm"},
	} {
		t.Run(name, func(t *testing.T) {
			who := guest()
			list, err := s.holdSeries(who, c.starts)
			if c.code == "" {
				if err != nil || len(list) != len(c.starts) {
					t.Fatalf("%d held, %v", len(list), err)
				}
				if err := s.ReleaseTogether(t.Context(), who, list[0].ID); err != nil {
					t.Fatal(err)
				}
				return
			}
			want(t, err, apperr.ErrValidation)
			if e, _ := apperr.As(err); len(e.Fields) != 1 || e.Fields[0].Path != "starts" || e.Fields[0].Code != c.code {
				t.Errorf("%+v", e.Fields)
			}
		})
	}
}

// TestASeriesStaysInsideAFixedRange: the service is offered in December only.
func TestASeriesStaysInsideAFixedRange(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	_, err := s.db.Exec(t.Context(), "update catalog.service set window_kind = 'range', window_days = 0, window_from = '2026-11-20', window_to = '2026-12-07'")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.holdSeries(guest(), mondays(0, 4)) // the fourth is on 14 December
	want(t, err, apperr.ErrValidation)
	if e, _ := apperr.As(err); len(e.Fields) != 1 || e.Fields[0].Code != "window" {
		t.Errorf("%+v", e.Fields)
	}
	var list []*booking.Booking
	if list, err = s.holdSeries(guest(), mondays(0, 3)); err != nil || len(list) != 3 {
		t.Errorf("%d held, %v", len(list), err)
	}
}
