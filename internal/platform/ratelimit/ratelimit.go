// Package ratelimit holds token buckets for very many keys (addresses, people) in bounded memory.
//
// It uses the generic cell rate algorithm: a bucket is one instant, the theoretical arrival time (TAT) at which it
// will be full again. A request is refused when the bucket would then be full later than burst × interval from now. A
// key whose TAT has passed equals a key never seen, so forgetting it loses nothing; this makes eviction exact until
// the table is full of active keys. The same arithmetic fits a shared store when several nodes must agree.
package ratelimit

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/clock"
)

// Limit is a token bucket: one token comes back per Every, at most Burst are kept. The zero Limit refuses nothing.
type Limit struct {
	Every time.Duration
	Burst int
}

// PerSecond allows n requests a second on average and burst at once.
func PerSecond(n float64, burst int) Limit {
	return Limit{Every: time.Duration(float64(time.Second) / n), Burst: burst}
}

// PerMinute allows n requests a minute on average and burst at once.
func PerMinute(n float64, burst int) Limit { return PerSecond(n/60, burst) }

func (l Limit) off() bool { return l.Every <= 0 || l.Burst <= 0 }

// Key names one bucket. It is comparable and holds no pointer, so that a full table costs the garbage collector
// nothing to scan.
type Key struct {
	id    [16]byte
	kind  uint8
	class uint8
}

const (
	kindAddr = iota + 1
	kindPerson
)

// Address is the key of a client address. An IPv6 address counts by its /64 network, because one household or one
// attacker owns all of it. class keeps separate buckets for separate kinds of work.
func Address(class uint8, a netip.Addr) Key {
	k := Key{kind: kindAddr, class: class, id: a.Unmap().As16()}
	if a.Is6() && !a.Is4In6() {
		clear(k.id[8:])
	}
	return k
}

// Person is the key of a signed-in person.
func Person(class uint8, id uuid.UUID) Key { return Key{kind: kindPerson, class: class, id: id} }

const (
	shards = 64
	// probes is how many entries a full shard looks at to make room.
	probes = 16
)

// Limiter is safe for concurrent use.
type Limiter struct {
	clock    clock.Clock
	seed     maphash.Seed
	perShard int
	shard    [shards]shard
}

type shard struct {
	mu  sync.Mutex
	tat map[Key]int64 // unix nanoseconds
	_   [48]byte      // keeps two shards off one cache line
}

// New makes a limiter that remembers at most about maxKeys keys (some 60 bytes each). When all of them are active the
// ones nearest to full are forgotten first.
func New(c clock.Clock, maxKeys int) *Limiter {
	l := &Limiter{clock: c, seed: maphash.MakeSeed(), perShard: max(maxKeys/shards, probes)}
	for i := range l.shard {
		l.shard[i].tat = make(map[Key]int64)
	}
	return l
}

// Allow takes one token from the bucket of key. When there is none it returns false and how long to wait for one.
func (l *Limiter) Allow(key Key, limit Limit) (ok bool, retryAfter time.Duration) {
	if limit.off() {
		return true, 0
	}
	now := l.clock.Now().UnixNano()
	every := int64(limit.Every)
	s := l.shardOf(key)
	s.mu.Lock()
	defer s.mu.Unlock()

	old, seen := s.tat[key]
	tat := max(old, now) + every
	if wait := tat - every*int64(limit.Burst) - now; wait > 0 {
		return false, time.Duration(wait)
	}
	if !seen && len(s.tat) >= l.perShard {
		s.makeRoom(now)
	}
	s.tat[key] = tat
	return true, 0
}

// Len is the number of keys remembered; for a gauge.
func (l *Limiter) Len() int {
	n := 0
	for i := range l.shard {
		s := &l.shard[i]
		s.mu.Lock()
		n += len(s.tat)
		s.mu.Unlock()
	}
	return n
}

func (l *Limiter) shardOf(k Key) *shard {
	return &l.shard[maphash.Comparable(l.seed, k)%shards]
}

// makeRoom looks at a few entries (map order is random) and forgets the full buckets among them, or else the one
// nearest to full. It costs the same however large the table is, so a flood of new keys cannot slow it down.
func (s *shard) makeRoom(now int64) {
	var nearest Key
	best, seen, freed := int64(0), 0, false
	for k, tat := range s.tat {
		if tat <= now {
			delete(s.tat, k)
			freed = true
		} else if best == 0 || tat < best {
			nearest, best = k, tat
		}
		if seen++; seen == probes {
			break
		}
	}
	if !freed {
		delete(s.tat, nearest)
	}
}
