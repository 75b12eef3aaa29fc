package schedule

import (
	"time"

	"klear/internal/modules/schedule/slots"

	"github.com/google/uuid"
)

// Offering is what can be booked, as this module needs to know it: one service of one practitioner.
type Offering struct {
	PractitionerID uuid.UUID
	ServiceID      uuid.UUID
	Zone           string // IANA zone of the working hours
	Service        slots.Service
	Window         slots.BookingWindow
	Limits         slots.Limits
	PendingFree    bool // pending requests do not block others
}

// limited reports whether counting, not overlap, may refuse a booking; such bookings queue on a lock.
func (o *Offering) limited() bool { return o.Limits != slots.Limits{} }

// blocked is the range a booking at start takes: buffers inside.
func (o *Offering) blocked(start time.Time) (from, to time.Time) {
	return start.Add(-o.Service.BufferBefore), start.Add(o.Service.Duration + o.Service.BufferAfter)
}

func (o *Offering) capacity() int { return max(o.Service.Capacity, 1) }
