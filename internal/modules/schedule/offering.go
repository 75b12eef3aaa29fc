package schedule

import (
	"iter"
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
	// Rooms in which it may take place: it takes one of them. Nil: it needs no room; empty: it needs one and has none.
	Rooms []uuid.UUID
	// With are those who hold a collective session together with the practitioner: it is offered when all of them can
	// come, and takes the time of each.
	With []Companion
}

// Companion is somebody else in a collective session, with the service of theirs that it counts as.
type Companion struct {
	PractitionerID uuid.UUID
	ServiceID      uuid.UUID
	Zone           string // IANA zone of the working hours
}

// people are everybody whose time is taken, the practitioner of the offering first.
func (o *Offering) people() iter.Seq[Companion] {
	return func(yield func(Companion) bool) {
		if !yield(Companion{o.PractitionerID, o.ServiceID, o.Zone}) {
			return
		}
		for _, p := range o.With {
			if !yield(p) {
				return
			}
		}
	}
}

// practitioners appends everybody whose time is taken to dst.
func (o *Offering) practitioners(dst []uuid.UUID) []uuid.UUID {
	for p := range o.people() {
		dst = append(dst, p.PractitionerID)
	}
	return dst
}

// shares reports that more than one row is taken, so that a refusal must take some of them back.
func (o *Offering) shares() bool { return o.Rooms != nil || len(o.With) > 0 }

// limited reports whether counting, not overlap, may refuse a booking; such bookings queue on a lock.
func (o *Offering) limited() bool { return o.Limits != slots.Limits{} }

// blocked is the range a booking at start takes: buffers inside.
func (o *Offering) blocked(start time.Time) (from, to time.Time) {
	return start.Add(-o.Service.BufferBefore), start.Add(o.Service.Duration + o.Service.BufferAfter)
}

func (o *Offering) capacity() int { return max(o.Service.Capacity, 1) }
