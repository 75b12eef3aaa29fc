package stripe_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/stripe"
	"klear/internal/modules/payment/stripe/stripetest"
	"klear/internal/platform/clock"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

var (
	at  = time.Date(2026, 3, 14, 9, 0, 0, 0, time.UTC)
	src = ids.NewSource(nil)
)

func open(t *testing.T) (*stripe.Gateway, *stripetest.Server) { return openAt(t, clock.NewFake(at)) }

func openAt(t *testing.T, k clock.Clock) (*stripe.Gateway, *stripetest.Server) {
	s := stripetest.New(t, k.Now)
	return stripe.New(stripe.Options{Key: "sk_test", WebhookSecrets: [][]byte{[]byte("whsec_next"), s.Secret}, Memory: gatewaytest.NewMemory(), Label: "Klear Karma", URL: s.URL}), s
}

func saved(s *stripetest.Server, last4 string) payment.Method {
	return payment.Kept(payment.SavedMethod{Ref: s.SaveCard(last4)})
}

func hosted(t testing.TB) payment.Method {
	t.Helper()
	m, err := payment.NewMethod(payment.Online, "")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func request(m payment.Method, minor int64) payment.AuthoriseRequest {
	ref := src.ID()
	return payment.AuthoriseRequest{IdempotencyKey: "auth:" + ref.String(), Reference: ref, Amount: money.Amount{Minor: minor, Currency: "INR"},
		Method: m, Capture: true, ReturnURL: "https://klear.example/return"}
}

// present is a payer who is here and does on Stripe's page at once what the method says: the contract's methods that
// succeed or fail, at a gateway where people pay on its own pages.
type present struct {
	*stripe.Gateway
	server *stripetest.Server
	cards  map[payment.Method]string
}

func (p present) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	i, err := p.Gateway.Authorise(ctx, r)
	card, acts := p.cards[r.Method]
	if err != nil || !acts || i.Status != payment.RequiresAction {
		return i, err
	}
	p.server.Pay(i.Ref, card, true)
	return p.Find(ctx, r.Reference)
}

func (p present) Save(ctx context.Context, r payment.SaveRequest) (payment.SavedMethod, error) {
	m, err := p.Gateway.Save(ctx, r)
	card, acts := p.cards[r.Method]
	if err != nil || !acts || m.Status != payment.RequiresAction {
		return m, err
	}
	p.server.Pay(m.Ref, card, true)
	return p.FindSaved(ctx, r.Reference)
}

// harness is Stripe with a payer whose cards method makes.
func harness(t *testing.T, method func(s *stripetest.Server, last4 string) payment.Method) gatewaytest.Harness {
	k := clock.NewFake(at)
	g, s := openAt(t, k)
	p := present{g, s, map[payment.Method]string{}}
	card := func(last4 string) payment.Method {
		m := method(s, last4)
		p.cards[m] = last4
		return m
	}
	return gatewaytest.Harness{
		Gateway: p, Succeeds: card(stripetest.Visa), Declines: saved(s, stripetest.NoFunds), DeclineCode: payment.DeclineFunds, NeedsAction: hosted(t),
		OffSessionDeclines: card(stripetest.NeedsAction), RefundPends: card(stripetest.RefundPends), RefundFails: card(stripetest.RefundFails),
		Amounts: []money.Amount{{Minor: 50, Currency: "JPY"}, {Minor: 50, Currency: "INR"}, {Minor: 10, Currency: "KWD"}, {Minor: 99_999_999, Currency: "INR"}, {Minor: 500, Currency: "ISK"}},
		Act: func(_ context.Context, ref string, approve bool) error {
			if !s.Pay(ref, stripetest.Visa, approve) {
				return errors.New("the page is closed")
			}
			return nil
		},
		Webhooks: func(context.Context) ([]gatewaytest.Webhook, error) {
			var out []gatewaytest.Webhook
			for _, w := range s.Webhooks() {
				out = append(out, gatewaytest.Webhook(w))
			}
			return out, nil
		},
		Now:     k.Now,
		Advance: func(_ context.Context, d time.Duration) error { k.Advance(d); s.Pass(); return nil },
		Within:  8 * 24 * time.Hour, AuthorisedFor: stripetest.AuthorisedFor,
		Dispute: func(_ context.Context, reference uuid.UUID) error {
			s.Dispute(s.ByReference("payment_intent", reference.String()))
			return nil
		},
		Decide:   func(_ context.Context, ref string, won bool) error { s.Decide(ref, won); return nil },
		Bank:     func(_ context.Context, ref, number string) error { s.Onboard(ref, number); return nil },
		BankPays: stripetest.BankPays, BankReturns: stripetest.BankReturns, BankFails: stripetest.BankFails,
	}
}

func TestContract(t *testing.T) {
	t.Run("saved method", func(t *testing.T) {
		gatewaytest.Run(t, func(t *testing.T) gatewaytest.Harness {
			h := harness(t, saved)
			h.Gateway.(present).cards[h.Declines] = stripetest.NoFunds
			return h
		})
	})
	t.Run("hosted page", func(t *testing.T) {
		gatewaytest.Run(t, func(t *testing.T) gatewaytest.Harness {
			h := harness(t, func(_ *stripetest.Server, last4 string) payment.Method {
				m, err := payment.NewMethod(payment.Card, "a card ending "+last4)
				if err != nil {
					t.Fatal(err)
				}
				return m
			})
			h.Gateway.(present).cards[h.Declines] = stripetest.NoFunds // when it is to be kept; charged, it is one that was kept before
			return h
		})
	})
}

// A call whose answer was lost, and a failure that Stripe stored and repeats, end with one charge.
func TestFailuresOfStripe(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]int{
		"creation fails":                {500},
		"creation fails twice":          {500, 500},
		"the answer to creation is bad": {-500},
		"another made it meanwhile":     {409},
		"limited":                       {429},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, s := open(t)
			r := request(saved(s, stripetest.Visa), 1000)
			s.Fail(faults...)
			var got payment.Intent
			err := payment.ErrUnknown.With(nil)
			for range 4 {
				i, e := g.Authorise(t.Context(), r)
				if got = i; e == nil {
					err = nil
					break
				}
				if !errors.Is(e, payment.ErrUnknown) {
					t.Fatalf("got %v, want ErrUnknown: nobody knows", e)
				}
				if _, e = g.Find(t.Context(), r.Reference); !errors.Is(e, payment.ErrNoIntent) {
					t.Fatalf("got %v, want ErrNoIntent: nothing can have been taken", e)
				}
			}
			if err != nil || got.Status != payment.Captured {
				t.Fatalf("got %+v, %v", got, err)
			}
			if rows := report(t, g); len(rows) != 2 { // the capture and its fee
				t.Fatalf("%d rows, want one capture: %+v", len(rows), rows)
			}
		})
	}
}

func TestAStoredFailureOfARefundIsPassed(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]int{"not done": {500}, "done": {-500}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, s := open(t)
			i, err := g.Authorise(t.Context(), request(saved(s, stripetest.Visa), 1000))
			if err != nil {
				t.Fatal(err)
			}
			s.Fail(faults...)
			r := payment.RefundRequest{IdempotencyKey: "refund:1", Reference: i.Reference, Ref: i.Ref, AmountMinor: 400}
			if _, err := g.Refund(t.Context(), r); !errors.Is(err, payment.ErrUnknown) {
				t.Fatalf("got %v, want ErrUnknown", err)
			}
			if _, err := g.Refund(t.Context(), r); err != nil {
				t.Fatal(err)
			}
			if got, err := g.Find(t.Context(), i.Reference); err != nil || got.RefundedMinor != 400 || len(got.Refunds) != 1 {
				t.Fatalf("got %+v, %v; want one refund of 400", got, err)
			}
		})
	}
}

// A key of another account, or none, says nothing about our payments.
func TestAWrongKeyIsNoAnswer(t *testing.T) {
	t.Parallel()
	_, s := open(t)
	g := stripe.New(stripe.Options{Key: "sk_other", Memory: gatewaytest.NewMemory(), URL: s.URL})
	_, err := g.Authorise(t.Context(), request(hosted(t), 1000))
	if !errors.Is(err, payment.ErrUnknown) || strings.Contains(err.Error(), "sk_other") {
		t.Fatalf("got %v, want ErrUnknown without the key", err)
	}
}

func TestFailedRefundsAndExpiredReservationsAreRead(t *testing.T) {
	t.Parallel()
	g, s := open(t)
	card := saved(s, stripetest.Visa)
	i, err := g.Authorise(t.Context(), request(card, 1000))
	if err != nil {
		t.Fatal(err)
	}
	back, err := g.Refund(t.Context(), payment.RefundRequest{IdempotencyKey: "refund:1", Reference: i.Reference, Ref: i.Ref, AmountMinor: 400})
	if err != nil {
		t.Fatal(err)
	}
	s.FailRefund(back.Ref)
	got, err := g.Find(t.Context(), i.Reference)
	if err != nil || got.RefundedMinor != 0 || len(got.Refunds) != 1 || got.Refunds[0].Status != payment.RefundFailed || got.FeeMinor != stripetest.Fee(1000) {
		t.Fatalf("got %+v, %v; want a failed refund", got, err)
	}
	r := request(card, 1000)
	r.Capture = false
	held, err := g.Authorise(t.Context(), r)
	if err != nil || !held.ExpiresAt.Equal(at.AddDate(0, 0, 7)) {
		t.Fatalf("got %+v, %v; want a reservation for seven days", held, err)
	}
	s.Expire(held.Ref)
	if got, err := g.Find(t.Context(), r.Reference); err != nil || got.Status != payment.Voided || got.DeclineCode != payment.DeclineAuthExpired {
		t.Fatalf("got %+v, %v; want an expired reservation", got, err)
	}
}

// Off session nobody can be asked; with the payer here the bank may ask.
func TestSavedMethods(t *testing.T) {
	t.Parallel()
	g, s := open(t)
	ctx := t.Context()
	ref, payer := src.ID(), src.ID()
	want := payment.SaveRequest{IdempotencyKey: "save:" + ref.String(), Reference: ref, Payer: payer, Method: hosted(t), ReturnURL: "https://klear.example/wallet"}
	if _, err := g.FindSaved(ctx, ref); !errors.Is(err, payment.ErrNoIntent) {
		t.Fatalf("got %v, want ErrNoIntent", err)
	}
	first, err := g.Save(ctx, want)
	again, err2 := g.Save(ctx, want)
	if err != nil || err2 != nil || first.Status != payment.RequiresAction || first.ActionURL == "" || again.Ref != first.Ref {
		t.Fatalf("got %+v and %+v, %v %v; want one page", first, again, err, err2)
	}
	s.Pay(first.Ref, stripetest.NeedsAction, true)
	kept, err := g.FindSaved(ctx, ref)
	if err != nil || kept.Status != payment.Authorised || kept.Method != "Visa ending 3155" || kept.Reference != ref {
		t.Fatalf("got %+v, %v; want a method that can be charged", kept, err)
	}
	r := request(payment.Kept(kept), 1000)
	r.OffSession = true
	if i, err := g.Authorise(ctx, r); err != nil || i.Status != payment.Declined || i.DeclineCode != payment.DeclineAuthenticated {
		t.Fatalf("got %+v, %v; want a refusal: nobody is there to confirm", i, err)
	}
	r = request(payment.Kept(kept), 1000)
	i, err := g.Authorise(ctx, r)
	if err != nil || i.Status != payment.RequiresAction || i.ActionURL == "" {
		t.Fatalf("got %+v, %v; want a question of the bank", i, err)
	}
	s.Answer(i.Ref, true)
	if i, err = g.Find(ctx, r.Reference); err != nil || i.Status != payment.Captured {
		t.Fatalf("got %+v, %v", i, err)
	}
	for range 2 {
		if err := g.Forget(ctx, kept.Ref); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err = g.FindSaved(ctx, ref); err != nil || kept.Status != payment.Voided {
		t.Fatalf("got %+v, %v; want a forgotten method", kept, err)
	}
	if _, err := g.Authorise(ctx, request(payment.Kept(kept), 1000)); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Fatalf("got %v, want ErrGatewayRefused", err)
	}
}

func payee(t *testing.T, g *stripe.Gateway, s *stripetest.Server) payment.GatewayPayee {
	t.Helper()
	r := payment.PayeeRequest{Reference: src.ID(), Country: "IN", Currency: "INR", ReturnURL: "https://klear.example/pro/payouts"}
	r.IdempotencyKey = "payee:" + r.Reference.String()
	p, err := g.OpenPayee(t.Context(), r)
	if err != nil || p.Ready || p.URL == "" {
		t.Fatalf("got %+v, %v; want pages to go on with", p, err)
	}
	if again, err := g.OpenPayee(t.Context(), r); err != nil || again.Ref != p.Ref {
		t.Fatalf("got %+v, %v; want the account that there is", again, err)
	}
	s.Onboard(p.Ref, stripetest.BankPays)
	p, err = g.FindPayee(t.Context(), r.Reference)
	if err != nil || !p.Ready || p.URL != "" || p.Bank != "Bank account ending 6789" || p.Reference != r.Reference {
		t.Fatalf("got %+v, %v; want a payee who is ready", p, err)
	}
	return p
}

func TestPayouts(t *testing.T) {
	t.Parallel()
	g, s := open(t)
	s.Fund(20_000, "inr")
	p := payee(t, g, s)
	send := func() payment.PayoutRequest {
		ref := src.ID()
		return payment.PayoutRequest{IdempotencyKey: "po:" + ref.String(), Reference: ref, PayeeRef: p.Ref, Amount: money.Amount{Minor: 9000, Currency: "INR"}}
	}
	is := func(r payment.PayoutRequest, status payment.PayoutStatus, code string) {
		t.Helper()
		got, err := g.FindPayout(t.Context(), r.Reference)
		if err != nil || got.Status != status || got.FailureCode != code || got.Amount != r.Amount || got.Reference != r.Reference {
			t.Fatalf("got %+v, %v; want %s %s", got, err, status, code)
		}
	}
	paid := send()
	for range 2 {
		if got, err := g.Payout(t.Context(), paid); err != nil || got.Status != payment.PayoutInTransit {
			t.Fatalf("got %+v, %v", got, err)
		}
	}
	s.Bank(p.Ref, "")
	is(paid, payment.PayoutPaid, "")
	back := send()
	if _, err := g.Payout(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	s.Bank(p.Ref, "account_closed")
	for range 2 {
		is(back, payment.PayoutReturned, "account_closed")
	}
	other := back
	other.Amount.Minor++
	if _, err := g.Payout(t.Context(), other); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Fatalf("got %v, want ErrGatewayRefused", err)
	}
	empty := send()
	empty.Amount.Minor = 11_001
	if _, err := g.Payout(t.Context(), empty); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Fatalf("got %v, want ErrGatewayRefused", err)
	}
	if _, err := g.FindPayout(t.Context(), empty.Reference); !errors.Is(err, payment.ErrNoIntent) {
		t.Fatalf("got %v, want ErrNoIntent", err)
	}
	var moved int64
	for _, row := range report(t, g) {
		moved += row.Amount.Minor
	}
	if moved != -9000 { // one payout left; the other came back
		t.Fatalf("the balance moved by %d, want -9000", moved)
	}
}

// A payout whose second half was lost goes on under the same key, and sends no more.
func TestAPayoutGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]int{
		"transfer not made": {500}, "transfer made": {-500}, "payout not made": {0, 500}, "payout made": {0, -500},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, s := open(t)
			s.Fund(9000, "inr") // once, and not twice
			p := payee(t, g, s)
			ref := src.ID()
			r := payment.PayoutRequest{IdempotencyKey: "po:" + ref.String(), Reference: ref, PayeeRef: p.Ref, Amount: money.Amount{Minor: 9000, Currency: "INR"}}
			s.Fail(faults...)
			if _, err := g.Payout(t.Context(), r); !errors.Is(err, payment.ErrUnknown) {
				t.Fatalf("got %v, want ErrUnknown", err)
			}
			if got, err := g.Payout(t.Context(), r); err != nil || got.Status != payment.PayoutInTransit {
				t.Fatalf("got %+v, %v", got, err)
			}
			if rows := report(t, g); len(rows) != 1 || rows[0].Amount.Minor != -9000 {
				t.Fatalf("got %+v, want one transfer", rows)
			}
		})
	}
}

func TestDisputes(t *testing.T) {
	t.Parallel()
	g, s := open(t)
	r := request(hosted(t), 10_000)
	i, err := g.Authorise(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	s.Pay(i.Ref, stripetest.Visa, true)
	if i, err = g.Find(t.Context(), r.Reference); err != nil || len(i.Disputes) != 0 {
		t.Fatalf("got %+v, %v", i, err)
	}
	id := s.Dispute(s.IntentOf(i.Ref))
	last := s.Webhooks()[len(s.Webhooks())-1]
	n, err := g.ParseWebhook(last.Header, last.Body, at)
	if err != nil || n.Reference != r.Reference || n.About != payment.AboutPayment {
		t.Fatalf("got %+v, %v; a dispute is news of its payment", n, err)
	}
	want := payment.GatewayDispute{Ref: id, Status: payment.DisputeOpen, Reason: "product_not_received", AmountMinor: 10_000, FeeMinor: stripetest.DisputeFee, EvidenceDue: at.AddDate(0, 0, 7)}
	if i, err = g.Find(t.Context(), r.Reference); err != nil || len(i.Disputes) != 1 || i.Disputes[0] != want {
		t.Fatalf("got %+v, %v; want %+v", i.Disputes, err, want)
	}
	files := []payment.EvidenceFile{{Name: "Asha's visit.pdf", ContentType: "application/pdf", Content: []byte("%PDF-1.7 one")}, {Name: "b", ContentType: "image/png", Content: []byte("\x89PNG two")},
		{Name: "c", ContentType: "image/jpeg", Content: []byte("\xff\xd8 three")}, {Name: "d", ContentType: "application/pdf", Content: []byte("%PDF-1.7 four")}}
	e := payment.EvidenceRequest{IdempotencyKey: "evidence:" + id, Reference: r.Reference, Ref: id, Text: "The session took place on 14 March.", Files: files}
	s.Fail(0, 0, 0, 0, 500) // the files are there, and the evidence is not taken
	if _, err := g.SubmitEvidence(t.Context(), e); !errors.Is(err, payment.ErrUnknown) {
		t.Fatalf("got %v, want ErrUnknown", err)
	}
	for range 2 {
		if d, err := g.SubmitEvidence(t.Context(), e); err != nil || d.Status != payment.DisputeReview {
			t.Fatalf("got %+v, %v", d, err)
		}
	}
	sent := s.Evidence(id)
	for _, f := range files {
		if !slices.Contains(sent, string(f.Content)) || len(sent) != len(files) {
			t.Errorf("%q is missing, or one came twice: %q", f.Content, sent)
		}
	}
	if n := len(slices.DeleteFunc(s.Calls(), func(call string) bool { return call != "POST /v1/files" })); n != len(files) {
		t.Errorf("%d uploads of %d files: a retry uploads nothing again", n, len(files))
	}
	s.Decide(id, true)
	if i, err = g.Find(t.Context(), r.Reference); err != nil || i.Disputes[0].Status != payment.DisputeWon {
		t.Fatalf("got %+v, %v", i, err)
	}
	if _, err := g.SubmitEvidence(t.Context(), e); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Fatalf("got %v, want ErrGatewayRefused", err)
	}
	kinds := map[payment.ReportKind]int64{}
	for _, row := range report(t, g) {
		if row.Reference != r.Reference {
			t.Errorf("%+v is not known to be about the payment", row)
		}
		kinds[row.Kind] += row.Amount.Minor
	}
	if kinds[payment.ReportCapture] != 10_000 || kinds[payment.ReportDispute] != -10_000 || kinds[payment.ReportDisputeWon] != 10_000 ||
		kinds[payment.ReportFee] != -stripetest.DisputeFee-stripetest.Fee(10_000) {
		t.Fatalf("got %v", kinds)
	}
}

func report(t *testing.T, g *stripe.Gateway) []payment.ReportRow {
	t.Helper()
	rows, err := g.Report(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWhatStripeDoesNotTake(t *testing.T) {
	t.Parallel()
	g, _ := open(t)
	for _, tt := range []struct {
		amount money.Amount
		reason payment.PriceReason // "": it takes it
	}{
		{money.Amount{Minor: 50, Currency: "INR"}, ""},
		{money.Amount{Minor: 49, Currency: "INR"}, payment.PriceTooLow},
		{money.Amount{Minor: 50, Currency: "JPY"}, ""},
		{money.Amount{Minor: 49, Currency: "JPY"}, payment.PriceTooLow},
		{money.Amount{Minor: 5120, Currency: "KWD"}, ""},
		{money.Amount{Minor: 5124, Currency: "KWD"}, payment.PriceStep},
		{money.Amount{Minor: 100_000_000, Currency: "INR"}, payment.PriceTooHigh},
		{money.Amount{Minor: 1_000_000, Currency: "ISK"}, payment.PriceTooHigh},
		{money.Amount{Minor: 1000, Currency: "IQD"}, payment.PriceCurrency},
		{money.Amount{Minor: 1000, Currency: "MGA"}, payment.PriceCurrency},
	} {
		err := g.Takes(tt.amount)
		if tt.reason == "" && err == nil {
			continue
		}
		var why payment.PriceReason
		if e := (payment.PriceDetails{}); errors.Is(err, payment.ErrPrice) {
			e, _ = details(err).(payment.PriceDetails)
			why = e.Reason
		}
		if why != tt.reason || tt.reason == "" {
			t.Errorf("%+v: got %v, want %q", tt.amount, err, tt.reason)
		}
	}
}

func TestMessagesAboutOthersSpeakOfNothing(t *testing.T) {
	t.Parallel()
	g, s := open(t)
	for body, want := range map[string]payment.Subject{
		`{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","metadata":{}}}}`:                                                           "",
		`{"id":"evt_2","type":"balance.available","data":{"object":{"object":"balance"}}}`:                                                                                       "",
		`{"id":"evt_3","type":"charge.dispute.created","data":{"object":{"object":"dispute","payment_intent":"pi_other","metadata":{}}}}`:                                        "",
		`{"id":"evt_4","type":"checkout.session.completed","data":{"object":{"object":"checkout.session","mode":"setup","metadata":{"reference":"` + src.ID().String() + `"}}}}`: payment.AboutSaved,
		`{"id":"evt_5","type":"account.updated","data":{"object":{"object":"account","metadata":{"reference":"` + src.ID().String() + `"}}}}`:                                    payment.AboutPayee,
		`{"id":"evt_6","type":"payout.failed","data":{"object":{"object":"payout","metadata":{"reference":"` + src.ID().String() + `"}}}}`:                                       payment.AboutPayout,
	} {
		h := http.Header{}
		h.Set(stripe.SignatureHeader, payment.SignWebhook(s.Secret, []byte(body), at))
		n, err := g.ParseWebhook(h, []byte(body), at)
		if err != nil || n.About != want || n.EventID == "" || (n.Reference == uuid.Nil) != (want == "") {
			t.Errorf("%s: got %+v, %v; want %q", body, n, err, want)
		}
	}
}

// TestPayoutSteps are those of docs.stripe.com/currencies: tens of what has three decimals, whole forints and Taiwan dollars.
func TestPayoutSteps(t *testing.T) {
	g, _ := open(t)
	for currency, want := range map[string]int64{"KWD": 10, "BHD": 10, "JOD": 10, "OMR": 10, "TND": 10, "HUF": 100, "TWD": 100, "INR": 1, "JPY": 1, "ISK": 1} {
		if got := g.PayoutStep(currency); got != want {
			t.Errorf("%s: %d, want %d", currency, got, want)
		}
	}
}
