package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/clock"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
)

func TestFaultsRepeatFromTheirSeed(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx := context.Background()
	run := func(seed uint64) (story string) {
		if err := g.Faults.Set(sandbox.Switches{Seed: seed, LoseRequest: .3, LoseAnswer: .3, Fail: .3}); err != nil {
			t.Fatal(err)
		}
		for range 40 {
			_, err := g.Authorise(ctx, request(card(t, sandbox.CardSucceeds)))
			if err != nil && !errors.Is(err, payment.ErrUnknown) {
				t.Fatal(err)
			}
			story += fmt.Sprint(errors.Is(err, sandbox.ErrNoAnswer), errors.Is(err, sandbox.ErrFailed), " ")
		}
		return story
	}
	first := run(7)
	if again := run(7); again != first {
		t.Errorf("one seed, two stories:\n%s\n%s", first, again)
	}
	if other := run(8); other == first {
		t.Error("another seed, the same story")
	}
}

func TestWhatAFaultLeavesBehind(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx := context.Background()
	for fault, done := range map[sandbox.Fault]bool{sandbox.LoseRequest: false, sandbox.Fail: false, sandbox.LoseAnswer: true} {
		r := request(card(t, sandbox.CardSucceeds))
		g.Faults.Next(sandbox.OpAuthorise, fault)
		if _, err := g.Authorise(ctx, r); !errors.Is(err, payment.ErrUnknown) {
			t.Fatalf("fault %d: %v, want ErrUnknown", fault, err)
		}
		if _, err := g.Find(ctx, r.Reference); (err == nil) != done {
			t.Errorf("fault %d: %v", fault, err)
		}
		if i, err := g.Authorise(ctx, r); err != nil || i.Status != payment.Captured { // the same call again succeeds
			t.Errorf("fault %d: %+v, %v", fault, i, err)
		}
	}
}

func TestSwitchesThatAreNoChanceAreRefused(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	for _, s := range []sandbox.Switches{{Lose: 1.1}, {Forge: -1}, {LoseRequest: .5, LoseAnswer: .4, Fail: .2}, {Latency: time.Hour}, {Delay: -1}} {
		if err := g.Faults.Set(s); !errors.Is(err, payment.ErrGatewayRefused) {
			t.Errorf("%+v: got %v", s, err)
		}
	}
}

// TestWebhooksOnABadDay: however bad it is, what arrives and is genuine arrived for one of the payments, and what is lost is lost.
func TestWebhooksOnABadDay(t *testing.T) {
	t.Parallel()
	const payments = 30
	for name, tt := range map[string]struct {
		set    sandbox.Switches
		holds  func(genuine, distinct, forged int) bool
		inLine bool
	}{
		"duplicated": {sandbox.Switches{Duplicate: 1}, func(g, d, f int) bool { return g == 4*payments && d == 2*payments && f == 0 }, true},
		"lost":       {sandbox.Switches{Lose: 1}, func(g, _, _ int) bool { return g == 0 }, true},
		"forged":     {sandbox.Switches{Forge: 1}, func(g, d, f int) bool { return g == 2*payments && d == g && f == g }, true},
		"delayed":    {sandbox.Switches{Delay: time.Hour}, func(g, d, f int) bool { return g == 3*payments && d == g }, true}, // the fees' too, by then
		"reordered":  {sandbox.Switches{Reorder: true, Seed: 5}, func(g, d, f int) bool { return g == 2*payments && d == g }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, clk, rec := open(t, dbtest.New(t))
			ctx := context.Background()
			if err := g.Faults.Set(tt.set); err != nil {
				t.Fatal(err)
			}
			for range payments {
				if _, err := g.Authorise(ctx, request(card(t, sandbox.CardSucceeds))); err != nil {
					t.Fatal(err)
				}
			}
			if err := g.Tick(ctx); err != nil {
				t.Fatal(err)
			}
			if tt.set.Delay > 0 {
				if n := len(rec.all()); n != 0 {
					t.Fatalf("%d came at once", n)
				}
				if err := errors.Join(g.Advance(ctx, time.Hour), g.Advance(ctx, time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			genuine, forged, distinct, last, inLine := 0, 0, map[string]bool{}, "", true
			for _, w := range rec.all() {
				n, err := g.ParseWebhook(w.Header, w.Body, clk.Now())
				if err != nil {
					forged++
					continue
				}
				genuine++
				inLine = inLine && n.EventID >= last
				distinct[n.EventID], last = true, n.EventID
			}
			if !tt.holds(genuine, len(distinct), forged) || inLine != tt.inLine && genuine > 0 {
				t.Errorf("%d genuine of %d, %d forged, in line: %t", genuine, len(distinct), forged, inLine)
			}
		})
	}
}

// TestTheClockNeverGoesBack: another process, or one that was started again, is where this one is.
func TestTheClockNeverGoesBack(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	g, _, rec := open(t, d)
	ctx := context.Background()
	r := request(card(t, sandbox.CardSucceeds))
	r.Capture = false
	if _, err := g.Authorise(ctx, r); err != nil {
		t.Fatal(err)
	}
	if err := g.Advance(ctx, sandbox.AuthorisedFor-time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := g.Advance(ctx, -time.Hour); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Fatalf("went back: %v", err)
	}
	again := sandbox.New(sandbox.Options{DB: d, Clock: clock.NewFake(at.Add(2 * time.Hour)), IDs: ids.NewSource(nil), Secrets: [][]byte{secret}, Deliver: rec.deliver})
	if err := again.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	if i, err := again.Find(ctx, r.Reference); err != nil || i.Status != payment.Voided {
		t.Fatalf("got %s, %v; want it over", i.Status, err)
	}
	if want := at.Add(2*time.Hour + sandbox.AuthorisedFor - time.Hour); !again.Now().Equal(want) {
		t.Errorf("it is %s there, want %s", again.Now(), want)
	}
}
