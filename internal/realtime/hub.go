package realtime

import (
	"sync"

	"github.com/google/uuid"
)

// Hub wakes whoever follows something of a person's on this node. It carries no content: who wakes reads for themselves.
type Hub struct {
	mu     sync.Mutex
	asleep map[uuid.UUID]map[chan struct{}]bool
}

// Wake tells everybody who follows the person that there is news. It never waits.
func (h *Hub) Wake(person uuid.UUID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.asleep[person] {
		select {
		case c <- struct{}{}:
		default: // it was woken and did not look yet
		}
	}
}

// Follow gives a channel that says when to look. Call stop at the end.
func (h *Hub) Follow(person uuid.UUID) (news <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.asleep == nil {
		h.asleep = map[uuid.UUID]map[chan struct{}]bool{}
	}
	if h.asleep[person] == nil {
		h.asleep[person] = map[chan struct{}]bool{}
	}
	h.asleep[person][c] = true
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if delete(h.asleep[person], c); len(h.asleep[person]) == 0 {
			delete(h.asleep, person)
		}
	}
}
