package slots_test

import (
	"testing"
	"time"

	"klear/internal/modules/schedule/slots"
)

// TestOneRoomMustBeFreeThroughout: the hours are 13:00 to 16:00 UTC, a session lasts one.
func TestOneRoomMustBeFreeThroughout(t *testing.T) {
	t.Parallel()
	half := 30 * time.Minute
	first, second := taken("2026-10-26T13:00:00Z", half), taken("2026-10-26T13:30:00Z", half)
	for name, c := range map[string]struct {
		rooms [][]slots.Interval
		want  int
	}{
		"none needed":                    {nil, 3},
		"needed, and there is none":      {[][]slots.Interval{}, 0},
		"one, free":                      {[][]slots.Interval{nil}, 3},
		"one, taken at first":            {[][]slots.Interval{{first}}, 2},
		"two, each free for half of it":  {[][]slots.Interval{{first}, {second}}, 2},
		"two, one of them free":          {[][]slots.Interval{{first, second}, nil}, 3},
		"two, taken at different times":  {[][]slots.Interval{{first}, {taken("2026-10-26T14:00:00Z", time.Hour)}}, 3},
		"two, taken to the hour exactly": {[][]slots.Interval{{taken("2026-10-26T12:00:00Z", time.Hour)}, {first}}, 3},
	} {
		m := mondays(t)
		m.Rooms = c.rooms
		q := hourly(m)
		if got := slots.Compute(&q, nil); len(got) != c.want {
			t.Errorf("%s: %d starts %v, want %d", name, len(got), got, c.want)
		}
	}
}

func TestARoomKeepsTheBuffersFree(t *testing.T) {
	t.Parallel()
	m := mondays(t)
	m.Rooms = [][]slots.Interval{{taken("2026-10-26T14:00:00Z", time.Hour)}}
	q := hourly(m)
	q.Service.BufferAfter = 10 * time.Minute
	got := slots.Compute(&q, nil)
	if len(got) != 1 || !got[0].Start.Equal(utc("2026-10-26T15:00:00Z")) {
		t.Fatalf("offered %v, want only the start after the room is free", got)
	}
}

// TestWhoJoinsNeedsNoOtherRoom: the session of a group has its room already.
func TestWhoJoinsNeedsNoOtherRoom(t *testing.T) {
	t.Parallel()
	m := mondays(t)
	start := utc("2026-10-26T13:00:00Z")
	m.Rooms = [][]slots.Interval{{taken("2026-10-26T13:00:00Z", 2*time.Hour)}}
	m.Bookings = []slots.Booking{{Start: start, End: start.Add(time.Hour), Status: slots.Confirmed, SameService: true, Seats: 2}}
	q := hourly(m)
	q.Service.Capacity = 5
	got := slots.Compute(&q, nil)
	if len(got) != 2 || !got[0].Start.Equal(start) || got[0].SeatsLeft != 3 {
		t.Fatalf("offered %v, want the session with three seats and the last hour", got)
	}
}
