package llm

import (
	"sync"
	"time"

	"klear/internal/platform/clock"
)

// When a server is left alone, and for how long.
const (
	failuresMost = 4 // in a row
	rest         = 30 * time.Second
)

// breaker lets nobody ask for a while after several failures in a row; after that one asks, and all when it went well.
type breaker struct {
	clock    clock.Clock
	mu       sync.Mutex
	failures int
	until    time.Time
}

func (b *breaker) allows() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < failuresMost {
		return true
	}
	now := b.clock.Now()
	if now.Before(b.until) {
		return false
	}
	b.until = now.Add(rest) // this one tries; the others wait for what comes of it
	return true
}

func (b *breaker) note(well bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if well {
		b.failures = 0
		return
	}
	if b.failures++; b.failures >= failuresMost {
		b.until = b.clock.Now().Add(rest)
	}
}
