package payout_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
)

// TestAPayoutThatNobodyConfirms counts after a quarter of an hour; tried again, the gateway is read first.
func TestAPayoutThatNobodyConfirms(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.payee()
	h.earn(p, 60_000)
	h.days(3)
	h.due(p)
	h.run()
	out := h.only(p)
	h.bank.loseReply = true
	if err := h.svc.TrySend(ctx, out.ID); !errors.Is(err, payment.ErrUnknown) {
		t.Fatal(err)
	}
	stuck := func(want int) {
		t.Helper()
		if n, err := h.svc.CountStuck(ctx); err != nil || n != want {
			t.Fatalf("%d stuck, want %d, %v", n, want, err)
		}
	}
	h.clock.Advance(14 * time.Minute)
	stuck(0)
	h.clock.Advance(2 * time.Minute)
	stuck(1)
	h.ok(h.svc.TrySend(ctx, out.ID))
	if got := h.get(p, out.ID); got.Status != payout.InTransit || h.bank.calls != 1 {
		t.Errorf("%s after %d calls", got.Status, h.bank.calls)
	}
	stuck(0)
	h.ok(h.svc.TrySend(ctx, out.ID)) // it is under way
	if err := h.svc.TrySend(ctx, src.ID()); !errors.Is(err, payout.ErrNotFound) {
		t.Error(err)
	}
}
