package cache

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/platform/clock"
)

var testNow = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func newCache(size int) (*Cache[string, int], *clock.Fake) {
	c := clock.NewFake(testNow)
	return New[string, int](Options{Size: size, TTL: time.Minute, Clock: c}), c
}

// counter loads 1, 2, 3, …
func counter() (func(context.Context, string) (int, error), *atomic.Int64) {
	var n atomic.Int64
	return func(context.Context, string) (int, error) { return int(n.Add(1)), nil }, &n
}

func mustGet(t *testing.T, c *Cache[string, int], load func(context.Context, string) (int, error)) int {
	t.Helper()
	v, err := c.Get(t.Context(), "k", load)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEntriesLiveUntilTheyExpireOrAreInvalidated(t *testing.T) {
	t.Parallel()
	c, clk := newCache(10)
	load, _ := counter()
	if _, ok := c.Peek("k"); ok {
		t.Error("present before the first load")
	}
	if a, b := mustGet(t, c, load), mustGet(t, c, load); a != 1 || b != 1 {
		t.Errorf("got %d, %d: the second call must not load", a, b)
	}
	clk.Advance(time.Minute - time.Second)
	if v := mustGet(t, c, load); v != 1 {
		t.Errorf("expired early: %d", v)
	}
	clk.Advance(2 * time.Second)
	if _, ok := c.Peek("k"); ok {
		t.Error("an expired entry is shown")
	}
	if v := mustGet(t, c, load); v != 2 {
		t.Errorf("after expiry: %d", v)
	}
	c.Invalidate("k")
	if v := mustGet(t, c, load); v != 3 {
		t.Errorf("after Invalidate: %d", v)
	}
	c.InvalidateAll()
	c.Set("k", 9)
	if v := mustGet(t, c, load); v != 9 {
		t.Errorf("after Set: %d", v)
	}
	if s := c.Stats(); s.Hits == 0 || s.Misses == 0 || s.Entries != 1 {
		t.Errorf("stats %+v", s)
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	t.Parallel()
	c, _ := newCache(10)
	errLoad := errors.New("load")
	if _, err := c.Get(t.Context(), "k", func(context.Context, string) (int, error) { return 0, errLoad }); !errors.Is(err, errLoad) {
		t.Errorf("err = %v", err)
	}
	load, _ := counter()
	if v := mustGet(t, c, load); v != 1 {
		t.Errorf("after an error: %d", v)
	}
}

func TestOneLoadForManyCallers(t *testing.T) {
	t.Parallel()
	c, _ := newCache(10)
	var loads atomic.Int64
	entered, release := make(chan struct{}), make(chan struct{})
	load := func(context.Context, string) (int, error) {
		loads.Add(1)
		close(entered)
		<-release
		return 7, nil
	}
	var wg sync.WaitGroup
	get := func() {
		if v, err := c.Get(t.Context(), "k", load); v != 7 || err != nil {
			t.Errorf("%d, %v", v, err)
		}
	}
	wg.Go(get)
	<-entered
	for range 50 {
		wg.Go(get)
	}
	close(release)
	wg.Wait()
	if loads.Load() != 1 {
		t.Errorf("%d loads", loads.Load())
	}
}

// The caller that began the load goes away; those who wait for it must not suffer.
func TestALoadOutlivesItsFirstCaller(t *testing.T) {
	t.Parallel()
	c, _ := newCache(10)
	ctx, cancel := context.WithCancel(t.Context())
	v, err := c.Get(ctx, "k", func(ctx context.Context, _ string) (int, error) {
		cancel()
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the load has no deadline")
		}
		return 7, ctx.Err()
	})
	if v != 7 || err != nil {
		t.Errorf("%d, %v", v, err)
	}
}

// The race that makes caches lie: read old value, change and invalidate, store old value.
func TestInvalidateDuringALoadWins(t *testing.T) {
	t.Parallel()
	c, _ := newCache(10)
	var truth atomic.Int64
	truth.Store(1)
	entered, release := make(chan struct{}, 1), make(chan struct{})
	load := func(context.Context, string) (int, error) {
		v := int(truth.Load())
		if v == 1 {
			entered <- struct{}{}
			<-release
		}
		return v, nil
	}
	got := make(chan int, 1)
	go func() {
		v, err := c.Get(t.Context(), "k", load)
		if err != nil {
			t.Error(err)
		}
		got <- v
	}()
	<-entered
	truth.Store(2)
	c.Invalidate("k")
	close(release)
	if v := <-got; v != 2 {
		t.Errorf("the caller got %d", v)
	}
	if v, ok := c.Peek("k"); ok && v != 2 {
		t.Errorf("the cache kept %d", v)
	}
}

func TestSizeIsBounded(t *testing.T) {
	t.Parallel()
	c := New[int, int](Options{Size: 100, TTL: time.Hour})
	for i := range 10_000 {
		c.Set(i, i)
	}
	c.c.CleanUp()
	if n := c.Stats().Entries; n > 100 {
		t.Errorf("%d entries", n)
	}
}

func TestBoundsAreRequired(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{{Size: 1}, {TTL: 1}, {}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v was accepted", o)
				}
			}()
			New[int, int](o)
		}()
	}
}

func BenchmarkHit(b *testing.B) {
	c := New[int, int](Options{Size: 1000, TTL: time.Hour})
	load := func(_ context.Context, k int) (int, error) { return k, nil }
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := c.Get(b.Context(), i%500, load); err != nil {
			b.Fatal(err)
		}
	}
}
