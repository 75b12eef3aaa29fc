package razorpay_test

import (
	"bytes"
	"errors"
	"strconv"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/razorpay"
	"klear/internal/modules/payment/razorpay/razorpaytest"
	"klear/internal/platform/money"
)

// ready is a practitioner whose linked account takes money.
func ready(t *testing.T, w world, g *razorpay.Gateway) payment.GatewayPayee {
	t.Helper()
	id := src.ID()
	if _, err := g.OpenPayee(t.Context(), payment.PayeeRequest{IdempotencyKey: "payee:1", Reference: id, Country: "IN", Currency: "INR"}); err != nil {
		t.Fatal(err)
	}
	account, product := w.server.Open()
	if err := g.Link(t.Context(), id, account, product); err != nil {
		t.Fatal(err)
	}
	w.server.Bank(account, razorpaytest.BankPays)
	p, err := g.FindPayee(t.Context(), id)
	if err != nil || !p.Ready {
		t.Fatalf("got %+v, %v", p, err)
	}
	other, otherProduct := w.server.Open()
	if err := g.Link(t.Context(), id, other, otherProduct); !errors.Is(err, payment.ErrGatewayRefused) {
		t.Fatalf("got %v; a practitioner's money goes to one account", err)
	}
	return p
}

// Razorpay would send twice what it is asked for twice.
func TestALostAnswerSendsNoSecondPayout(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]int{"not sent": 500, "sent": -500} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			g := w.node()
			w.server.Fund(10_000)
			p := ready(t, w, g)
			r := payment.PayoutRequest{IdempotencyKey: "po:1", Reference: src.ID(), PayeeRef: p.Ref, Amount: money.Amount{Minor: 4000, Currency: "INR"}}
			w.server.Fail(fault)
			if _, err := g.Payout(t.Context(), r); !errors.Is(err, payment.ErrUnknown) {
				t.Fatalf("got %v, want ErrUnknown", err)
			}
			w.clock.Advance(3 * time.Minute)
			got, err := w.node().Payout(t.Context(), r)
			if err != nil || got.Status != payment.PayoutInTransit || w.server.Count("transfer") != 1 {
				t.Fatalf("got %+v, %v and %d transfers", got, err, w.server.Count("transfer"))
			}
		})
	}
}

// A refund and a payout are never in each other's way: a payout hangs on no payment.
func TestARefundAfterAPayout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.node()
	i, p := paid(t, w, g, 100_000), ready(t, w, g)
	r := payment.PayoutRequest{IdempotencyKey: "po:1", Reference: src.ID(), PayeeRef: p.Ref, Amount: money.Amount{Minor: 50_000, Currency: "INR"}}
	if _, err := g.Payout(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	back, err := g.Refund(t.Context(), payment.RefundRequest{IdempotencyKey: "refund:1", Reference: i.Reference, Ref: i.Ref, AmountMinor: 20_000})
	if err != nil || back.Status != payment.RefundSucceeded {
		t.Fatalf("got %+v, %v", back, err)
	}
	r.Reference = src.ID()
	r.Amount.Minor = 20_000
	if _, err := g.Payout(t.Context(), r); err != nil {
		t.Fatalf("a payout after a refund: %v", err)
	}
}

func TestALetterIsAPDF(t *testing.T) {
	t.Parallel()
	text := "The session (14 March) took place.\n" + string(bytes.Repeat([]byte("word "), 3000)) + "नमस्ते é"
	got := razorpay.Letter(text)
	for _, want := range []string{"%PDF-1.4", `(The session \(14 March\) took place.) '`, "?????? \xe9", "/Count 3", "%%EOF"} {
		if !bytes.Contains(got, []byte(want)) {
			t.Errorf("%q is missing", want)
		}
	}
	at := bytes.LastIndex(got, []byte("startxref\n"))
	if table := bytes.LastIndex(got[:at], []byte("xref\n0 ")); !bytes.Contains(got[at:], []byte(strconv.Itoa(table))) {
		t.Errorf("the table is at %d, the end says %s", table, got[at:])
	}
}
