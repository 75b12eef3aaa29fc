package payment_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/sandbox"

	"github.com/google/go-cmp/cmp"
)

func (h *house) deliver(w gatewaytest.Webhook) error {
	return h.svc.ReceiveWebhook(ctx, sandbox.Name, w.Header, w.Body)
}

func eventID(h *house, w gatewaytest.Webhook) string {
	h.Helper()
	n, err := h.sandbox.ParseWebhook(w.Header, w.Body, h.clock.Now())
	h.ok(err)
	return n.EventID
}

func TestOneWebhookFiftyTimesAtOnceHasOneEffect(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.authorise(p.ID, sandbox.CardSucceeds, true) // our own answer was never recorded
	w := h.webhooks()[0]
	race(t, 50, func() error { return h.deliver(w) })
	if rows, queued := h.count("select count(*) from payment.webhook"), h.count("select count(*) from jobs.river_job where kind = 'payment_webhook'"); rows != 1 || queued != 1 {
		t.Errorf("%d rows, %d jobs; want 1 of each", rows, queued)
	}
	// The queue works at least once: so does the test.
	job := payment.WebhookReceived{Gateway: sandbox.Name, EventID: eventID(h, w)}
	race(t, 50, func() error { return h.svc.HandleWebhook(ctx, job) })
	if got := h.get(p.ID); got.Status != payment.Captured {
		t.Errorf("status %s", got.Status)
	}
	if diff := cmp.Diff([]string{payment.EventCaptured}, h.eventTypes(p.ID)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	h.sound()
}

func TestForgedAndStaleWebhooksAreRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.authorise(p.ID, sandbox.CardSucceeds, true)
	w := h.webhooks()[0]
	signed := func(secret string, body []byte, at time.Time) http.Header {
		header := http.Header{}
		header.Set(sandbox.SignatureHeader, payment.SignWebhook([]byte(secret), body, at))
		return header
	}
	for name, tt := range map[string]struct {
		gateway string
		header  http.Header
		body    []byte
		want    error
	}{
		"wrong secret":        {sandbox.Name, signed("guess", w.Body, at), w.Body, payment.ErrSignature},
		"another body":        {sandbox.Name, w.Header, append([]byte(" "), w.Body...), payment.ErrSignature},
		"no signature":        {sandbox.Name, http.Header{}, w.Body, payment.ErrSignature},
		"broken signature":    {sandbox.Name, http.Header{sandbox.SignatureHeader: {"t=x,v1=zz"}}, w.Body, payment.ErrSignature},
		"301 seconds old":     {sandbox.Name, signed("secret", w.Body, at.Add(-301*time.Second)), w.Body, payment.ErrSignature},
		"301 seconds ahead":   {sandbox.Name, signed("secret", w.Body, at.Add(301*time.Second)), w.Body, payment.ErrSignature},
		"no such gateway":     {"paypal", w.Header, w.Body, payment.ErrGateway},
		"signed, not JSON":    {sandbox.Name, signed("secret", []byte("hello"), at), []byte("hello"), payment.ErrWebhook},
		"signed, no event":    {sandbox.Name, signed("secret", []byte("{}"), at), []byte("{}"), payment.ErrWebhook},
		"larger than we take": {sandbox.Name, w.Header, make([]byte, payment.MaxWebhookBytes+1), payment.ErrWebhook},
	} {
		if err := h.svc.ReceiveWebhook(ctx, tt.gateway, tt.header, tt.body); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
	if n := h.count("select count(*) from payment.webhook"); n != 0 {
		t.Errorf("%d were stored", n)
	}
	h.ok(h.svc.ReceiveWebhook(ctx, sandbox.Name, signed("secret", w.Body, at.Add(-299*time.Second)), w.Body))
}

// A genuine message counts, however its gateway names it: columns take no NUL and 200 characters.
func TestAWebhookWithANameThatNoColumnTakesCountsOnce(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 201)
	for name, named := range map[string]func(string) (string, string){
		"NUL in the id":   func(id string) (string, string) { return id, id + `\u0000` },
		"NUL in the type": func(string) (string, string) { return `"type":"payment.`, `"type":"payment\u0000.` },
		"long id":         func(id string) (string, string) { return id, id + long },
		"long type":       func(string) (string, string) { return `"type":"payment.`, `"type":"payment.` + long },
	} {
		h := open(t)
		p := h.begin(h.offer())
		h.authorise(p.ID, sandbox.CardSucceeds, true) // our own answer was never recorded
		w := h.webhooks()[0]
		was, is := named(eventID(h, w))
		body := bytes.Replace(w.Body, []byte(was), []byte(is), 1)
		if bytes.Equal(body, w.Body) {
			t.Fatalf("%s: %s holds no %q", name, w.Body, was)
		}
		header := http.Header{sandbox.SignatureHeader: {payment.SignWebhook([]byte("secret"), body, at)}}
		for range 2 {
			if err := h.svc.ReceiveWebhook(ctx, sandbox.Name, header, body); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		var kept string
		h.ok(h.db.QueryRow(ctx, "select min(event_id) from payment.webhook having count(*) = 1").Scan(&kept))
		h.ok(h.svc.HandleWebhook(ctx, payment.WebhookReceived{Gateway: sandbox.Name, EventID: kept}))
		if got := h.get(p.ID); got.Status != payment.Captured {
			t.Errorf("%s: status %s", name, got.Status)
		}
	}
}

func TestWebhookOfAPaymentThatIsNotOursIsKeptAndLeft(t *testing.T) {
	t.Parallel()
	h := open(t)
	stray := src.ID()
	_, err := h.sandbox.Authorise(ctx, payment.AuthoriseRequest{IdempotencyKey: "stray", Reference: stray, Amount: h.offer().Amount, Method: card(t, sandbox.CardSucceeds), Capture: true})
	h.ok(err)
	w := h.webhooks()[0]
	h.ok(h.deliver(w))
	h.ok(h.svc.HandleWebhook(ctx, payment.WebhookReceived{Gateway: sandbox.Name, EventID: eventID(h, w)}))
	if n := h.count("select count(*) from payment.webhook where reference = $1 and handled_at is not null", stray); n != 1 {
		t.Errorf("%d handled, want 1", n)
	}
	if n := h.count("select count(*) from ledger.entry"); n != 0 {
		t.Errorf("%d entries for money that we know nothing of", n)
	}
}

func TestWebhookWithoutAnAnswerFromTheGatewayRunsAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.authorise(p.ID, sandbox.CardSucceeds, true)
	w := h.webhooks()[0]
	h.ok(h.deliver(w))
	job := payment.WebhookReceived{Gateway: sandbox.Name, EventID: eventID(h, w)}
	h.sandbox.Faults.Next(sandbox.OpFind, sandbox.LoseRequest)
	if err := h.svc.HandleWebhook(ctx, job); !errors.Is(err, payment.ErrUnknown) {
		t.Fatalf("got %v, want ErrUnknown", err)
	}
	h.ok(h.svc.HandleWebhook(ctx, job))
	if got := h.get(p.ID); got.Status != payment.Captured {
		t.Fatalf("status %s", got.Status)
	}
}

// 3-D Secure and the late card from end to end, with the queue at work: webhook, job, event; then a refund.
func TestLateAnswersArriveThroughTheQueue(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.ok(h.queue.Start(ctx))
	t.Cleanup(func() {
		if err := h.queue.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	action, late := h.begin(h.offer()), h.begin(h.offer())
	h.record(action.ID, h.authorise(action.ID, sandbox.CardNeedsAction, true))
	h.record(late.ID, h.authorise(late.ID, sandbox.CardAnswersLater, true))
	i, err := h.sandbox.Find(ctx, action.ID)
	h.ok(err)
	h.ok(h.sandbox.CompleteChallenge(ctx, i.Ref, true))
	h.clock.Advance(sandbox.DefaultSettleAfter)
	for _, w := range h.webhooks() {
		h.ok(h.deliver(w))
	}
	h.waitFor(payment.EventCaptured, 2)
	for n, p := range []payment.Payment{h.get(action.ID), h.get(late.ID)} {
		if p.Status != payment.Captured {
			t.Errorf("payment %d: %s", n, p.Status)
		}
		h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: p.KeptMinor(), EventKey: fmt.Sprintf("ref:%d", n), Reason: "cancelled_in_time"})
	}
	h.waitFor(payment.EventRefunded, 2)
	h.sound()
}

// waitFor hears n deliveries of a type.
func (h *house) waitFor(typ string, n int) {
	h.Helper()
	timeout := time.After(20 * time.Second)
	for n > 0 {
		select {
		case d := <-h.heard:
			if d.Type == typ {
				n--
			}
		case <-timeout:
			h.Fatalf("%s did not come %d more times", typ, n)
		}
	}
}

// TestNewsOfAFinalAnswerIsKeptAndNoMore: most messages tell what we recorded ourselves a moment before.
func TestNewsOfAFinalAnswerIsKeptAndNoMore(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.begin(h.offer())
	h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, true))
	for range 2 {
		for _, w := range h.webhooks() {
			h.ok(h.deliver(w))
		}
	}
	if handled, open, queued := h.count("select count(*) from payment.webhook where handled_at is not null"), h.count("select count(*) from payment.webhook where handled_at is null"),
		h.count("select count(*) from jobs.river_job where kind = 'payment_webhook'"); handled != 2 || open != 0 || queued != 0 {
		t.Errorf("%d handled, %d open, %d jobs", handled, open, queued)
	}
}
