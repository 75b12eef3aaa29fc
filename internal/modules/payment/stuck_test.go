package payment_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"
)

// lost is a payment whose call and the read after it got no answer; what happened to the call is fault.
func (h *house) lost(fault sandbox.Fault) payment.Payment {
	h.Helper()
	p := h.begin(h.offer())
	h.sandbox.Faults.Next(sandbox.OpAuthorise, fault)
	h.sandbox.Faults.Next(sandbox.OpFind, sandbox.LoseRequest)
	p = h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, true))
	if p.Status != payment.Unknown {
		h.Fatalf("status %s", p.Status)
	}
	return p
}

func (h *house) stepOf(p payment.Payment, name payment.StepName) payment.Step {
	h.Helper()
	list, err := h.svc.Steps(ctx, h.db, p.BookingID)
	h.ok(err)
	for _, s := range list {
		if s.Name == name {
			return s
		}
	}
	h.Fatalf("no step %s among %v", name, list)
	return payment.Step{}
}

func (h *house) stuck(name payment.StepName) int {
	h.Helper()
	counts, err := h.svc.CountStuck(ctx)
	h.ok(err)
	return counts[name]
}

func (h *house) giveUp(key string) error {
	return h.db.InTx(ctx, func(tx db.Tx) error { return h.svc.GiveUpStepTx(ctx, tx, h.clock.Now(), key) })
}

// TestAStepIsStuckAfterAQuarterOfAnHour, and says how often the gateway was asked; trying it again finds the answer.
func TestAStepIsStuckAfterAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.lost(sandbox.LoseAnswer)
	s := h.stepOf(p, payment.StepAuthorise)
	if s.State != payment.StepUnknown || s.Attempts != 3 || s.ErrorCode != "no_answer" || s.FinishedAt != nil {
		t.Errorf("step %+v", s)
	}
	h.clock.Advance(payment.StuckAfter - time.Second)
	if n := h.stuck(payment.StepAuthorise); n != 0 {
		t.Errorf("%d stuck before their time", n)
	}
	h.clock.Advance(time.Second)
	if n := h.stuck(payment.StepAuthorise); n != 1 {
		t.Errorf("%d stuck, want 1", n)
	}
	h.ok(h.svc.TryStep(ctx, s.Key))
	if got := h.get(p.ID); got.Status != payment.Captured || h.stuck(payment.StepAuthorise) != 0 || h.stepOf(p, payment.StepCapture).State != payment.StepDone {
		t.Errorf("after trying again: %s", got.Status)
	}
	h.ok(h.svc.TryStep(ctx, s.Key)) // again: nothing is left to do
	if n := h.sandbox.Faults.Calls(sandbox.OpAuthorise); n != 1 {
		t.Errorf("%d calls to authorise", n)
	}
	h.sound()
}

// TestAnAttemptThatIsGivenUpGivesTheMoneyBack, when it turns out that the gateway took it.
func TestAnAttemptThatIsGivenUpGivesTheMoneyBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.lost(sandbox.LoseAnswer)
	key := h.stepOf(p, payment.StepAuthorise).Key
	h.ok(h.giveUp(key))
	if got := h.get(p.ID); got.Status != payment.Voided || got.DeclineCode != payment.GivenUp {
		t.Errorf("%s, %s", got.Status, got.DeclineCode)
	}
	if err := h.giveUp(key); !errors.Is(err, payment.ErrStepOver) {
		t.Errorf("given up twice: %v", err)
	}
	h.sandbox.Faults.Next(sandbox.OpFind, sandbox.LoseRequest)
	if err := h.svc.LateVoid(ctx, p.ID); err == nil {
		t.Error("the job ended without an answer")
	}
	h.ok(h.svc.LateVoid(ctx, p.ID))
	if got := h.get(p.ID); got.Status != payment.Returned || got.RefundedMinor != 150_000 {
		t.Errorf("%s, %d back", got.Status, got.RefundedMinor)
	}
	refund := h.stepOf(p, payment.StepRefund)
	if err := h.giveUp(refund.Key); !errors.Is(err, payment.ErrOwed) {
		t.Errorf("a refund was given up: %v", err)
	}
	h.ok(h.svc.TryStep(ctx, refund.Key))
	if held, err := h.sandbox.Totals(ctx); err != nil || held["INR"] != 0 {
		t.Errorf("the gateway holds %v, %v", held, err)
	}
	h.sound()
}

// TestGivingUpWhatNeverArrived: the job looks until nothing can arrive any more, and ends.
func TestGivingUpWhatNeverArrived(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.lost(sandbox.LoseRequest)
	h.ok(h.giveUp(h.stepOf(p, payment.StepAuthorise).Key))
	if err := h.svc.LateVoid(ctx, p.ID); !errors.Is(err, payment.ErrNoIntent) {
		t.Errorf("too early to stop looking: %v", err)
	}
	h.clock.Advance(31 * time.Minute)
	h.ok(h.svc.LateVoid(ctx, p.ID))
	if h.svc.TryStep(ctx, "auth:no-such-step") == nil {
		t.Error("a step that is none was tried")
	}
}

// TestTheSweepFinishesWhatWasDecided, though no job was left for it.
func TestTheSweepFinishesWhatWasDecided(t *testing.T) {
	t.Parallel()
	h := open(t)
	taken, given := h.begin(h.offer()), h.begin(h.offer())
	for _, p := range []payment.Payment{taken, given} {
		h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, false))
	}
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		return errors.Join(h.svc.AskCaptureTx(ctx, tx, h.clock.Now(), taken.ID), h.svc.AskVoidTx(ctx, tx, h.clock.Now(), given.ID))
	}))
	h.clock.Advance(3 * time.Minute)
	h.ok(h.svc.SweepNow(ctx))
	if a, b := h.get(taken.ID).Status, h.get(given.ID).Status; a != payment.Captured || b != payment.Voided {
		t.Errorf("%s and %s", a, b)
	}
	h.sound()
}
