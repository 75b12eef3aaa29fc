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

// A refund that the gateway could not send is refused before it is in the books.
func TestARefundGoesInTheStepsOfItsGateway(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.queue = jobs.New(h.db, jobs.Options{})
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: h.queue, Bus: h.bus, Gateways: []payment.Gateway{tens{h.sandbox}}})
	h.ok(h.queue.Open())
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
