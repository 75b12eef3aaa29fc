package sandbox_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/ids"
	"klear/internal/platform/money"

	"github.com/google/go-cmp/cmp"
)

func TestFeesByCurrency(t *testing.T) {
	t.Parallel()
	for amount, want := range map[money.Amount]int64{
		{Minor: 150_000, Currency: "INR"}: 3300, // 2 % and 3.00
		{Minor: 25, Currency: "INR"}:      25,   // never more than was taken
		{Minor: 5025, Currency: "JPY"}:    141,  // 100.5 is 101, half up
		{Minor: 10_000, Currency: "KWD"}:  300,
		{Minor: 10_000, Currency: "CHF"}:  230,
	} {
		if got := sandbox.Fee(amount); got != want {
			t.Errorf("%+v costs %d, want %d", amount, got, want)
		}
	}
}

// TestNobodyAnswersADispute: the card disputes by itself, and silence loses.
func TestNobodyAnswersADispute(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx := context.Background()
	r := request(card(t, sandbox.CardDisputed))
	if _, err := g.Authorise(ctx, r); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		by   time.Duration
		want payment.DisputeStatus
	}{{2 * time.Hour, payment.DisputeOpen}, {sandbox.EvidenceWithin, payment.DisputeLost}} {
		if err := g.Advance(ctx, step.by); err != nil {
			t.Fatal(err)
		}
		i, err := g.Find(ctx, r.Reference)
		if err != nil || len(i.Disputes) != 1 || i.Disputes[0].Status != step.want || i.Disputes[0].Reason != "fraudulent" {
			t.Fatalf("got %+v, %v; want %s", i.Disputes, err, step.want)
		}
	}
}

func TestEvidenceMayDecide(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx := context.Background()
	for words, want := range map[string]payment.DisputeStatus{sandbox.WinningEvidence: payment.DisputeWon, sandbox.LosingEvidence: payment.DisputeLost} {
		r := request(card(t, sandbox.CardSucceeds))
		if _, err := g.Authorise(ctx, r); err != nil {
			t.Fatal(err)
		}
		if err := g.OpenDispute(ctx, r.Reference, "general"); err != nil {
			t.Fatal(err)
		}
		i, err := g.Find(ctx, r.Reference)
		if err != nil {
			t.Fatal(err)
		}
		d, err := g.SubmitEvidence(ctx, payment.EvidenceRequest{IdempotencyKey: "e:" + words, Reference: r.Reference, Ref: i.Disputes[0].Ref, Text: "Look: " + words})
		if err != nil || d.Status != want {
			t.Errorf("%s: %+v, %v; want %s", words, d, err, want)
		}
	}
}

// TestRefundAndDisputeAtOnce: the money goes to the payer once, whoever is first.
func TestRefundAndDisputeAtOnce(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx := context.Background()
	for range 20 {
		r := request(card(t, sandbox.CardSucceeds))
		i, err := g.Authorise(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var failed [2]error
		wg.Go(func() {
			_, failed[0] = g.Refund(ctx, payment.RefundRequest{IdempotencyKey: "r:" + i.Ref, Reference: r.Reference, Ref: i.Ref, AmountMinor: i.CapturedMinor})
		})
		wg.Go(func() { failed[1] = g.OpenDispute(ctx, r.Reference, "general") })
		wg.Wait()
		if errors.Is(failed[0], payment.ErrGatewayRefused) == errors.Is(failed[1], payment.ErrGatewayRefused) {
			t.Fatalf("refund: %v, dispute: %v; want one of them refused", failed[0], failed[1])
		}
	}
}

// TestPayoutsAtOnceNeverSpendACoinTwice: ten ask for more than half of it.
func TestPayoutsAtOnceNeverSpendACoinTwice(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx, src := context.Background(), ids.NewSource(nil)
	if _, err := g.Authorise(ctx, request(card(t, sandbox.CardSucceeds))); err != nil { // 1,000
		t.Fatal(err)
	}
	p, err := g.OpenPayee(ctx, payment.PayeeRequest{IdempotencyKey: "p", Reference: src.ID(), Country: "IN", Currency: "INR"})
	if err := errors.Join(err, g.SetBank(ctx, p.Ref, sandbox.BankPays)); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			id := src.ID()
			_, err := g.Payout(ctx, payment.PayoutRequest{IdempotencyKey: id.String(), Reference: id, PayeeRef: p.Ref, Amount: money.Amount{Minor: 600, Currency: "INR"}})
			if err != nil && !errors.Is(err, payment.ErrGatewayRefused) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if err := g.Settle(ctx, money.Amount{Minor: 401, Currency: "INR"}); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Errorf("settled more than was left: %v", err)
	}
	if err := g.Settle(ctx, money.Amount{Minor: 400, Currency: "INR"}); err != nil {
		t.Error(err)
	}
	got, err := g.Balances(ctx)
	if diff := cmp.Diff(map[string]int64{"INR": 0}, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

func TestARealBankAccountIsRefused(t *testing.T) {
	t.Parallel()
	g, _, _ := open(t, dbtest.New(t))
	ctx := context.Background()
	p, err := g.OpenPayee(ctx, payment.PayeeRequest{IdempotencyKey: "p", Reference: ids.NewSource(nil).ID(), Country: "IN", Currency: "INR", ReturnURL: "https://klear.example/pro"})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.SetBank(ctx, p.Ref, "50100012345678"); !errors.Is(err, payment.ErrTestBankOnly) {
		t.Errorf("got %v", err)
	}
	if err := g.SetBank(ctx, "sbx_py_none", sandbox.BankPays); !errors.Is(err, payment.ErrNoIntent) {
		t.Errorf("got %v", err)
	}
	if err := g.SetBank(ctx, p.Ref, sandbox.BankPays); err != nil {
		t.Fatal(err)
	}
	want := sandbox.Registration{PayeeID: p.Ref, Bank: "Test bank account ending 6789", ReturnURL: "https://klear.example/pro"}
	if got, err := g.Registration(ctx, p.Ref); err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
}
