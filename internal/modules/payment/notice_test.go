package payment_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/jobs"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
)

// last is the newest message that the sandbox sent.
func (h *house) last() gatewaytest.Webhook {
	h.Helper()
	all := h.webhooks()
	return all[len(all)-1]
}

// hear delivers a message and does its job.
func (h *house) hear(w gatewaytest.Webhook) error {
	h.Helper()
	h.ok(h.deliver(w))
	return h.svc.HandleWebhook(ctx, payment.WebhookReceived{Gateway: sandbox.Name, EventID: eventID(h, w)})
}

// later moves the sandbox's clock, not ours.
func (h *house) later(d time.Duration) {
	h.Helper()
	h.ok(h.sandbox.Advance(ctx, d))
}

func TestNewsIsHandedToWhoeverRegistered(t *testing.T) {
	t.Parallel()
	h := open(t)
	var heard []payment.Notice
	var down error
	h.svc.OnNotice(payment.AboutPayout, func(_ context.Context, n payment.Notice) error {
		heard = append(heard, n)
		return down
	})
	h.captured(h.offer())
	payee, err := h.sandbox.OpenPayee(ctx, payment.PayeeRequest{IdempotencyKey: "payee:1", Reference: h.practitioner, Country: "IN", Currency: "INR"})
	h.ok(err)
	h.ok(h.sandbox.SetBank(ctx, payee.Ref, sandbox.BankPays))
	ofPayee := h.last()
	out := payment.PayoutRequest{IdempotencyKey: "po:1", Reference: src.ID(), PayeeRef: payee.Ref, Amount: money.Amount{Minor: 1000, Currency: "INR"}}
	_, err = h.sandbox.Payout(ctx, out)
	h.ok(err)
	ofPayout := h.last()
	h.ok(h.hear(ofPayee)) // nobody registered: kept, and no more
	down = errors.New("the database is away")
	if err := h.hear(ofPayout); !errors.Is(err, down) {
		t.Fatalf("got %v; want the job to run again", err)
	}
	down = nil
	for range 2 { // the second changes nothing
		h.ok(h.hear(ofPayout))
	}
	want := payment.Notice{EventID: eventID(h, ofPayout), Type: "payout.created", About: payment.AboutPayout, Reference: out.Reference}
	if diff := cmp.Diff([]payment.Notice{want, want}, heard); diff != "" {
		t.Errorf("(-want +heard):\n%s", diff)
	}
	if n := h.count("select count(*) from payment.webhook where handled_at is null"); n != 0 {
		t.Errorf("%d open", n)
	}
	if n := h.count("select count(*) from payment.webhook where about = 'payout' and payload = $1 and digest = sha256($2)", string(ofPayout.Body), ofPayout.Body); n != 1 {
		t.Errorf("the message is not kept as it came, with its digest")
	}
}

func TestADisputeIsNewsOfItsPayment(t *testing.T) {
	t.Parallel()
	h := open(t)
	var heard []string
	h.svc.OnNotice(payment.AboutPayment, func(_ context.Context, n payment.Notice) error {
		heard = append(heard, n.Type)
		return nil
	})
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardDisputed, true))
	h.later(2 * time.Hour)
	for _, w := range h.webhooks() {
		h.ok(h.hear(w))
	}
	if diff := cmp.Diff([]string{"dispute.created"}, heard); diff != "" { // the rest is routine
		t.Errorf("(-want +heard):\n%s", diff)
	}
}

func TestANoticeOfNothingWeUseIsKeptAndNoMore(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.svc = payment.New(payment.Options{DB: h.db, Clock: h.clock, IDs: src, Jobs: jobs.New(h.db, jobs.Options{}), Bus: h.bus, Gateways: []payment.Gateway{chatty{h.sandbox}}})
	h.ok(h.svc.ReceiveWebhook(ctx, sandbox.Name, nil, []byte(`{"type":"customer.renamed","name":"Asha"}`)))
	if handled, queued := h.count("select count(*) from payment.webhook where handled_at is not null"), h.count("select count(*) from jobs.river_job"); handled != 1 || queued != 0 {
		t.Errorf("%d handled, %d jobs", handled, queued)
	}
}

// chatty tells of things that we have no use for.
type chatty struct{ payment.Gateway }

// ParseWebhook knows one message.
func (chatty) ParseWebhook(http.Header, []byte, time.Time) (payment.Notice, error) {
	return payment.Notice{EventID: "ev_1", Type: "customer.updated"}, nil
}

func TestARefundThatWaitsIsRecordedWhenTheGatewayTells(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	p = h.record(p.ID, h.authorise(p.ID, sandbox.CardRefundPends, true))
	r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 50_000, EventKey: "ref:1", Reason: "cancelled_in_time"})
	h.ok(h.svc.SendRefund(ctx, r.ID))
	h.refundIs(p, payment.RefundPending)
	h.later(sandbox.RefundTakes)
	h.ok(h.hear(h.last()))
	h.refundIs(p, payment.RefundSucceeded)
	h.sound()
}

func TestARefundThatABankSendsBackIsOwedOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	p = h.record(p.ID, h.authorise(p.ID, sandbox.CardRefundFails, true))
	r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 50_000, EventKey: "ref:1", Reason: "cancelled_in_time"})
	h.ok(h.svc.SendRefund(ctx, r.ID))
	h.refundIs(p, payment.RefundSucceeded)
	h.later(sandbox.RefundBounces)
	w := h.last()
	h.ok(h.deliver(w))
	job := payment.WebhookReceived{Gateway: sandbox.Name, EventID: eventID(h, w)}
	race(t, 20, func() error { return h.svc.HandleWebhook(ctx, job) })
	h.refundIs(p, payment.RefundFailed)
	if got := h.balances(h.get(p.ID)).Credit; got != -50_000 {
		t.Errorf("credit of %d, want what came back", got)
	}
	h.sound()
}

func (h *house) refundIs(p payment.Payment, want payment.RefundStatus) {
	h.Helper()
	list, err := h.svc.Refunds(ctx, h.db, p.ID)
	h.ok(err)
	if len(list) != 1 || list[0].Status != want {
		h.Fatalf("got %+v, want it %s", list, want)
	}
}

func TestAnAuthorisationThatEndedIsVoidHereToo(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardShortHold, false))
	h.later(sandbox.ShortlyAuthorised)
	h.ok(h.hear(h.last()))
	if got := h.get(p.ID); got.Status != payment.Voided || got.DeclineCode != payment.DeclineAuthExpired {
		t.Errorf("got %s, %q", got.Status, got.DeclineCode)
	}
}
