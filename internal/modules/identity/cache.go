package identity

import (
	"sync"
	"time"

	"github.com/google/uuid"
)

// cacheKey is the SHA-256 of a cookie's secret or of an access token (bearerKey).
type cacheKey [32]byte

// principalCache spares a query per request. An entry lives for ttl from before its query began. A person who is being
// changed is not cached at all for a while: the change commits some time after it was announced, and a query that began
// before it may end after it.
type principalCache struct {
	ttl      time.Duration
	mu       sync.Mutex
	live     map[cacheKey]cachedPrincipal
	changing map[uuid.UUID]time.Time // until when
}

type cachedPrincipal struct {
	principal Principal
	loaded    time.Time
	ends      time.Time // of the session, or of the token where that is earlier
}

const (
	maxCached = 20_000
	// changeTakes bounds a transaction's life: longer than any statement's or idle transaction's time-out.
	changeTakes = time.Minute
)

func newPrincipalCache(ttl time.Duration) *principalCache {
	return &principalCache{ttl: ttl, live: map[cacheKey]cachedPrincipal{}, changing: map[uuid.UUID]time.Time{}}
}

func (c *principalCache) get(k cacheKey, now time.Time) (Principal, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.live[k]
	if !ok || !c.fresh(e, now) {
		return Principal{}, false
	}
	return e.principal, true
}

// fresh also refuses what lies in the future: the clock was set back and the entry's age is unknown.
func (c *principalCache) fresh(e cachedPrincipal, now time.Time) bool {
	age := now.Sub(e.loaded)
	return age >= 0 && age < c.ttl && now.Before(e.ends) && !now.Before(c.changing[e.principal.PersonID])
}

// put remembers what a query that began at loaded found.
func (c *principalCache) put(k cacheKey, p Principal, loaded, ends time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if loaded.Before(c.changing[p.PersonID]) {
		return
	}
	if len(c.live) >= maxCached {
		c.makeRoom(loaded)
	}
	c.live[k] = cachedPrincipal{principal: p, loaded: loaded, ends: ends}
}

func (c *principalCache) makeRoom(now time.Time) {
	for k, e := range c.live {
		if !c.fresh(e, now) {
			delete(c.live, k)
		}
	}
	if len(c.live) >= maxCached {
		clear(c.live)
	}
}

// change announces that a person, their sessions or their tokens are about to change.
func (c *principalCache) change(person uuid.UUID, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.changing) >= maxCached {
		for id, until := range c.changing {
			if !now.Before(until) {
				delete(c.changing, id)
			}
		}
	}
	c.changing[person] = now.Add(changeTakes)
}
