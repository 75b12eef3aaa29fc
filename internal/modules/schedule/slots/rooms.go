package slots

import "slices"

// room is a room made ready for one query. Its storage is scratch that later queries reuse.
type room struct {
	taken []span // merged
	at    int
}

// loadRooms fills the rooms with what is taken within reach.
func (m *member) loadRooms(in [][]Interval, reach span) {
	m.roomless = in == nil
	m.rooms = slices.Grow(m.rooms[:0], len(in))[:len(in)]
	for i, busy := range in {
		r := &m.rooms[i]
		r.taken, r.at = r.taken[:0], 0
		for _, b := range busy {
			if s := b.span(); s.from < s.to && s.from < reach.to && reach.from < s.to {
				r.taken = append(r.taken, s)
			}
		}
		r.taken = join(r.taken)
	}
}

// hasRoom reports that some room is free for all of want, or that none is needed: two rooms that are free for half of it
// each are no room.
func (m *member) hasRoom(want span) bool {
	for i := range m.rooms {
		r := &m.rooms[i]
		r.at = endsAfter(r.taken, r.at, want.from)
		if r.at == len(r.taken) || r.taken[r.at].from >= want.to {
			return true
		}
	}
	return m.roomless
}
