package schedule

import (
	"bytes"
	"context"
	"slices"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// takeRoom gives the session that was just taken the first free room of those that it may use. A room that somebody else
// got since the books were read is passed over; none left is ErrTaken. Practitioners' time is always taken before a
// room's, and one room is held by each, so that nobody waits in a circle.
func takeRoom(ctx context.Context, q *scheduledb.Queries, h Hold, read shelf, occupancy uuid.UUID) (uuid.UUID, error) {
	if h.Offering.Rooms == nil {
		return uuid.Nil, nil
	}
	for _, room := range freeRooms(h, read) {
		n, err := q.TakeRoom(ctx, scheduledb.TakeRoomParams{RoomID: room, OccupancyID: occupancy})
		if db.Violates(err, "business_open") { // the trigger: its business closed since the books were read
			return uuid.Nil, ErrNotOffered
		}
		if err != nil || n > 0 {
			return room, err
		}
	}
	return uuid.Nil, ErrTaken
}

// freeRooms lists the rooms that the books show free, the wished one first, then by id.
func freeRooms(h Hold, read shelf) []uuid.UUID {
	from, to := h.Offering.blocked(h.Start)
	met := func(u use) bool {
		return !u.stale && u.id != h.Moving && u.time.Start.Before(to) && u.time.End.After(from)
	}
	var out []uuid.UUID
	for _, room := range h.Offering.Rooms {
		if !slices.ContainsFunc(read.rooms[room], met) {
			out = append(out, room)
		}
	}
	slices.SortFunc(out, func(a, b uuid.UUID) int {
		switch {
		case a == h.Room:
			return -1
		case b == h.Room:
			return 1
		}
		return bytes.Compare(a[:], b[:])
	})
	return out
}

// inOrder is everybody whose time is taken, by id: two sessions with some of the same people meet at the same person
// first.
func (o *Offering) inOrder() []Companion {
	return slices.SortedFunc(o.people(), func(a, b Companion) int { return bytes.Compare(a.PractitionerID[:], b.PractitionerID[:]) })
}

// Merge makes one list of the lists of several who could each hold a session: a start once, with the most seats that
// anyone has left, ascending.
func Merge(lists [][]slots.Slot) []slots.Slot {
	all := slices.Concat(lists...)
	slices.SortFunc(all, func(a, b slots.Slot) int {
		if c := a.Start.Compare(b.Start); c != 0 {
			return c
		}
		return b.SeatsLeft - a.SeatsLeft
	})
	return slices.CompactFunc(all, func(a, b slots.Slot) bool { return a.Start.Equal(b.Start) })
}
