package lab

import (
	"testing"
	"time"

	"klear/internal/modules/schedule/slots"
)

// BenchSlots is the time in nanoseconds to list 30 days of 30-minute starts every 15 minutes around 200 busy entries.
func BenchSlots() int64 {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		panic(err)
	}
	hours := slots.Hours{Zone: zone}
	for day := range hours.Weekly {
		hours.Weekly[day] = []slots.Window{{Start: 9 * 60, End: 13 * 60}, {Start: 14 * 60, End: 18 * 60}}
	}
	cal, err := slots.Compile(hours)
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 10, 20, 8, 0, 0, 0, time.UTC) // the clock change of 1 November is inside
	member := slots.Member{Calendar: cal}
	for i := range 200 {
		start := now.Add(time.Duration(i) * 216 * time.Minute)
		member.Bookings = append(member.Bookings, slots.Booking{Start: start, End: start.Add(30 * time.Minute), Status: slots.Confirmed})
	}
	q := slots.Query{Now: now, From: now, To: now.AddDate(0, 0, 30), Members: []slots.Member{member},
		Service: slots.Service{Duration: 30 * time.Minute, Interval: 15 * time.Minute}}
	var dst []slots.Slot
	r := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			dst = slots.Compute(&q, dst[:0])
		}
	})
	return r.NsPerOp()
}
