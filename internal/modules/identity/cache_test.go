package identity

import (
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestTheCacheForgetsInTime(t *testing.T) {
	t0 := time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC)
	p, key := Principal{PersonID: uuid.New()}, cacheKey{1}
	at := func(d time.Duration) time.Time { return t0.Add(d) }
	for name, c := range map[string]struct {
		before func(*principalCache)
		asked  time.Duration
		found  bool
	}{
		"fresh":                  {asked: 799 * time.Millisecond, found: true},
		"at its age":             {asked: 800 * time.Millisecond},
		"the session is over":    {before: func(c *principalCache) { c.put(key, p, t0, at(100*time.Millisecond)) }, asked: 100 * time.Millisecond},
		"the clock was set back": {asked: -time.Second},
		"changed afterwards":     {before: func(c *principalCache) { c.change(p.PersonID, at(time.Millisecond)) }, asked: 2 * time.Millisecond},
		"somebody else changed":  {before: func(c *principalCache) { c.change(uuid.New(), t0) }, asked: time.Millisecond, found: true},
	} {
		cache := newPrincipalCache(800 * time.Millisecond)
		cache.put(key, p, t0, at(time.Hour))
		if c.before != nil {
			c.before(cache)
		}
		if _, found := cache.get(key, at(c.asked)); found != c.found {
			t.Errorf("%s: found %v, want %v", name, found, c.found)
		}
	}
}

// A query that began before a change and ended after it must not bring the old state back, for as long as the change's
// transaction may take.
func TestAChangeKeepsLateAnswersOut(t *testing.T) {
	t0 := time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC)
	p, key := Principal{PersonID: uuid.New()}, cacheKey{1}
	c := newPrincipalCache(800 * time.Millisecond)
	c.change(p.PersonID, t0)
	for _, loaded := range []time.Duration{-time.Millisecond, 0, changeTakes - time.Millisecond} {
		c.put(key, p, t0.Add(loaded), t0.Add(time.Hour))
		if _, found := c.get(key, t0.Add(loaded)); found {
			t.Errorf("an answer of %s was kept", loaded)
		}
	}
	c.put(key, p, t0.Add(changeTakes), t0.Add(time.Hour))
	if _, found := c.get(key, t0.Add(changeTakes)); !found {
		t.Error("the cache never comes back")
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	t0 := time.Date(2026, 3, 29, 0, 59, 59, 0, time.UTC)
	c := newPrincipalCache(time.Second)
	for i := range maxCached + 10 {
		c.put(cacheKey{byte(i), byte(i >> 8), byte(i >> 16)}, Principal{}, t0, t0.Add(time.Hour))
	}
	if n := len(c.live); n > maxCached {
		t.Errorf("%d entries", n)
	}
}
