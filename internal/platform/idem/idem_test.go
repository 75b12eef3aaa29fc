package idem_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/idem"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

type request struct{ N int }

func key(t *testing.T, k string, n int) idem.Key {
	t.Helper()
	key, err := idem.New("test:someone", k, request{n})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestSameKeyAtOnceHasOneEffect(t *testing.T) {
	d := dbtest.New(t)
	ctx := context.Background()
	k := key(t, "one", 1)
	var effects atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			err := d.InTx(ctx, func(tx db.Tx) error {
				got, _, err := idem.Run(ctx, tx, k, time.Now(), func() (int64, error) { return effects.Add(1), nil })
				if err == nil && got != 1 {
					t.Errorf("answer %d, want 1", got)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := effects.Load(); n != 1 {
		t.Fatalf("%d effects, want 1", n)
	}
}

func TestAnotherBodyUnderTheSameKeyIsRefused(t *testing.T) {
	d := dbtest.New(t)
	ctx := context.Background()
	run := func(k idem.Key) error {
		return d.InTx(ctx, func(tx db.Tx) error {
			_, _, err := idem.Run(ctx, tx, k, time.Now(), func() (string, error) { return "done", nil })
			return err
		})
	}
	if err := run(key(t, "two", 1)); err != nil {
		t.Fatal(err)
	}
	if err := run(key(t, "two", 2)); !errors.Is(err, idem.ErrReused) {
		t.Fatalf("got %v, want ErrReused", err)
	}
}

func TestAFailureStoresNothing(t *testing.T) {
	d := dbtest.New(t)
	ctx := context.Background()
	boom := errors.New("boom")
	try := func(fail bool) (answer string, replayed bool, err error) {
		err = d.InTx(ctx, func(tx db.Tx) error {
			answer, replayed, err = idem.Run(ctx, tx, key(t, "three", 1), time.Now(), func() (string, error) {
				if fail {
					return "", boom
				}
				return "done", nil
			})
			return err
		})
		return answer, replayed, err
	}
	if _, _, err := try(true); !errors.Is(err, boom) {
		t.Fatalf("got %v, want boom", err)
	}
	if a, replayed, err := try(false); a != "done" || replayed || err != nil {
		t.Fatalf("got %q, %v, %v", a, replayed, err)
	}
	if a, replayed, err := try(false); a != "done" || !replayed || err != nil {
		t.Fatalf("got %q, %v, %v; want a replay", a, replayed, err)
	}
}

// TestTheKeyOfTheContext: a command that knows nothing of keys is done once under the one that rides along, and without
// one as often as it is called.
func TestTheKeyOfTheContext(t *testing.T) {
	d := dbtest.New(t)
	effects := 0
	do := func(ctx context.Context) (answer int, err error) {
		err = idem.InTx(ctx, d, time.Now(), &answer, func(db.Tx) error {
			effects++
			answer = effects
			return nil
		})
		return answer, err
	}
	keyed := idem.With(t.Context(), key(t, "four", 1))
	var before int
	if done, err := idem.Answered(keyed, d, &before); done || err != nil {
		t.Fatalf("answered before it was asked: %v, %v", done, err)
	}
	for range 2 {
		if got, err := do(keyed); got != 1 || err != nil {
			t.Errorf("under a key: %d, %v", got, err)
		}
	}
	if done, err := idem.Answered(keyed, d, &before); !done || before != 1 || err != nil {
		t.Errorf("remembered %d, %v, %v", before, done, err)
	}
	if _, err := do(idem.With(t.Context(), key(t, "four", 2))); !errors.Is(err, idem.ErrReused) {
		t.Errorf("another request: %v", err)
	}
	for want := range 2 {
		if got, err := do(t.Context()); got != want+2 || err != nil {
			t.Errorf("without a key: %d, %v", got, err)
		}
	}
}
