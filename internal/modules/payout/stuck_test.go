package payout_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/desk"
	"klear/internal/modules/payment"
	"klear/internal/modules/payout"
)

// TestAPayoutThatNobodyConfirms counts and is on the operators' desk after a quarter of an hour; tried again, the gateway is read
// first, and it cannot be given up.
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
	if err := h.svc.SendNow(ctx, out.ID); !errors.Is(err, payment.ErrUnknown) {
		t.Fatal(err)
	}
	works := desk.New(desk.Deps{DB: h.db, Clock: h.clock, IDs: src, Events: h.bus, Jobs: h.queue, Payouts: h.svc})
	for _, tt := range []struct {
		later time.Duration
		want  int
	}{{14 * time.Minute, 0}, {2 * time.Minute, 1}} {
		h.clock.Advance(tt.later)
		n, err := h.svc.CountStuck(ctx)
		h.ok(err)
		rows, total, err := works.List(ctx, admin, desk.Payments, 1, 10)
		h.ok(err)
		if n != tt.want || total != tt.want || len(rows) != tt.want {
			t.Fatalf("%d counted, %d of %d listed, want %d", n, len(rows), total, tt.want)
		}
	}
	key := "payout:" + out.ID.String()
	row, err := works.Step(ctx, admin, key)
	h.ok(err)
	if row.Why != "payout" || row.Tries != 1 || row.Amount != out.Amount {
		t.Errorf("%+v", row)
	}
	if err := works.GiveUpStep(ctx, admin, key, "It never answers"); !errors.Is(err, payment.ErrOwed) {
		t.Errorf("given up: %v", err)
	}
	h.ok(works.TryStep(ctx, admin, key, "The gateway works again"))
	if got := h.get(p, out.ID); got.Status != payout.InTransit || h.bank.calls != 1 {
		t.Errorf("%s after %d calls", got.Status, h.bank.calls)
	}
	if n, err := h.svc.CountStuck(ctx); err != nil || n != 0 {
		t.Errorf("%d left, %v", n, err)
	}
	if err := works.TryStep(ctx, admin, key, "Again"); !errors.Is(err, payment.ErrNoStep) {
		t.Error(err)
	}
}
