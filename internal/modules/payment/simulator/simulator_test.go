package simulator_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/payment/simulator"
	"klear/internal/platform/clock"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	at     = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	secret = []byte("a secret of the simulator")
)

// street is a simulator at the end of a real wire, and the door that its webhooks are delivered to.
type street struct {
	*simulator.Client
	gateway *sandbox.Gateway
	url     string
	mu      sync.Mutex
	sent    []gatewaytest.Webhook
}

func newStreet(t *testing.T) *street {
	t.Helper()
	s := &street{}
	door := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sent = append(s.sent, gatewaytest.Webhook{Header: r.Header, Body: body})
	}))
	t.Cleanup(door.Close)
	company := httptest.NewUnstartedServer(nil)
	s.url = "http://" + company.Listener.Addr().String()
	s.gateway = sandbox.New(sandbox.Options{DB: dbtest.New(t), Clock: clock.NewFake(at), IDs: ids.NewSource(nil), Secrets: [][]byte{secret}, Deliver: simulator.Post(door.URL), BaseURL: s.url})
	company.Config.Handler = simulator.NewServer(s.gateway)
	company.Start()
	t.Cleanup(company.Close)
	s.Client = simulator.NewClient(s.url, [][]byte{[]byte("the secret before"), secret})
	return s
}

func (s *street) webhooks(ctx context.Context) ([]gatewaytest.Webhook, error) {
	err := s.gateway.Tick(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]gatewaytest.Webhook(nil), s.sent...), err
}

func card(t testing.TB, number string) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(payment.Card, number)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func request(m payment.Method) payment.AuthoriseRequest {
	ref := uuid.New()
	return payment.AuthoriseRequest{IdempotencyKey: "auth:" + ref.String(), Reference: ref, Amount: money.Amount{Minor: 1000, Currency: "INR"}, Method: m, Capture: true}
}

// TestContract is the contract over HTTP.
func TestContract(t *testing.T) {
	gatewaytest.Run(t, func(t *testing.T) gatewaytest.Harness {
		s := newStreet(t)
		return gatewaytest.Harness{
			Gateway: s.Client, Succeeds: card(t, sandbox.CardSucceeds), Declines: card(t, sandbox.CardNoFunds), DeclineCode: payment.DeclineFunds,
			NeedsAction: card(t, sandbox.CardNeedsAction), AnswersLater: card(t, sandbox.CardAnswersLater),
			Act:      s.CompleteChallenge,
			Settle:   func(ctx context.Context) error { return s.Advance(ctx, sandbox.DefaultSettleAfter) },
			Webhooks: s.webhooks, Now: func() time.Time { return at },
			Advance: s.Advance, Within: 14 * 24 * time.Hour, AuthorisedFor: sandbox.AuthorisedFor,
			OffSessionDeclines: card(t, sandbox.CardOffSessionDeclines), RefundPends: card(t, sandbox.CardRefundPends), RefundFails: card(t, sandbox.CardRefundFails),
			Dispute: func(ctx context.Context, reference uuid.UUID) error { return s.OpenDispute(ctx, reference, "general") },
			Decide:  s.DecideDispute, Bank: s.SetBank, BankPays: sandbox.BankPays, BankReturns: sandbox.BankReturns, BankFails: sandbox.BankFails,
		}
	})
}

// TestNoAnswerIsUnknown: the wire breaks before or after the gateway did it, or the gateway fails; one call is one call.
func TestNoAnswerIsUnknown(t *testing.T) {
	t.Parallel()
	s := newStreet(t)
	ctx := context.Background()
	for fault, done := range map[sandbox.Fault]bool{sandbox.LoseRequest: false, sandbox.Fail: false, sandbox.LoseAnswer: true} {
		r := request(card(t, sandbox.CardSucceeds))
		before := s.gateway.Faults.Calls(sandbox.OpAuthorise)
		s.gateway.Faults.Next(sandbox.OpAuthorise, fault)
		if _, err := s.Authorise(ctx, r); !errors.Is(err, payment.ErrUnknown) {
			t.Errorf("fault %d: %v, want ErrUnknown", fault, err)
		}
		if n := s.gateway.Faults.Calls(sandbox.OpAuthorise) - before; n != 1 {
			t.Errorf("fault %d: the call was made %d times", fault, n)
		}
		if _, err := s.Find(ctx, r.Reference); errors.Is(err, payment.ErrNoIntent) == done {
			t.Errorf("fault %d: %v", fault, err)
		}
	}
	s.gateway.Faults.Next(sandbox.OpFind, sandbox.LoseAnswer)
	if _, err := s.Find(ctx, uuid.New()); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("a lost reading: %v", err)
	}
}

func TestASlowGatewayIsUnknown(t *testing.T) {
	t.Parallel()
	s := newStreet(t)
	if err := s.SetFaults(context.Background(), sandbox.Switches{Latency: 30 * time.Second, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Authorise(ctx, request(card(t, sandbox.CardSucceeds))); !errors.Is(err, payment.ErrUnknown) {
		t.Errorf("got %v, want ErrUnknown", err)
	}
}

// TestWhatIsNoSimulatorIsUnknown: answers that the API does not have prove nothing.
func TestWhatIsNoSimulatorIsUnknown(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a page":            func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<!doctype html>") },
		"a proxy's refusal": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"a fault with a known code": func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, `{"code":"gateway_refused"}`, http.StatusBadGateway)
		},
		"an unknown code": func(w http.ResponseWriter, _ *http.Request) { http.Error(w, `{"code":"tea"}`, http.StatusTeapot) },
	} {
		other := httptest.NewServer(answer)
		if _, err := simulator.NewClient(other.URL, nil).Authorise(context.Background(), request(card(t, sandbox.CardSucceeds))); !errors.Is(err, payment.ErrUnknown) {
			t.Errorf("%s: got %v, want ErrUnknown", name, err)
		}
		other.Close()
		if _, err := simulator.NewClient(other.URL, nil).Find(context.Background(), uuid.New()); !errors.Is(err, payment.ErrUnknown) {
			t.Errorf("nobody there: got %v, want ErrUnknown", err)
		}
	}
}

func TestRefusalsKeepTheirCode(t *testing.T) {
	t.Parallel()
	s := newStreet(t)
	ctx := context.Background()
	_, real := s.Authorise(ctx, request(card(t, "4111 1111 1111 1111")))
	for want, err := range map[error]error{payment.ErrTestCardOnly: real, payment.ErrNoIntent: s.Forget(ctx, "sbx_sm_none"),
		payment.ErrGatewayRefused: s.SetFaults(ctx, sandbox.Switches{Lose: 2})} {
		if !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
	for name, tt := range map[string]struct{ key, body string }{"no key": {"", "{}"}, "no JSON": {"k", "hello"}, "an unknown field": {"k", `{"refrence":""}`}} {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/v1/payments", strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Idempotency-Key", tt.key)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
}

// TestPagesOfTheCompany: where ActionURL and a payee's URL lead, and where one goes from there.
func TestPagesOfTheCompany(t *testing.T) {
	t.Parallel()
	s := newStreet(t)
	ctx := context.Background()
	r := request(card(t, sandbox.CardNeedsAction))
	r.ReturnURL = "https://klear.example/b/1"
	i, err := s.Authorise(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.OpenPayee(ctx, payment.PayeeRequest{IdempotencyKey: "p", Reference: uuid.New(), Country: "IN", Currency: "INR", ReturnURL: "javascript:alert(1)"})
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for address, tt := range map[string]struct {
		form url.Values
		to   string
	}{
		i.ActionURL: {url.Values{"answer": {"yes"}}, r.ReturnURL},
		p.URL:       {url.Values{"bank": {sandbox.BankPays}}, "/sandbox/payee/" + p.Ref},
	} {
		page, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(page.Body)
		_ = page.Body.Close()
		if err != nil || page.StatusCode != 200 || !strings.Contains(string(text), "<form") || strings.Contains(string(text), "javascript") {
			t.Errorf("%s: %d, %v\n%s", address, page.StatusCode, err, text)
		}
		done, err := browser.PostForm(address, tt.form)
		if err != nil {
			t.Fatal(err)
		}
		_ = done.Body.Close()
		if done.StatusCode != http.StatusSeeOther || done.Header.Get("Location") != tt.to {
			t.Errorf("%s: %d to %q, want %q", address, done.StatusCode, done.Header.Get("Location"), tt.to)
		}
	}
	if i, err = s.Find(ctx, r.Reference); err != nil || i.Status != payment.Captured {
		t.Errorf("the payment is %s, %v", i.Status, err)
	}
}
