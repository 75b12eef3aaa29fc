// Package cache keeps what is read often and changes rarely (sessions, permissions, profiles) in the memory of this
// process.
//
// It is never the truth: entries live for a bounded time, and whoever changes the truth calls Invalidate after the
// commit. A load that was running at that moment is discarded, so that it cannot put the old value back. Other
// processes notice after the entry's life time at the latest; keep it short where that matters (permissions).
package cache

import (
	"context"
	"time"

	"github.com/maypok86/otter/v2"
	"github.com/maypok86/otter/v2/stats"

	"klear/internal/platform/clock"
)

// Options bound a cache.
type Options struct {
	Size  int           // most entries; required
	TTL   time.Duration // life time from the write; required
	Clock clock.Clock   // nil: the system's
}

// LoadTimeout bounds one load. A load does not end with the request that began it, because others may wait for it too.
const LoadTimeout = 10 * time.Second

// Cache is safe for concurrent use. Values are shared between callers: treat them as read-only.
type Cache[K comparable, V any] struct{ c *otter.Cache[K, V] }

// New makes a cache. It panics when Size or TTL is missing: an unbounded cache is a leak.
func New[K comparable, V any](opt Options) *Cache[K, V] {
	if opt.Size <= 0 || opt.TTL <= 0 {
		panic("cache: Size and TTL are required")
	}
	o := &otter.Options[K, V]{
		MaximumSize:      opt.Size,
		ExpiryCalculator: otter.ExpiryWriting[K, V](opt.TTL),
		StatsRecorder:    stats.NewCounter(),
		Logger:           &otter.NoopLogger{}, // errors reach the callers of Get
	}
	if opt.Clock != nil {
		o.Clock = otterClock{opt.Clock}
	}
	return &Cache[K, V]{c: otter.Must(o)}
}

// otterClock expires entries by our clock. Without ticks, expired entries are dropped when they are met or pushed out.
type otterClock struct{ c clock.Clock }

// NowNano implements otter.Clock.
func (o otterClock) NowNano() int64 { return o.c.Now().UnixNano() }

// Tick implements otter.Clock.
func (otterClock) Tick(time.Duration) <-chan time.Time { return nil }

// Get returns the value of key, loading it when it is absent. Concurrent callers share one load. Errors are returned
// to all of them and are not kept. load must not use this cache.
func (c *Cache[K, V]) Get(ctx context.Context, key K, load func(context.Context, K) (V, error)) (V, error) {
	return c.c.Get(ctx, key, otter.LoaderFunc[K, V](func(ctx context.Context, key K) (V, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), LoadTimeout)
		defer cancel()
		return load(ctx, key)
	}))
}

// Peek returns the value of key if it is present.
func (c *Cache[K, V]) Peek(key K) (V, bool) { return c.c.GetIfPresent(key) }

// Set stores a value that is known to be current.
func (c *Cache[K, V]) Set(key K, value V) { c.c.Set(key, value) }

// Invalidate forgets key. Call it after the commit that changed the truth.
func (c *Cache[K, V]) Invalidate(key K) { c.c.Invalidate(key) }

// InvalidateAll forgets everything.
func (c *Cache[K, V]) InvalidateAll() { c.c.InvalidateAll() }

// Stats are the hits and misses since the start and the present number of entries; for metrics.
type Stats struct {
	Hits, Misses uint64
	Entries      int
}

// Stats returns the counters.
func (c *Cache[K, V]) Stats() Stats {
	s := c.c.Stats()
	return Stats{Hits: s.Hits, Misses: s.Misses, Entries: c.c.EstimatedSize()}
}
