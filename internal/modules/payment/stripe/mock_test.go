package stripe_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/stripe"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func details(err error) any {
	e, _ := apperr.As(err)
	return e.Details
}

// startMock runs Stripe's own stripe-mock, which refuses every request that Stripe's description of its API does not allow:
// unknown and missing parameters, wrong types. It keeps no state: each answer is an example.
func startMock(t *testing.T) (url string) {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "stripe-mock")
	build := exec.Command("go", "build", "-modfile", filepath.Join(root, "tools/stripe-mock/go.mod"), "-o", program, "github.com/stripe/stripe-mock")
	build.Dir, build.Stderr = root, os.Stderr
	if err := build.Run(); err != nil {
		t.Fatalf("building stripe-mock: %v", err)
	}
	plain, tls := freePort(t), freePort(t)
	mock := exec.Command(program, "-http-addr", plain, "-https-addr", tls, "-strict-version-check")
	mock.Stderr = os.Stderr
	if err := mock.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = mock.Process.Kill()
		_ = mock.Wait()
	})
	dialer := net.Dialer{}
	for deadline := time.Now().Add(30 * time.Second); ; {
		c, err := dialer.DialContext(t.Context(), "tcp", plain)
		if err == nil {
			_ = c.Close()
			return "http://" + plain
		}
		if time.Now().After(deadline) {
			t.Fatalf("stripe-mock does not listen: %v", err)
		}
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// patched is the wire to stripe-mock; what depends on state is put into its answers, because the mock has none.
type patched struct {
	set   map[string]any // into objects of the kind "object", by "kind.field"
	calls []string
}

func (p *patched) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	_ = answer.Body.Close()
	p.calls = append(p.calls, fmt.Sprintf("%s %s: %d", r.Method, r.URL.Path, answer.StatusCode))
	var o any
	if err := json.Unmarshal(body, &o); err != nil {
		return nil, err
	}
	p.patch(o)
	if body, err = json.Marshal(o); err != nil {
		return nil, err
	}
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer.Header.Del("Content-Length")
	return answer, nil
}

func (p *patched) patch(o any) {
	switch o := o.(type) {
	case []any:
		for _, x := range o {
			p.patch(x)
		}
	case map[string]any:
		for _, x := range o {
			p.patch(x)
		}
		kind, _ := o["object"].(string)
		for k, v := range p.set {
			if field, ok := cutPrefix(k, kind+"."); ok {
				o[field] = v
			}
		}
	}
}

func cutPrefix(s, prefix string) (string, bool) {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):], true
	}
	return "", false
}

// TestRequestsAreWhatStripeDescribes makes every call that the adapter knows against stripe-mock.
func TestRequestsAreWhatStripeDescribes(t *testing.T) {
	url := startMock(t)
	intent := func(status string) map[string]any {
		return map[string]any{"payment_intent.status": status, "payment_intent.currency": "inr", "payment_intent.amount": 1000,
			"payment_intent.latest_charge": map[string]any{"id": "ch_1", "object": "charge", "amount": 1000, "amount_captured": 1000, "currency": "inr"}}
	}
	session := func(status string) map[string]any {
		return map[string]any{"checkout.session.status": status, "checkout.session.currency": "inr", "checkout.session.amount_total": 1000}
	}
	for _, tt := range []struct {
		name string
		set  map[string]any
		do   func(ctx context.Context, g *stripe.Gateway, m *gatewaytest.Memory) error
	}{
		{"a page to pay on", session("open"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Authorise(ctx, request(hosted(t), 1000))
			return err
		}},
		{"a page to reserve on", session("open"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			r := request(hosted(t), 1000)
			r.Capture = false
			_, err := g.Authorise(ctx, r)
			return err
		}},
		{"a saved method, payer away", intent("requires_confirmation"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			r := request(payment.Kept(payment.SavedMethod{Ref: "cus_1/pm_1"}), 1000)
			r.OffSession = true
			_, err := g.Authorise(ctx, r)
			return err
		}},
		{"a saved method, payer here", intent("requires_confirmation"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Authorise(ctx, request(payment.Kept(payment.SavedMethod{Ref: "cus_1/pm_1"}), 1000))
			return err
		}},
		{"capture", intent("requires_capture"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Capture(ctx, payment.CaptureRequest{IdempotencyKey: "c", Ref: "pi_1", AmountMinor: 500})
			return err
		}},
		{"void a reservation", intent("requires_capture"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Void(ctx, payment.VoidRequest{IdempotencyKey: "v", Ref: "pi_1"})
			return err
		}},
		{"close a page", session("open"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Void(ctx, payment.VoidRequest{IdempotencyKey: "v", Ref: "cs_test_1"})
			return err
		}},
		{"refund", intent("succeeded"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Refund(ctx, payment.RefundRequest{IdempotencyKey: "r", Reference: src.ID(), Ref: "pi_1", AmountMinor: 500})
			return err
		}},
		{"find", intent("succeeded"), func(ctx context.Context, g *stripe.Gateway, m *gatewaytest.Memory) error {
			ref := src.ID()
			_, _ = m.Keep(ctx, "session", ref, "cs_test_1")
			_, err := g.Find(ctx, ref)
			return err
		}},
		{"find a disputed payment", with(intent("succeeded"), "charge.disputed", true), func(ctx context.Context, g *stripe.Gateway, m *gatewaytest.Memory) error {
			ref := src.ID()
			_, _ = m.Keep(ctx, "intent", ref, "pi_1")
			_, err := g.Find(ctx, ref)
			return err
		}},
		{"save a method", session("open"), func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Save(ctx, payment.SaveRequest{IdempotencyKey: "s", Reference: src.ID(), Payer: src.ID(), ReturnURL: "https://klear.example/"})
			return err
		}},
		{"find a saved method", session("complete"), func(ctx context.Context, g *stripe.Gateway, m *gatewaytest.Memory) error {
			ref := src.ID()
			_, _ = m.Keep(ctx, "setup", ref, "cs_test_1")
			_, err := g.FindSaved(ctx, ref)
			return err
		}},
		{"forget", nil, func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			return g.Forget(ctx, "cus_1/pm_1")
		}},
		{"a payee", map[string]any{"account.country": "DE"}, func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.OpenPayee(ctx, payment.PayeeRequest{IdempotencyKey: "p", Reference: src.ID(), Country: "DE", Currency: "EUR", ReturnURL: "https://klear.example/"})
			return err
		}},
		{"a first payout", map[string]any{"list.data": []any{}, "transfer.amount": 1000, "transfer.currency": "eur", "transfer.destination": "acct_1", "transfer.reversed": false},
			func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
				_, err := g.Payout(ctx, payment.PayoutRequest{IdempotencyKey: "po", Reference: src.ID(), PayeeRef: "acct_1", Amount: money.Amount{Minor: 1000, Currency: "EUR"}})
				return err
			}},
		{"a payout", map[string]any{"transfer.amount": 1000, "transfer.currency": "eur", "transfer.destination": "acct_1", "transfer.reversed": false},
			func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
				_, err := g.Payout(ctx, payment.PayoutRequest{IdempotencyKey: "po", Reference: src.ID(), PayeeRef: "acct_1", Amount: money.Amount{Minor: 1000, Currency: "EUR"}})
				return err
			}},
		{"a payout that came back", map[string]any{"transfer.reversed": false, "transfer.destination": "acct_1", "payout.status": "failed", "payout.metadata": map[string]any{"reference": fixed.String()}},
			func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
				_, err := g.FindPayout(ctx, fixed)
				return err
			}},
		{"evidence", map[string]any{"dispute.status": "needs_response"}, func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.SubmitEvidence(ctx, payment.EvidenceRequest{IdempotencyKey: "e", Ref: "dp_1", Text: "The session took place.",
				Files: []payment.EvidenceFile{{ContentType: "application/pdf", Content: []byte("%PDF-1.7")}, {ContentType: "image/png", Content: []byte("\x89PNG")}}})
			return err
		}},
		{"a dispute that is given up", map[string]any{"dispute.status": "needs_response"}, func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.AcceptDispute(ctx, payment.AcceptRequest{IdempotencyKey: "a", Ref: "dp_1"})
			return err
		}},
		{"news of banks", nil, func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.BankNews(ctx, at)
			return err
		}},
		{"report", nil, func(ctx context.Context, g *stripe.Gateway, _ *gatewaytest.Memory) error {
			_, err := g.Report(ctx, at)
			return err
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, wire := gatewaytest.NewMemory(), &patched{set: tt.set}
			g := stripe.New(stripe.Options{Key: "sk_test_123", Memory: m, Label: "Klear Karma", URL: url, Transport: wire})
			if err := tt.do(t.Context(), g, m); err != nil {
				t.Errorf("%v\n%v", err, wire.calls)
			}
			if len(wire.calls) == 0 {
				t.Error("nothing was asked of Stripe")
			}
			t.Log(wire.calls)
		})
	}
}

var fixed = uuid.MustParse("01890a5d-ac96-774b-bcce-b302099a8057")

func with(set map[string]any, key string, value any) map[string]any {
	set[key] = value
	return set
}
