package razorpay_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/razorpay"
	"klear/internal/modules/payment/razorpay/razorpaytest"
	"klear/internal/platform/clock"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

var (
	at  = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	src = ids.NewSource(nil)
)

// world is Razorpay, and nodes of ours that share one memory.
type world struct {
	server *razorpaytest.Server
	memory *gatewaytest.Memory
	clock  *clock.Fake
}

func newWorld(t *testing.T) world {
	k := clock.NewFake(at)
	return world{razorpaytest.New(t, k.Now), gatewaytest.NewMemory(), k}
}

func (w world) node() *razorpay.Gateway { return w.nodeOver(nil) }

func (w world) nodeOver(wire http.RoundTripper) *razorpay.Gateway {
	return razorpay.New(razorpay.Options{KeyID: razorpaytest.KeyID, KeySecret: razorpaytest.KeySecret, WebhookSecrets: [][]byte{[]byte("next"), w.server.Secret},
		Memory: w.memory, Label: "Klear Karma", Clock: w.clock, URL: w.server.URL, Transport: wire})
}

// together is a wire on which everybody's second look at the refunds waits for everybody else's: nobody has begun yet.
type together struct {
	all   *sync.WaitGroup
	looks int
}

func (w *together) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/refunds") {
		if w.looks++; w.looks == 2 {
			w.all.Done()
			w.all.Wait()
		}
	}
	return answer, err
}

// present is a payer who is here and does on Razorpay's page at once what the method says: the contract's methods that
// succeed or fail, at a gateway where people pay on its own pages.
type present struct {
	*razorpay.Gateway
	world
	does map[payment.Method]string
}

func (p present) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	i, err := p.Gateway.Authorise(ctx, r)
	how, acts := p.does[r.Method]
	if err != nil || !acts || i.Status != payment.RequiresAction {
		return i, err
	}
	p.server.Pay(i.Ref, how)
	return p.Find(ctx, r.Reference)
}

func method(t testing.TB, kind payment.MethodKind, secret string) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(kind, secret)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestContract(t *testing.T) {
	for _, how := range []string{razorpaytest.Card, razorpaytest.UPI} {
		t.Run(how, func(t *testing.T) {
			gatewaytest.Run(t, func(t *testing.T) gatewaytest.Harness {
				w := newWorld(t)
				good, poor, slow := method(t, payment.Card, "pays at once"), method(t, payment.Card, "has no money"), method(t, payment.Card, "is refunded slowly")
				g := present{w.node(), w, map[payment.Method]string{good: how, poor: razorpaytest.NoFunds, slow: razorpaytest.Slow}}
				return gatewaytest.Harness{
					Gateway: g, Succeeds: good, Declines: poor, DeclineCode: payment.DeclineFunds, NeedsAction: method(t, payment.Online, ""), Timeless: true,
					Amounts: []money.Amount{{Minor: 100, Currency: "INR"}, {Minor: payment.MaxAmountMinor, Currency: "INR"}},
					Act: func(ctx context.Context, ref string, approve bool) error {
						if _, err := g.Handover(ctx, ref, "https://klear.example/razorpay/back/"+ref); err != nil {
							return err
						}
						if approve {
							w.server.Pay(ref, how)
						} else {
							w.server.Pay(ref, razorpaytest.Refuse)
						}
						return nil
					},
					Webhooks: func(context.Context) ([]gatewaytest.Webhook, error) {
						var out []gatewaytest.Webhook
						for _, m := range w.server.Webhooks() {
							out = append(out, gatewaytest.Webhook(m))
						}
						return out, nil
					},
					Now:     w.clock.Now,
					Advance: func(_ context.Context, d time.Duration) error { w.clock.Advance(d); w.server.Pass(); return nil },
					Within:  6 * 24 * time.Hour, AuthorisedFor: razorpaytest.ReservedFor, RefundPends: slow,
					Dispute: func(_ context.Context, reference uuid.UUID) error {
						w.server.Dispute(w.server.PaidBy(reference.String()))
						told := w.server.Webhooks()
						last := told[len(told)-1]
						_, err := g.ParseWebhook(last.Header, last.Body, w.clock.Now()) // Razorpay's payments do not say that they are disputed
						return err
					},
					Decide: func(_ context.Context, ref string, won bool) error { w.server.Decide(ref, won); return nil }, TakenWhenLost: true, WholeFee: true,
					Bank: w.bank(g), BankPays: razorpaytest.BankPays, BankReturns: razorpaytest.BankReturns,
				}
			})
		})
	}
}

// bank is an operator who opens a linked account for a practitioner and links it, and the practitioner's bank there.
func (w world) bank(g present) func(context.Context, string, string) error {
	return func(ctx context.Context, payee, number string) error {
		practitioner := uuid.MustParse(payee)
		account, err := w.memory.Ref(ctx, "account", practitioner)
		if err != nil {
			return err
		}
		if account == "" {
			var product string
			account, product = w.server.Open()
			if err := g.Link(ctx, practitioner, account, product); err != nil {
				return err
			}
		}
		w.server.Bank(account, number)
		return nil
	}
}

func request(t testing.TB, minor int64, capture bool) payment.AuthoriseRequest {
	ref := src.ID()
	return payment.AuthoriseRequest{IdempotencyKey: "auth:" + ref.String(), Reference: ref, Amount: money.Amount{Minor: minor, Currency: "INR"},
		Method: method(t, payment.Online, ""), Capture: capture, ReturnURL: "https://klear.example/return"}
}

func paid(t *testing.T, w world, g *razorpay.Gateway, minor int64) payment.Intent {
	t.Helper()
	r := request(t, minor, true)
	i, err := g.Authorise(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	w.server.Pay(i.Ref, razorpaytest.Card)
	if i, err = g.Find(t.Context(), r.Reference); err != nil || i.Status != payment.Captured || i.FeeMinor != razorpaytest.Fee(minor) || i.Method != "Visa ending 1111" {
		t.Fatalf("got %+v, %v", i, err)
	}
	return i
}

// TestADisputeWhoseWebhookWasLost is found by asking for disputes: Razorpay's payments do not say that they are disputed.
func TestADisputeWhoseWebhookWasLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g, ctx, began := w.node(), t.Context(), w.clock.Now()
	var want []uuid.UUID
	for range 101 { // more than a page
		i := paid(t, w, g, 1000)
		w.server.Dispute(i.Ref)
		want = append([]uuid.UUID{i.Reference}, want...) // the newest first
	}
	if i, err := g.Find(ctx, want[0]); err != nil || len(i.Disputes) != 0 {
		t.Fatalf("it is known already: %+v %v", i, err)
	}
	got, err := g.BankNews(ctx, began)
	if err != nil || !slices.Equal(got, want) {
		t.Fatalf("%d of %d, %v", len(got), len(want), err)
	}
	if i, err := g.Find(ctx, want[0]); err != nil || len(i.Disputes) != 1 || i.Disputes[0].Status != payment.DisputeOpen {
		t.Fatalf("%+v %v", i, err)
	}
}

// Razorpay would make two of everything that it is asked for twice.
func TestLostAnswersMakeNothingTwice(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]int{"not done": 500, "done": -500} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			g, ctx := w.node(), t.Context()
			r := request(t, 1000, true)
			w.server.Fail(fault)
			if _, err := g.Authorise(ctx, r); !errors.Is(err, payment.ErrUnknown) {
				t.Fatalf("got %v, want ErrUnknown", err)
			}
			w.clock.Advance(3 * time.Minute)
			if i, err := g.Authorise(ctx, r); err != nil || i.Status != payment.RequiresAction || w.server.Count("order") != 1 {
				t.Fatalf("got %+v, %v and %d orders", i, err, w.server.Count("order"))
			}
			i := paid(t, w, g, 1000)
			back := payment.RefundRequest{IdempotencyKey: "refund:1", Reference: i.Reference, Ref: i.Ref, AmountMinor: 400}
			w.server.Fail(fault)
			if _, err := g.Refund(ctx, back); !errors.Is(err, payment.ErrUnknown) {
				t.Fatalf("got %v, want ErrUnknown", err)
			}
			w.clock.Advance(3 * time.Minute)
			if _, err := g.Refund(ctx, back); err != nil || w.server.Count("refund") != 1 {
				t.Fatalf("%v, %d refunds", err, w.server.Count("refund"))
			}
		})
	}
}

// Many nodes are told to send one refund; Razorpay hears of it once. Without the claim each of them would send it.
func TestManyNodesSendOneRefund(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := paid(t, w, w.node(), 1000)
	var wg, looked sync.WaitGroup
	looked.Add(20)
	for range 20 {
		wg.Go(func() {
			_, err := w.nodeOver(&together{all: &looked}).Refund(t.Context(), payment.RefundRequest{IdempotencyKey: "refund:1", Reference: i.Reference, Ref: i.Ref, AmountMinor: 40})
			if err != nil && !errors.Is(err, payment.ErrUnknown) { // "another is at it": the job comes again
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.server.Count("refund"); n != 1 {
		t.Fatalf("%d refunds, want 1", n)
	}
}

// What was not wanted of a reservation goes back, also when the process dies in between.
func TestACaptureOfAPartIsCompleted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g, ctx := w.node(), t.Context()
	r := request(t, 1000, false)
	i, err := g.Authorise(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	w.server.Pay(i.Ref, razorpaytest.Card)
	part := payment.CaptureRequest{IdempotencyKey: "cap", Reference: r.Reference, Ref: i.Ref, AmountMinor: 600}
	w.server.Fail(0, 500) // the capture is made, the rest is not sent back
	if _, err := g.Capture(ctx, part); !errors.Is(err, payment.ErrUnknown) {
		t.Fatalf("got %v, want ErrUnknown", err)
	}
	w.clock.Advance(3 * time.Minute)
	for range 2 {
		if i, err = g.Capture(ctx, part); err != nil || i.CapturedMinor != 600 || i.RefundedMinor != 0 || len(i.Refunds) != 0 {
			t.Fatalf("got %+v, %v; want 600 captured and nothing refunded", i, err)
		}
	}
	rows, err := g.Report(ctx, at)
	sums := map[payment.ReportKind]int64{}
	for _, row := range rows {
		sums[row.Kind] += row.Amount.Minor
		if row.Kind != payment.ReportSettlement && row.Reference != r.Reference {
			t.Errorf("%+v is not known to be about the payment", row)
		}
	}
	if err != nil || sums[payment.ReportCapture] != 600 || sums[payment.ReportFee] != -razorpaytest.Fee(1000) || sums[payment.ReportSettlement] != -600+razorpaytest.Fee(1000) {
		t.Fatalf("got %v, %v", sums, err)
	}
}

// Money that comes after an order was given up is not hidden.
func TestMoneyForAnOrderThatWasGivenUpIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g, ctx := w.node(), t.Context()
	r := request(t, 1000, true)
	i, err := g.Authorise(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	h, err := g.Handover(ctx, i.Ref, "https://klear.example/razorpay/back/"+i.Ref)
	if err != nil || h.Back != r.ReturnURL || !strings.HasPrefix(h.Action, w.server.URL) {
		t.Fatalf("got %+v, %v", h, err)
	}
	if i, err = g.Void(ctx, payment.VoidRequest{Ref: i.Ref, Reference: r.Reference}); err != nil || i.Status != payment.Voided {
		t.Fatalf("got %+v, %v", i, err)
	}
	if _, err := g.Handover(ctx, i.Ref, ""); !errors.Is(err, payment.ErrNoIntent) {
		t.Fatalf("got %v, want ErrNoIntent: nobody is led to an order that was given up", err)
	}
	w.server.Pay(i.Ref, razorpaytest.UPI) // their page was still open
	if i, err = g.Find(ctx, r.Reference); err != nil || i.Status != payment.Captured {
		t.Fatalf("got %+v, %v; want the money that came", i, err)
	}
}

func TestDisputesAreHeardOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g, ctx := w.node(), t.Context()
	i := paid(t, w, g, 1000)
	id := w.server.Dispute(i.Ref)
	list := w.server.Webhooks()
	n, err := g.ParseWebhook(list[len(list)-1].Header, list[len(list)-1].Body, at)
	if err != nil || n.Reference != i.Reference || n.About != payment.AboutPayment {
		t.Fatalf("got %+v, %v", n, err)
	}
	want := payment.GatewayDispute{Ref: id, Status: payment.DisputeOpen, Reason: "goods_or_services_not_received", AmountMinor: 1000, EvidenceDue: at.AddDate(0, 0, 7)}
	if i, err = g.Find(ctx, i.Reference); err != nil || len(i.Disputes) != 1 || i.Disputes[0] != want {
		t.Fatalf("got %+v, %v; want %+v", i.Disputes, err, want)
	}
	w.server.Decide(id, false)
	if i, err = g.Find(ctx, i.Reference); err != nil || i.Disputes[0].Status != payment.DisputeLost {
		t.Fatalf("got %+v, %v", i.Disputes, err)
	}
}

// TestFilesGoWithTheEvidence: each once, under a name that says nothing of whoever named it.
func TestFilesGoWithTheEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g, ctx := w.node(), t.Context()
	i := paid(t, w, g, 1000)
	id := w.server.Dispute(i.Ref)
	list := w.server.Webhooks()
	if _, err := g.ParseWebhook(list[len(list)-1].Header, list[len(list)-1].Body, at); err != nil {
		t.Fatal(err)
	}
	e := payment.EvidenceRequest{IdempotencyKey: "evidence:" + id, Reference: i.Reference, Ref: id, Text: "The session took place on 14 March.", Files: []payment.EvidenceFile{
		{Name: "Asha's visit.pdf", ContentType: "application/pdf", Content: []byte("%PDF-1.7 one")}, {Name: "b", ContentType: "image/jpeg", Content: []byte("\xff\xd8 two")}}}
	for name, wrong := range map[string]payment.EvidenceFile{"a text": {ContentType: "text/plain", Content: []byte("words")}, "nothing": {ContentType: "image/png"}} {
		bad := e
		bad.Files = []payment.EvidenceFile{wrong}
		if _, err := g.SubmitEvidence(ctx, bad); !errors.Is(err, payment.ErrGatewayRefused) {
			t.Errorf("%s: got %v, want ErrGatewayRefused", name, err)
		}
	}
	for range 2 {
		if d, err := g.SubmitEvidence(ctx, e); err != nil || d.Status != payment.DisputeReview {
			t.Fatalf("got %+v, %v", d, err)
		}
	}
	if sent := w.server.Evidence(id); len(sent) != 2 || sent[0] != "%PDF-1.7 one" || sent[1] != "\xff\xd8 two" {
		t.Errorf("sent: %q", sent)
	}
	if _, err := g.AcceptDispute(ctx, payment.AcceptRequest{IdempotencyKey: "accept:" + id, Reference: i.Reference, Ref: id}); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Errorf("given up while the bank decides: got %v, want ErrGatewayRefused", err)
	}
}

// A message that is sent again under another id, or by another company, does nothing new.
func TestMessages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.node()
	paid(t, w, g, 1000)
	m := w.server.Webhooks()[0]
	first, err := g.ParseWebhook(m.Header, m.Body, at)
	if err != nil {
		t.Fatal(err)
	}
	again := m.Header.Clone()
	again.Set("X-Razorpay-Event-Id", "another")
	if n, err := g.ParseWebhook(again, m.Body, at); err != nil || n.EventID != first.EventID {
		t.Fatalf("got %+v, %v; want event %s", n, err, first.EventID)
	}
	other := razorpay.New(razorpay.Options{WebhookSecrets: [][]byte{[]byte("other")}, Memory: w.memory, Clock: w.clock})
	if _, err := other.ParseWebhook(m.Header, m.Body, at); !errors.Is(err, payment.ErrSignature) {
		t.Fatalf("got %v, want ErrSignature", err)
	}
	stranger := razorpay.New(razorpay.Options{WebhookSecrets: [][]byte{w.server.Secret}, Memory: newWorld(t).memory, Clock: w.clock})
	if n, err := stranger.ParseWebhook(m.Header, m.Body, at); err != nil || n.About != "" {
		t.Fatalf("got %+v, %v; an order of somebody else is nothing to us", n, err)
	}
	if _, err := g.ParseWebhook(http.Header{razorpay.SignatureHeader: {"zz"}}, m.Body, at); !errors.Is(err, payment.ErrSignature) {
		t.Fatalf("got %v, want ErrSignature", err)
	}
}

func TestAWrongKeyIsNoAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := razorpay.New(razorpay.Options{KeyID: "rzp_test_other", KeySecret: "other secret", Memory: w.memory, Clock: w.clock, URL: w.server.URL})
	_, err := g.Authorise(t.Context(), request(t, 1000, true))
	if !errors.Is(err, payment.ErrUnknown) || strings.Contains(err.Error(), "other secret") {
		t.Fatalf("got %v, want ErrUnknown without the secret", err)
	}
}
