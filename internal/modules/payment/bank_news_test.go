package payment_test

import (
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
)

// TestWhatAWebhookShouldHaveToldIsAsked: no message about them ever arrives, and a dispute freezes its money all the same, and a
// refund that a bank sent back is owed to its payer. Asked again, nothing happens twice.
func TestWhatAWebhookShouldHaveToldIsAsked(t *testing.T) {
	t.Parallel()
	h := open(t)
	disputed, bounced := h.begin(h.offer()), h.begin(h.offer())
	h.record(disputed.ID, h.authorise(disputed.ID, sandbox.CardDisputed, true))
	h.record(bounced.ID, h.authorise(bounced.ID, sandbox.CardRefundFails, true))
	r := h.refund(payment.Refund{PaymentID: bounced.ID, AmountMinor: 100_000, EventKey: "ref:bounced", Reason: "cancelled", KeepSplit: true})
	h.ok(h.svc.SendRefund(ctx, r.ID))
	h.ok(h.svc.ReadBankNews(ctx)) // before anything happened
	h.later(6 * 24 * time.Hour)
	h.sandbox.Faults.Next(sandbox.OpReport, sandbox.LoseAnswer)
	if err := h.svc.ReadBankNews(ctx); err == nil { // nothing is taken as read by it
		t.Error("no fault")
	}
	for range 2 {
		h.ok(h.svc.ReadBankNews(ctx))
		if n := h.count("select count(*) from payment.dispute where payment_id = $1 and status = 'open'", disputed.ID); n != 1 {
			t.Fatalf("%d disputes", n)
		}
		list, err := h.svc.Refunds(ctx, h.db, bounced.ID)
		h.ok(err)
		if len(list) != 1 || list[0].Status != payment.RefundFailed {
			t.Fatalf("%+v", list)
		}
	}
	if n := h.count("select count(*) from payment.v_refund_failed where payment_id = $1", bounced.ID); n != 1 {
		t.Errorf("%d owed", n)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}
