package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var (
	at     = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	secret = []byte("a secret of the sandbox")
)

// receiver is the other end of the wire.
type receiver struct {
	mu   sync.Mutex
	got  []gatewaytest.Webhook
	fail int // refuse so many first
}

func (r *receiver) deliver(_ context.Context, h http.Header, body []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail > 0 {
		r.fail--
		return errors.New("receiver: down")
	}
	r.got = append(r.got, gatewaytest.Webhook{Header: h, Body: body})
	return nil
}

func (r *receiver) all() []gatewaytest.Webhook {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]gatewaytest.Webhook(nil), r.got...)
}

func open(t testing.TB, d *db.DB) (*sandbox.Gateway, *clock.Fake, *receiver) {
	clk, rec := clock.NewFake(at), &receiver{}
	return sandbox.New(sandbox.Options{DB: d, Clock: clk, IDs: ids.NewSource(nil), Secrets: [][]byte{secret}, Deliver: rec.deliver}), clk, rec
}

func card(t testing.TB, number string) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(payment.Card, number)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestContract(t *testing.T) {
	for name, succeeds := range map[string]payment.Method{"card": card(t, sandbox.CardSucceeds), "upi": upi(t, sandbox.UPISucceeds)} {
		t.Run(name, func(t *testing.T) {
			gatewaytest.Run(t, func(t *testing.T) gatewaytest.Harness {
				g, clk, rec := open(t, dbtest.New(t))
				return gatewaytest.Harness{
					Gateway: g, Succeeds: succeeds, Declines: card(t, sandbox.CardNoFunds), DeclineCode: payment.DeclineFunds,
					NeedsAction: card(t, sandbox.CardNeedsAction), AnswersLater: card(t, sandbox.CardAnswersLater),
					Act:    g.CompleteChallenge,
					Settle: func(ctx context.Context) error { clk.Advance(sandbox.DefaultSettleAfter); return g.Tick(ctx) },
					Webhooks: func(ctx context.Context) ([]gatewaytest.Webhook, error) {
						err := g.Tick(ctx)
						return rec.all(), err
					},
					Now:     clk.Now,
					Advance: g.Advance, Within: 14 * 24 * time.Hour, AuthorisedFor: sandbox.AuthorisedFor,
					OffSessionDeclines: card(t, sandbox.CardOffSessionDeclines), RefundPends: card(t, sandbox.CardRefundPends), RefundFails: card(t, sandbox.CardRefundFails),
					Dispute: func(ctx context.Context, reference uuid.UUID) error { return g.OpenDispute(ctx, reference, "general") },
					Decide:  g.DecideDispute, Bank: g.SetBank, BankPays: sandbox.BankPays, BankReturns: sandbox.BankReturns, BankFails: sandbox.BankFails,
				}
			})
		})
	}
}

func upi(t testing.TB, id string) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(payment.UPI, id)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func request(m payment.Method) payment.AuthoriseRequest {
	ref := ids.NewSource(nil).ID()
	return payment.AuthoriseRequest{IdempotencyKey: "auth:" + ref.String(), Reference: ref, Amount: money.Amount{Minor: 1000, Currency: "INR"}, Method: m, Capture: true}
}

func TestPublishedNumbersPassLuhn(t *testing.T) {
	t.Parallel()
	for _, number := range []string{sandbox.CardSucceeds, sandbox.CardDeclined, sandbox.CardNoFunds, sandbox.CardNeedsAction, sandbox.CardAnswersLater,
		sandbox.CardOffSessionDeclines, sandbox.CardShortHold, sandbox.CardRefundPends, sandbox.CardRefundFails, sandbox.CardDisputed} {
		sum, double := 0, false
		for i := len(number) - 1; i >= 0; i-- {
			if number[i] == ' ' {
				continue
			}
			d := int(number[i] - '0')
			if double {
				if d *= 2; d > 9 {
					d -= 9
				}
			}
			sum, double = sum+d, !double
		}
		if sum%10 != 0 {
			t.Errorf("%s is not a card number", number)
		}
	}
}

func TestMethodsDecideTheAnswer(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	for _, tt := range []struct {
		m       payment.Method
		status  payment.Status
		decline string
		summary string
	}{
		{card(t, "4242424242424242"), payment.Captured, "", "Test card ending 4242"},
		{card(t, "4242-4242-4242-4242"), payment.Captured, "", "Test card ending 4242"},
		{card(t, sandbox.CardDeclined), payment.Declined, payment.DeclineGeneric, "Test card ending 0002"},
		{card(t, sandbox.CardNoFunds), payment.Declined, payment.DeclineFunds, "Test card ending 9995"},
		{card(t, sandbox.CardNeedsAction), payment.RequiresAction, "", "Test card ending 3155"},
		{card(t, sandbox.CardAnswersLater), payment.Processing, "", "Test card ending 0077"},
		{upi(t, " Success@Sandbox "), payment.Captured, "", "Test UPI (succeeds)"},
		{upi(t, sandbox.UPIDeclined), payment.Declined, payment.DeclineUPI, "Test UPI (declines)"},
	} {
		i, err := g.Authorise(context.Background(), request(tt.m))
		if err != nil || i.Status != tt.status || i.DeclineCode != tt.decline || i.Method != tt.summary {
			t.Errorf("%s: got %s %q %v, want %s %q", tt.summary, i.Status, i.DeclineCode, err, tt.status, tt.decline)
		}
	}
}

// A real card's number must not survive anywhere: not in the database, an error, a log line or a printed value.
func TestOtherNumbersAreRefusedAndForgotten(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	g, _, _ := open(t, d)
	ctx := context.Background()
	for _, m := range []payment.Method{
		card(t, "5555 5555 5555 4444"), card(t, "4242 4242 4242 4241"), card(t, "success@sandbox"), upi(t, "asha@okbank"), upi(t, "4242424242424242"),
	} {
		_, err := g.Authorise(ctx, request(m))
		if !errors.Is(err, payment.ErrTestCardOnly) {
			t.Errorf("got %v, want ErrTestCardOnly", err)
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("paid", "method", m, "error", err)
		for _, printed := range []string{fmt.Sprint(err), fmt.Sprintf("%v %+v %#v %s %q", m, m, m, m, m), fmt.Sprintf("%+v %#v", request(m), request(m)), log.String()} {
			if strings.Contains(printed, m.Secret()) {
				t.Errorf("the number appears in %q", printed)
			}
		}
	}
	var n int
	if err := d.QueryRow(ctx, "select count(*) from sandbox_gateway.intent").Scan(&n); err != nil || n != 0 {
		t.Errorf("%d intents, %v; want none", n, err)
	}
}

func TestWebhooksComeAgainUntilTaken(t *testing.T) {
	t.Parallel()
	g, clk, rec := open(t, dbtest.New(t))
	ctx := context.Background()
	rec.fail = 5 // both messages of a payment, then those and that of its fee
	if _, err := g.Authorise(ctx, request(card(t, sandbox.CardSucceeds))); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := g.Tick(ctx); err == nil {
			t.Fatal("a receiver that is down must be reported")
		}
		if err := g.Tick(ctx); err != nil || len(rec.all()) != 0 {
			t.Fatalf("%v, %d delivered; the message is not due again yet", err, len(rec.all()))
		}
		clk.Advance(time.Minute)
	}
	for range 2 {
		if err := g.Tick(ctx); err != nil {
			t.Fatal(err)
		}
		clk.Advance(time.Hour)
	}
	if n := len(rec.all()); n != 2+1 {
		t.Fatalf("%d messages taken, want those of the payment and of its fee", n)
	}
}

func TestConcurrentRoundsDeliverEachMessageOnce(t *testing.T) {
	t.Parallel()
	g, _, rec := open(t, dbtest.New(t))
	ctx := context.Background()
	for range 30 {
		if _, err := g.Authorise(ctx, request(card(t, sandbox.CardSucceeds))); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := g.Tick(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(rec.all()); n != 2*30 {
		t.Fatalf("%d messages, want two for each payment", n)
	}
}

func TestASecretCanBeReplaced(t *testing.T) {
	t.Parallel()
	d := dbtest.New(t)
	g, clk, rec := open(t, d)
	ctx := context.Background()
	if _, err := g.Authorise(ctx, request(card(t, sandbox.CardSucceeds))); err != nil {
		t.Fatal(err)
	}
	if err := g.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	w := rec.all()[0]
	for name, tt := range map[string]struct {
		secrets [][]byte
		want    error
	}{
		"rotated": {[][]byte{[]byte("the next secret"), secret}, nil},
		"wrong":   {[][]byte{[]byte("the next secret")}, payment.ErrSignature},
	} {
		other := sandbox.New(sandbox.Options{DB: d, Clock: clk, Secrets: tt.secrets})
		if _, err := other.ParseWebhook(w.Header, w.Body, clk.Now()); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

func TestChallengeShowsWhatIsAsked(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx := context.Background()
	r := request(card(t, sandbox.CardNeedsAction))
	r.ReturnURL = "https://klear.example/b/1"
	i, err := g.Authorise(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	want := sandbox.Challenge{IntentID: i.Ref, Amount: r.Amount, Method: "Test card ending 3155", ReturnURL: r.ReturnURL, Open: true}
	if got, err := g.Challenge(ctx, i.Ref); err != nil || got != want {
		t.Fatalf("got %+v, %v; want %+v", got, err, want)
	}
	if i.ActionURL != sandbox.ChallengePath+i.Ref {
		t.Errorf("action URL %q", i.ActionURL)
	}
	for range 2 { // a double click
		if err := g.CompleteChallenge(ctx, i.Ref, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.CompleteChallenge(ctx, i.Ref, false); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Fatalf("got %v, want ErrGatewayRefused", err)
	}
	if _, err := g.Challenge(ctx, "sbx_in_none"); !errors.Is(err, payment.ErrNoIntent) {
		t.Fatalf("got %v, want ErrNoIntent", err)
	}
}
