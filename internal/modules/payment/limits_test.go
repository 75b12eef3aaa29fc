package payment_test

import (
	"errors"
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"
)

// tens moves tens only.
type tens struct{ payment.Gateway }

func (tens) Step(string) int64 { return 10 }

// inTens is a house whose gateway moves tens only.
func inTens(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := open(t)
	h.queue = jobs.New(h.db, jobs.Options{})
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: h.queue, Bus: h.bus, Gateways: []payment.Gateway{tens{h.sandbox}}})
	h.ok(h.queue.Open())
	return h
}

// A refund that the gateway could not send is refused before it is in the books.
func TestARefundGoesInTheStepsOfItsGateway(t *testing.T) {
	h := inTens(t)
	b := h.offer()
	b.Amount, b.Quote = money.Amount{Minor: 5130, Currency: "KWD"}, tariff.Quote{ListMinor: 5130, FeeMinor: 513}
	p := h.captured(b)
	r := payment.Refund{PaymentID: p.ID, AmountMinor: 2565, EventKey: "ref:1", Reason: "cancelled"}
	_, err := h.tryRefund(r)
	e, _ := apperr.As(err)
	if !errors.Is(err, payment.ErrRefundStep) || e.Details != (payment.PriceDetails{Reason: payment.PriceStep, Bound: money.Amount{Minor: 10, Currency: "KWD"}}) {
		t.Fatalf("got %v, want ErrRefundStep of 10", err)
	}
	if n := h.count("select count(*) from payment.refund"); n != 0 {
		t.Fatalf("%d refunds", n)
	}
	r.AmountMinor = 2570
	if _, err := h.tryRefund(r); err != nil {
		t.Fatal(err)
	}
	h.finishRefunds()
	h.sound()
}

// Of a package with odd parts all goes back: what the gateway cannot send is credit, and of anything else it is refused as ever.
func TestWhatTheStepCutsOffAPackageIsCredit(t *testing.T) {
	h := inTens(t)
	b := h.offer()
	b.Purpose, b.Amount, b.Quote = payment.ForPackage, money.Amount{Minor: 9_990, Currency: "KWD"}, tariff.Quote{}
	p := h.captured(b)
	for i, x := range []struct{ asked, sent, credit int64 }{{8_991, 8_990, 1}, {7, 0, 7}, {992, 990, 2}} {
		r := payment.Refund{PaymentID: p.ID, AmountMinor: x.asked, EventKey: "ref:" + string(rune('a'+i)) + ":package", Reason: "package_unused", OddAsCredit: true}
		got := h.refund(r)
		if got.AmountMinor != x.sent || got.CreditMinor != x.credit || got.TotalMinor() != x.asked {
			t.Errorf("of %d, %d are sent and %d are credit", x.asked, got.AmountMinor, got.CreditMinor)
		}
		if again := h.refund(r); again.ID != got.ID {
			t.Error("the same key gave back twice")
		}
		h.finishRefunds()
		h.sound()
	}
	if p = h.get(p.ID); p.KeptMinor() != 0 || p.RefundedMinor != 9_980 || p.CreditReversedMinor != 10 {
		t.Errorf("%+v", p)
	}
	b = h.offer()
	b.Amount, b.Quote = money.Amount{Minor: 5_130, Currency: "KWD"}, tariff.Quote{ListMinor: 5_130, FeeMinor: 513}
	_, err := h.tryRefund(payment.Refund{PaymentID: h.captured(b).ID, AmountMinor: 2_565, EventKey: "ref:booking", Reason: "cancelled", OddAsCredit: true})
	if !errors.Is(err, payment.ErrRefundStep) {
		t.Errorf("of a booking: %v", err)
	}
}
