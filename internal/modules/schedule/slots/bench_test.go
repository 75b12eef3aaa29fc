package slots_test

import (
	"testing"
	"time"

	"klear/internal/modules/schedule/slots"
)

// benchQuery is the bar of the design: one practitioner, 30 days of 09:00-18:00, 15-minute interval, 30-minute service,
// 200 bookings.
func benchQuery(b *testing.B) slots.Query {
	b.Helper()
	h := slots.Hours{Zone: zone(b, "America/New_York")}
	for d := range h.Weekly {
		h.Weekly[d] = []slots.Window{{Start: 9 * 60, End: 13 * 60}, {Start: 14 * 60, End: 18 * 60}}
	}
	cal := compile(b, h)
	from := time.Date(2026, 10, 15, 0, 0, 0, 0, time.UTC)
	q := slots.Query{
		Now: from, From: from, To: from.AddDate(0, 0, 30),
		Service: slots.Service{Duration: 30 * time.Minute, Interval: 15 * time.Minute, BufferAfter: 10 * time.Minute, MinNotice: 2 * time.Hour},
	}
	m := slots.Member{Calendar: cal}
	for i := range 200 {
		start := from.Add(time.Duration(i) * 210 * time.Minute)
		m.Bookings = append(m.Bookings, slots.Booking{
			Start: start, End: start.Add(30 * time.Minute), Status: slots.Confirmed, SameService: true, Seats: 1,
			Blocked: slots.Interval{Start: start, End: start.Add(40 * time.Minute)},
		})
	}
	q.Members = []slots.Member{m}
	return q
}

func BenchmarkSlots30Days(b *testing.B) {
	q := benchQuery(b)
	buf := slots.Compute(&q, nil)
	b.ReportAllocs()
	for b.Loop() {
		buf = slots.Compute(&q, buf[:0])
	}
	b.ReportMetric(float64(len(buf)), "slots")
}

func BenchmarkSlots30DaysRoundTheClockWithLimits(b *testing.B) {
	q := benchQuery(b)
	h := slots.Hours{Zone: zone(b, "America/New_York")}
	for d := range h.Weekly {
		h.Weekly[d] = []slots.Window{{Start: 0, End: 24 * 60}}
	}
	q.Members[0].Calendar = compile(b, h)
	q.Limits = slots.Limits{PerDay: slots.AtMost(20), PerWeek: slots.AtMost(200)}
	q.Window = slots.BookingWindow{Kind: slots.RollingDays, Days: 60}
	buf := slots.Compute(&q, nil)
	b.ReportAllocs()
	for b.Loop() {
		buf = slots.Compute(&q, buf[:0])
	}
	b.ReportMetric(float64(len(buf)), "slots")
}

func BenchmarkCheck(b *testing.B) {
	q := benchQuery(b)
	start := slots.Compute(&q, nil)[100].Start
	b.ReportAllocs()
	for b.Loop() {
		if _, rule := slots.Check(&q, start); rule != slots.Offered {
			b.Fatal(rule)
		}
	}
}

// BenchmarkListing50Practitioners is one page of a marketplace: a week for each of 50 practitioners.
func BenchmarkListing50Practitioners(b *testing.B) {
	q := benchQuery(b)
	q.To = q.From.AddDate(0, 0, 7)
	var buf []slots.Slot
	b.ReportAllocs()
	for b.Loop() {
		for range 50 {
			buf = slots.Compute(&q, buf[:0])
		}
	}
}
