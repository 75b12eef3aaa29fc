package schedule

import (
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule/slots"
)

// OfferingOf states a catalogue service in this module's words.
func OfferingOf(b catalog.Bookable) Offering {
	return OfferingFrom(b.Service, b.Zone)
}

// OfferingFrom does the same from a service and the zone of its practitioner's working hours.
func OfferingFrom(s catalog.Service, zone string) Offering {
	o := Offering{
		PractitionerID: s.PractitionerID, ServiceID: s.ID, Zone: zone, PendingFree: !s.PendingBlocks, Rooms: s.Rooms,
		Service: slots.Service{
			Duration: minutes(s.DurationMin), BufferBefore: minutes(s.BufferBeforeMin), BufferAfter: minutes(s.BufferAfterMin),
			MinNotice: minutes(s.NoticeMin), Capacity: s.Capacity,
		},
		Window: windowOf(s.Window),
	}
	if s.IntervalMin != nil {
		o.Service.Interval = minutes(*s.IntervalMin)
	}
	if s.PerDay > 0 {
		o.Limits.PerDay = slots.AtMost(s.PerDay)
	}
	if s.PerWeek > 0 {
		o.Limits.PerWeek = slots.AtMost(s.PerWeek)
	}
	return o
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }

// windowOf reads a booking window. Its dates were checked when the service was saved; one that cannot be read offers
// nothing rather than everything.
func windowOf(w catalog.Window) slots.BookingWindow {
	switch w.Kind {
	case catalog.WindowRolling:
		return slots.BookingWindow{Kind: slots.RollingDays, Days: w.Days}
	case catalog.WindowBusinessDays:
		return slots.BookingWindow{Kind: slots.RollingBusinessDays, Days: w.Days}
	case catalog.WindowAvailable:
		return slots.BookingWindow{Kind: slots.AvailableDays, Days: w.Days}
	case catalog.WindowRange:
		from, errFrom := slots.ParseDate(w.From)
		to, errTo := slots.ParseDate(w.To)
		if errFrom != nil || errTo != nil {
			return slots.BookingWindow{Kind: slots.FixedRange, From: 1, To: 0}
		}
		return slots.BookingWindow{Kind: slots.FixedRange, From: from, To: to}
	}
	return slots.BookingWindow{}
}
