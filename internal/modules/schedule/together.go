package schedule

import (
	"slices"

	"klear/internal/modules/schedule/slots"

	"github.com/google/uuid"
)

// Together is the offering of a collective session of these, of whom all have one duration: the strictest notice, buffers
// and limits of anybody count, the booking window is that of the first, and they meet in a room that all may use.
func Together(list []Offering) Offering {
	o := list[0]
	o.Rooms = slices.Clone(o.Rooms)
	for _, other := range list[1:] {
		o.With = append(o.With, Companion{PractitionerID: other.PractitionerID, ServiceID: other.ServiceID, Zone: other.Zone})
		o.Service.BufferBefore = max(o.Service.BufferBefore, other.Service.BufferBefore)
		o.Service.BufferAfter = max(o.Service.BufferAfter, other.Service.BufferAfter)
		o.Service.MinNotice = max(o.Service.MinNotice, other.Service.MinNotice)
		o.Limits = slots.Strictest(o.Limits, other.Limits)
		o.PendingFree = o.PendingFree && other.PendingFree
		o.Rooms = common(o.Rooms, other.Rooms)
	}
	return o
}

// common is the rooms that two may use; nil: neither needs one.
func common(a, b []uuid.UUID) []uuid.UUID {
	switch {
	case a == nil:
		return slices.Clone(b)
	case b == nil:
		return a
	}
	return slices.DeleteFunc(a, func(room uuid.UUID) bool { return !slices.Contains(b, room) })
}
