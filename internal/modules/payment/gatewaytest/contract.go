// Package gatewaytest is the contract of payment.Gateway and of what only some gateways can do, as one test suite that every
// adapter passes. A part that an adapter or its test mode does not have is left out.
package gatewaytest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// Webhook is a message that the gateway sent.
type Webhook struct {
	Header http.Header
	Body   []byte
}

// Harness is an adapter under test. Methods that the gateway's test mode does not offer stay zero: their part of the
// contract is left out.
type Harness struct {
	Gateway      payment.Gateway
	Succeeds     payment.Method
	Declines     payment.Method
	DeclineCode  string // what Declines is declined with
	NeedsAction  payment.Method
	AnswersLater payment.Method
	Act          func(ctx context.Context, ref string, approve bool) error // answers for the payer
	Settle       func(ctx context.Context) error                           // lets late answers arrive
	Webhooks     func(ctx context.Context) ([]Webhook, error)              // everything delivered so far
	Now          func() time.Time
	// Amounts are what is paid in currencies of 0, 2 and 3 decimals, for gateways with limits of their own; nil: the least
	// and the largest that we know.
	Amounts []money.Amount
	// Timeless gateways sign no time: an old message is refused by its event id, and not by its age.
	Timeless bool
	// TakenWhenLost gateways leave the money of a dispute where it is until it is lost.
	TakenWhenLost bool
	// WholeFee gateways take the fee of the whole when a part is captured.
	WholeFee bool

	// What only some gateways can do, and only a test mode can make happen.
	Advance            func(ctx context.Context, d time.Duration) error // moves the gateway's clock, and lets happen what is due by it
	Within             time.Duration                                    // by then everything slow has happened: fees, refunds, payouts, returns
	AuthorisedFor      time.Duration                                    // an authorisation of Succeeds; then it is void
	OffSessionDeclines payment.Method                                   // can be kept; charges while the payer is away are declined
	RefundPends        payment.Method
	RefundFails        payment.Method                                           // after it was pending or had succeeded
	Dispute            func(ctx context.Context, reference uuid.UUID) error     // the payer calls their bank
	Decide             func(ctx context.Context, ref string, won bool) error    // the bank decides a dispute
	Bank               func(ctx context.Context, payeeRef, number string) error // a practitioner names an account; "": takes it away
	BankPays           string
	BankReturns        string // paid, then sent back
	BankFails          string // never arrives
}

// Run checks the contract. open gives a fresh gateway.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for name, test := range map[string]func(*suite){
		"an authorisation ends":              (*suite).authorisationEnds,
		"fees":                               (*suite).fees,
		"a refund that waits":                (*suite).refundWaits,
		"a refund that fails":                (*suite).refundFails,
		"keep a method":                      (*suite).keep,
		"keep a method with an action":       (*suite).keepWithAction,
		"keep a method that declines":        (*suite).keepDeclined,
		"declined while the payer is away":   (*suite).offSessionDeclined,
		"forget a method":                    (*suite).forget,
		"dispute won":                        (*suite).disputeWon,
		"dispute lost":                       (*suite).disputeLost,
		"evidence is taken once":             (*suite).evidenceOnce,
		"a dispute that is given up":         (*suite).disputeAccepted,
		"news of banks":                      (*suite).bankNews,
		"payees":                             (*suite).payees,
		"payout":                             (*suite).payout,
		"one key, one payout":                (*suite).oneKeyOnePayout,
		"a payout that a bank sends back":    (*suite).payoutReturned,
		"a payout that never arrives":        (*suite).payoutFails,
		"payouts that cannot be":             (*suite).payoutsRefused,
		"payouts in steps":                   (*suite).payoutSteps,
		"reports sum to the movements":       (*suite).reports,
		"capture at once":                    (*suite).captureAtOnce,
		"authorise, then capture":            (*suite).authoriseThenCapture,
		"capture a part":                     (*suite).capturePart,
		"void":                               (*suite).void,
		"one key, one intent":                (*suite).oneKeyOneIntent,
		"a key with other terms is refused":  (*suite).keyWithOtherTerms,
		"find":                               (*suite).find,
		"partial refunds":                    (*suite).partialRefunds,
		"one key, one refund":                (*suite).oneKeyOneRefund,
		"refund of what was not captured":    (*suite).refundTooEarly,
		"currencies of 0, 2 and 3 decimals":  (*suite).currencies,
		"amounts that nobody can pay":        (*suite).badAmounts,
		"declined":                           (*suite).declined,
		"action approved":                    (*suite).actionApproved,
		"action refused":                     (*suite).actionRefused,
		"action given up":                    (*suite).actionGivenUp,
		"late answer":                        (*suite).lateAnswer,
		"webhooks are genuine and fresh":     (*suite).webhooks,
		"the summary is all that it retains": (*suite).summary,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(&suite{T: t, Harness: open(t), ctx: context.Background()})
		})
	}
}

type suite struct {
	*testing.T
	Harness
	ctx context.Context
}

var src = ids.NewSource(nil)

func (s *suite) request(m payment.Method, minor int64, capture bool) payment.AuthoriseRequest {
	ref := src.ID()
	return payment.AuthoriseRequest{IdempotencyKey: "auth:" + ref.String(), Reference: ref, Amount: money.Amount{Minor: minor, Currency: "INR"},
		Method: m, Capture: capture, ReturnURL: "https://klear.example/return"}
}

func (s *suite) authorise(r payment.AuthoriseRequest) payment.Intent {
	s.Helper()
	i, err := s.Gateway.Authorise(s.ctx, r)
	if err != nil {
		s.Fatalf("authorise: %v", err)
	}
	return i
}

func (s *suite) want(i payment.Intent, r payment.AuthoriseRequest, status payment.Status, captured int64) {
	s.Helper()
	if i.Ref == "" || i.Reference != r.Reference || i.Status != status || i.Amount != r.Amount || i.CapturedMinor != captured {
		s.Fatalf("got %+v; want %s of %+v, captured %d, for %s", i, status, r.Amount, captured, r.Reference)
	}
}

func (s *suite) refused(err error) {
	s.Helper()
	if !errors.Is(err, payment.ErrGatewayRefused) {
		s.Fatalf("got %v, want ErrGatewayRefused", err)
	}
}

func (s *suite) capture(i payment.Intent, minor int64) (payment.Intent, error) {
	return s.Gateway.Capture(s.ctx, payment.CaptureRequest{IdempotencyKey: "cap:" + i.Reference.String(), Reference: i.Reference, Ref: i.Ref, AmountMinor: minor})
}

func (s *suite) giveUp(i payment.Intent) (payment.Intent, error) {
	return s.Gateway.Void(s.ctx, payment.VoidRequest{IdempotencyKey: "void:" + i.Reference.String(), Reference: i.Reference, Ref: i.Ref})
}

func (s *suite) refund(i payment.Intent, key string, minor int64) (payment.GatewayRefund, error) {
	return s.Gateway.Refund(s.ctx, payment.RefundRequest{IdempotencyKey: key, Reference: i.Reference, Ref: i.Ref, AmountMinor: minor})
}

func (s *suite) captureAtOnce() {
	r := s.request(s.Succeeds, 150_000, true)
	s.want(s.authorise(r), r, payment.Captured, 150_000)
}

func (s *suite) authoriseThenCapture() {
	r := s.request(s.Succeeds, 150_000, false)
	i := s.authorise(r)
	s.want(i, r, payment.Authorised, 0)
	for range 2 { // the second is a retry
		got, err := s.capture(i, 150_000)
		if err != nil {
			s.Fatal(err)
		}
		s.want(got, r, payment.Captured, 150_000)
	}
	_, err := s.giveUp(i)
	s.refused(err)
}

func (s *suite) capturePart() {
	r := s.request(s.Succeeds, 150_000, false)
	i := s.authorise(r)
	_, err := s.capture(i, 150_001)
	s.refused(err)
	got, err := s.capture(i, 50_000)
	if err != nil {
		s.Fatal(err)
	}
	s.want(got, r, payment.Captured, 50_000)
	_, err = s.capture(i, 100_000) // the rest was released
	s.refused(err)
	_, err = s.refund(got, "refund:more", 50_001)
	s.refused(err)
}

func (s *suite) void() {
	r := s.request(s.Succeeds, 150_000, false)
	i := s.authorise(r)
	for range 2 {
		got, err := s.giveUp(i)
		if err != nil {
			s.Fatal(err)
		}
		s.want(got, r, payment.Voided, 0)
	}
	_, err := s.capture(i, 150_000)
	s.refused(err)
}

func (s *suite) oneKeyOneIntent() {
	r := s.request(s.Succeeds, 150_000, true)
	var wg sync.WaitGroup
	refs := make([]string, 20)
	for n := range refs {
		wg.Go(func() {
			i, err := s.Gateway.Authorise(s.ctx, r)
			if err != nil {
				s.Error(err)
			}
			refs[n] = i.Ref
		})
	}
	wg.Wait()
	for _, ref := range refs {
		if ref == "" || ref != refs[0] {
			s.Fatalf("one key made several intents: %v", refs)
		}
	}
}

func (s *suite) keyWithOtherTerms() {
	r := s.request(s.Succeeds, 150_000, true)
	s.authorise(r)
	r.Amount.Minor++
	_, err := s.Gateway.Authorise(s.ctx, r)
	s.refused(err)
}

func (s *suite) find() {
	if _, err := s.Gateway.Find(s.ctx, src.ID()); !errors.Is(err, payment.ErrNoIntent) {
		s.Fatalf("got %v, want ErrNoIntent", err)
	}
	r := s.request(s.Succeeds, 150_000, true)
	i := s.authorise(r)
	if _, err := s.refund(i, "refund:"+i.Ref, 40_000); err != nil {
		s.Fatal(err)
	}
	got, err := s.Gateway.Find(s.ctx, r.Reference)
	if err != nil {
		s.Fatal(err)
	}
	s.want(got, r, payment.Captured, 150_000)
	if got.Ref != i.Ref || got.RefundedMinor != 40_000 || len(got.Refunds) != 1 || got.Refunds[0].IdempotencyKey != "refund:"+i.Ref || got.Refunds[0].AmountMinor != 40_000 {
		s.Fatalf("got %+v; want intent %s with its refund", got, i.Ref)
	}
}

func (s *suite) partialRefunds() {
	i := s.authorise(s.request(s.Succeeds, 100, true))
	for n, minor := range []int64{33, 33, 34} {
		got, err := s.refund(i, "refund:"+i.Ref+string(rune('a'+n)), minor)
		if err != nil || got.AmountMinor != minor || got.Status == payment.RefundFailed || got.Ref == "" {
			s.Fatalf("refund %d: %+v, %v", n, got, err)
		}
	}
	_, err := s.refund(i, "refund:"+i.Ref+"z", 1)
	s.refused(err)
}

func (s *suite) oneKeyOneRefund() {
	i := s.authorise(s.request(s.Succeeds, 100, true))
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := s.refund(i, "refund:"+i.Ref, 10); err != nil {
				s.Error(err)
			}
		})
	}
	wg.Wait()
	got, err := s.Gateway.Find(s.ctx, i.Reference)
	if err != nil || got.RefundedMinor != 10 || len(got.Refunds) != 1 {
		s.Fatalf("got %+v, %v; want one refund of 10", got, err)
	}
	_, err = s.refund(i, "refund:"+i.Ref, 11)
	s.refused(err)
}

func (s *suite) refundTooEarly() {
	i := s.authorise(s.request(s.Succeeds, 100, false))
	_, err := s.refund(i, "refund:"+i.Ref, 1)
	s.refused(err)
}

func (s *suite) currencies() {
	amounts := s.Amounts
	if amounts == nil {
		amounts = []money.Amount{{Minor: 1, Currency: "JPY"}, {Minor: 1, Currency: "INR"}, {Minor: 10, Currency: "KWD"}, {Minor: payment.MaxAmountMinor, Currency: "INR"}}
	}
	for _, amount := range amounts {
		r := s.request(s.Succeeds, amount.Minor, true)
		r.Amount = amount
		s.want(s.authorise(r), r, payment.Captured, amount.Minor)
	}
}

func (s *suite) badAmounts() {
	for _, minor := range []int64{0, -1} {
		_, err := s.Gateway.Authorise(s.ctx, s.request(s.Succeeds, minor, true))
		s.refused(err)
	}
}

func (s *suite) declined() {
	if s.Declines == (payment.Method{}) {
		return
	}
	r := s.request(s.Declines, 150_000, true)
	for range 2 {
		i := s.authorise(r)
		s.want(i, r, payment.Declined, 0)
		if i.DeclineCode != s.DeclineCode {
			s.Fatalf("declined with %q, want %q", i.DeclineCode, s.DeclineCode)
		}
	}
}

func (s *suite) actionApproved() {
	if s.NeedsAction == (payment.Method{}) {
		return
	}
	for _, tt := range []struct {
		capture  bool
		status   payment.Status
		captured int64
	}{{true, payment.Captured, 150_000}, {false, payment.Authorised, 0}} {
		r := s.request(s.NeedsAction, 150_000, tt.capture)
		i := s.authorise(r)
		s.want(i, r, payment.RequiresAction, 0)
		if i.ActionURL == "" {
			s.Fatal("an action without a URL")
		}
		s.act(i, true)
		s.want(s.read(r), r, tt.status, tt.captured)
	}
}

func (s *suite) actionRefused() {
	if s.NeedsAction == (payment.Method{}) {
		return
	}
	r := s.request(s.NeedsAction, 150_000, true)
	s.act(s.authorise(r), false)
	i := s.read(r)
	s.want(i, r, payment.Declined, 0)
	if i.DeclineCode != payment.DeclineAuthenticated {
		s.Fatalf("declined with %q", i.DeclineCode)
	}
}

func (s *suite) actionGivenUp() {
	if s.NeedsAction == (payment.Method{}) {
		return
	}
	r := s.request(s.NeedsAction, 150_000, true)
	i := s.authorise(r)
	if _, err := s.giveUp(i); err != nil {
		s.Fatal(err)
	}
	if err := s.Act(s.ctx, i.Ref, true); err == nil {
		s.Fatal("an intent that was given up must not be approved any more")
	}
	s.want(s.read(r), r, payment.Voided, 0)
}

func (s *suite) lateAnswer() {
	if s.AnswersLater == (payment.Method{}) {
		return
	}
	r := s.request(s.AnswersLater, 150_000, true)
	s.want(s.authorise(r), r, payment.Processing, 0)
	if err := s.Settle(s.ctx); err != nil {
		s.Fatal(err)
	}
	s.want(s.read(r), r, payment.Captured, 150_000)
	if !s.told(r.Reference) {
		s.Fatal("no webhook told of the late answer")
	}
}

func (s *suite) act(i payment.Intent, approve bool) {
	s.Helper()
	if err := s.Act(s.ctx, i.Ref, approve); err != nil {
		s.Fatal(err)
	}
}

func (s *suite) read(r payment.AuthoriseRequest) payment.Intent {
	s.Helper()
	i, err := s.Gateway.Find(s.ctx, r.Reference)
	if err != nil {
		s.Fatal(err)
	}
	return i
}

// told reports whether a webhook spoke of a payment.
func (s *suite) told(reference uuid.UUID) bool {
	s.Helper()
	return s.toldOf(payment.AboutPayment, reference) > 0
}

// toldOf counts the webhooks about one thing.
func (s *suite) toldOf(about payment.Subject, reference uuid.UUID) (count int) {
	s.Helper()
	for _, w := range s.sent() {
		if n, err := s.Gateway.ParseWebhook(w.Header, w.Body, s.Now()); err == nil && n.About == about && n.Reference == reference && n.EventID != "" {
			count++
		}
	}
	return count
}

// wait lets everything slow happen.
func (s *suite) wait(d time.Duration) {
	s.Helper()
	if err := s.Advance(s.ctx, d); err != nil {
		s.Fatal(err)
	}
}

func (s *suite) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *suite) sent() []Webhook {
	s.Helper()
	list, err := s.Webhooks(s.ctx)
	if err != nil {
		s.Fatal(err)
	}
	return list
}

func (s *suite) webhooks() {
	r := s.request(s.Succeeds, 150_000, true)
	s.authorise(r)
	if !s.told(r.Reference) {
		s.Fatal("no webhook told of the capture")
	}
	w := s.sent()[0]
	forged := append([]byte(nil), w.Body...)
	forged[len(forged)-2] ^= 1
	for name, tt := range map[string]struct {
		header http.Header
		body   []byte
		at     time.Time
		want   error
	}{
		"genuine":         {w.Header, w.Body, s.Now(), nil},
		"forged body":     {w.Header, forged, s.Now(), payment.ErrSignature},
		"no signature":    {http.Header{}, w.Body, s.Now(), payment.ErrSignature},
		"replayed":        {w.Header, w.Body, s.Now().Add(payment.WebhookTolerance + 2*time.Second), payment.ErrSignature},
		"from the future": {w.Header, w.Body, s.Now().Add(-payment.WebhookTolerance - 2*time.Second), payment.ErrSignature},
	} {
		if s.Timeless && !tt.at.Equal(s.Now()) {
			continue
		}
		_, err := s.Gateway.ParseWebhook(tt.header, tt.body, tt.at)
		if !errors.Is(err, tt.want) {
			s.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

func (s *suite) summary() {
	i := s.authorise(s.request(s.Succeeds, 150_000, true))
	if i.Method == "" || len(i.Method) > 60 || strings.Contains(strings.ReplaceAll(i.Method, " ", ""), strings.ReplaceAll(s.Succeeds.Secret(), " ", "")) {
		s.Fatalf("method summary %q", i.Method)
	}
	again := s.read(payment.AuthoriseRequest{Reference: i.Reference})
	if diff := cmp.Diff(i, again); diff != "" {
		s.Fatalf("find after authorise (-authorise +find):\n%s", diff)
	}
}
