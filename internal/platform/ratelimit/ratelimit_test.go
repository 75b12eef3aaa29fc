package ratelimit

import (
	"encoding/binary"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"klear/internal/platform/clock"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func TestBurstThenRate(t *testing.T) {
	t.Parallel()
	c := clock.NewFake(start)
	l := New(c, 1000)
	k, limit := Address(0, netip.MustParseAddr("192.0.2.1")), PerSecond(2, 5)
	for i := range 5 {
		if ok, _ := l.Allow(k, limit); !ok {
			t.Fatalf("request %d of the burst was refused", i)
		}
	}
	ok, wait := l.Allow(k, limit)
	if ok || wait != 500*time.Millisecond {
		t.Fatalf("after the burst: ok %v, wait %s; want refusal and 500ms", ok, wait)
	}
	c.Advance(wait)
	if ok, _ := l.Allow(k, limit); !ok {
		t.Error("refused after waiting as told")
	}
	if ok, _ := l.Allow(k, limit); ok {
		t.Error("a second request passed on one token")
	}
	if ok, _ := l.Allow(k, Limit{}); !ok {
		t.Error("the zero limit refused")
	}
}

// A reference bucket with a float count must agree with the one-instant bucket.
func TestAgreesWithACountingBucket(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := clock.NewFake(start)
		l := New(c, 1000)
		limit := Limit{Every: time.Duration(rapid.IntRange(1, 50).Draw(t, "every")) * time.Millisecond, Burst: rapid.IntRange(1, 8).Draw(t, "burst")}
		full := time.Duration(limit.Burst) * limit.Every
		level := full // tokens, measured in time
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			step := time.Duration(rapid.IntRange(0, 60).Draw(t, "step")) * time.Millisecond
			c.Advance(step)
			level = min(full, level+step)
			want := level >= limit.Every
			if want {
				level -= limit.Every
			}
			if got, _ := l.Allow(Person(1, uuid.UUID{1}), limit); got != want {
				t.Fatalf("Allow = %v, counting bucket says %v", got, want)
			}
		}
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	a := netip.MustParseAddr
	for _, c := range []struct {
		name string
		x, y Key
		same bool
	}{
		{"one /64", Address(0, a("2001:db8::1")), Address(0, a("2001:db8::ffff")), true},
		{"two /64", Address(0, a("2001:db8::1")), Address(0, a("2001:db8:0:1::1")), false},
		{"mapped IPv4", Address(0, a("::ffff:192.0.2.1")), Address(0, a("192.0.2.1")), true},
		{"two IPv4", Address(0, a("192.0.2.1")), Address(0, a("192.0.2.2")), false},
		{"class", Address(0, a("192.0.2.1")), Address(1, a("192.0.2.1")), false},
		{"kind", Address(0, a("::")), Person(0, uuid.UUID{}), false},
	} {
		if (c.x == c.y) != c.same {
			t.Errorf("%s: same = %v, want %v", c.name, c.x == c.y, c.same)
		}
	}
}

func numbered(i int) Key {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:], uint64(i))
	return Person(0, id)
}

func TestMemoryIsBounded(t *testing.T) {
	t.Parallel()
	c := clock.NewFake(start)
	const most = 10_000
	l := New(c, most)
	for i := range 10 * most {
		l.Allow(numbered(i), PerMinute(1, 1))
	}
	if n := l.Len(); n > most {
		t.Errorf("%d keys remembered, limit %d", n, most)
	}
}

// Full buckets go first: an offender is still remembered after many harmless keys came and went.
func TestEvictionForgetsFullBucketsFirst(t *testing.T) {
	t.Parallel()
	c := clock.NewFake(start)
	l := New(c, shards*probes)
	offender := numbered(1 << 40)
	slow := Limit{Every: time.Hour, Burst: 1}
	l.Allow(offender, slow)
	for i := range 50_000 {
		c.Advance(time.Millisecond)
		l.Allow(numbered(i), PerSecond(1000, 1))
	}
	if ok, _ := l.Allow(offender, slow); ok {
		t.Error("the offender was forgotten")
	}
}

func TestConcurrentUseTakesEachTokenOnce(t *testing.T) {
	t.Parallel()
	l := New(clock.NewFake(start), 1000)
	var passed atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 100 {
				if ok, _ := l.Allow(numbered(7), PerSecond(1, 50)); ok {
					passed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if passed.Load() != 50 {
		t.Errorf("%d passed, want 50", passed.Load())
	}
}

func BenchmarkAllow(b *testing.B) {
	l := New(clock.System{}, 100_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Allow(numbered(i%50_000), PerSecond(1, 5))
	}
}
