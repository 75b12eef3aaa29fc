package payment_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/tariff"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// reference is a ledger in memory, written from payments.md and not from the code: each booking's money as five sums.
// Credit balances are negative, as in the books.
type reference struct {
	price, commission  int64 // as captured
	tax, withheld      int64
	captured, refunded int64
	reversed           int64
	taxBack            int64
	withheldBack       int64
	borne, borneBack   int64 // what the platform adds for a promotion
	earned             bool
	balances
}

func (r *reference) capture(minor int64) {
	if minor < r.price {
		r.commission = roundHalfUp(r.commission, minor, r.price)
		r.borne = roundHalfUp(r.borne, minor, r.price)
		r.tax = min(roundHalfUp(r.tax, minor, r.price), minor+r.borne-r.commission)
		r.withheld = min(roundHalfUp(r.withheld, minor, r.price), minor+r.borne-r.commission-r.tax)
	}
	r.captured = minor
	r.Clearing += minor
	r.Escrow -= minor
}

func (r *reference) refund(minor int64, keepSplit bool) bool {
	if r.captured == 0 || minor > r.captured-r.refunded {
		return false
	}
	r.refunded += minor
	back := roundHalfUp(r.commission, r.refunded, r.captured) - r.reversed
	r.reversed += back
	taxed := roundHalfUp(r.tax, r.refunded, r.captured) - r.taxBack
	r.taxBack += taxed
	parts := r.commission - r.reversed + r.tax - r.taxBack
	added := max(r.borne-roundHalfUp(r.borne, r.refunded, r.captured), parts-(r.captured-r.refunded)) // nobody else is to bear the rounding
	spared := r.borne - r.borneBack - added
	r.borneBack += spared
	share := r.captured - r.refunded + added - parts
	kept := min(r.withheld-roundHalfUp(r.withheld, r.refunded, r.captured), share, r.withheld-r.withheldBack)
	collected := r.withheld - r.withheldBack - kept
	r.withheldBack += collected
	r.Clearing -= minor
	if r.earned {
		r.Promotion -= spared
		share := minor + spared - back - taxed - collected
		there := min(share, -r.Payable)
		r.Payable += there
		r.Receivable += share - there
		r.Commission += back
		r.Tax += taxed
		r.Withheld += collected
		return true
	}
	r.Escrow += minor
	if keepSplit && r.refunded < r.captured {
		r.earn()
	}
	return true
}

func (r *reference) earn() bool {
	if r.captured == 0 || r.earned {
		return r.earned
	}
	r.earned = true
	kept, fee, tax, withheld := r.captured-r.refunded, r.commission-r.reversed, r.tax-r.taxBack, r.withheld-r.withheldBack
	r.Escrow += kept
	r.Promotion += r.borne - r.borneBack
	net := kept + r.borne - r.borneBack - fee - tax - withheld
	repaid := min(net, r.Receivable)
	r.Receivable -= repaid
	r.Payable -= net - repaid
	r.Commission -= fee
	r.Tax -= tax
	r.Withheld -= withheld
	return true
}

func (r *reference) payout(minor int64) {
	r.Payable += minor
	r.InTransit -= minor
}

// roundHalfUp is a*num/den for amounts small enough for 64 bits.
func roundHalfUp(a, num, den int64) int64 { return (2*a*num + den) / (2 * den) }

// Random histories of bookings in currencies of 0, 2 and 3 decimals, over a wire that loses requests and answers,
// against the reference after every step.
func TestRandomHistoriesAgreeWithTheReference(t *testing.T) {
	t.Parallel()
	h := open(t)
	commission, promotion := map[string]int64{}, map[string]int64{} // of all histories before
	rapid.Check(t, func(rt *rapid.T) {
		b := h.offer()
		b.PractitionerID, b.PractitionerPersonID = h.newPractitioner()
		b.Amount.Currency = rapid.SampledFrom([]string{"INR", "JPY", "KWD"}).Draw(rt, "currency")
		b.Amount.Minor = rapid.Int64Range(1, 5_000).Draw(rt, "price")
		borne := rapid.SampledFrom([]int64{0, 0, 1, b.Amount.Minor / 3, 4 * b.Amount.Minor}).Draw(rt, "borne")
		b.Quote = tariff.Quote{ListMinor: b.Amount.Minor + borne, FeeMinor: rapid.Int64Range(0, b.Amount.Minor+borne).Draw(rt, "commission"), OffMinor: borne, BorneMinor: borne}
		if q := &b.Quote; rapid.Bool().Draw(rt, "taxed") {
			q.FeeTaxMinor = rapid.Int64Range(0, q.ShareMinor()).Draw(rt, "tax")
			q.WithheldMinor = rapid.Int64Range(0, q.ShareMinor()).Draw(rt, "withheld")
			owner := b.BookingID.String() // an account of its own for each history
			if q.FeeTaxMinor > 0 {
				q.TaxOwner = owner
			}
			if q.WithheldMinor > 0 {
				q.WithheldOwner = owner
			}
		}
		ref := &reference{price: b.Amount.Minor, commission: b.Quote.FeeMinor, tax: b.Quote.FeeTaxMinor, withheld: b.Quote.WithheldMinor, borne: borne}
		p := h.begin(b)
		steps := rapid.IntRange(1, 12).Draw(rt, "steps")
		for n := range steps {
			h.step(rt, ref, &p, n)
			got := h.balances(p)
			got.Clearing = h.clearingOf(p)
			got.Commission -= commission[p.Currency]
			got.Promotion -= promotion[p.Currency]
			if diff := cmp.Diff(ref.balances, got); diff != "" {
				rt.Fatalf("step %d: balances (-reference +ledger):\n%s", n, diff)
			}
			if p.CapturedMinor != ref.captured || p.RefundedMinor != ref.refunded || p.CommissionReversedMinor != ref.reversed {
				rt.Fatalf("step %d: payment %+v, reference %+v", n, p, ref)
			}
			if sum := got.Clearing + got.Escrow + got.Payable + got.InTransit + got.Receivable + got.Commission + got.Tax + got.Withheld + got.Promotion; sum != 0 || got.Escrow > 0 || got.Payable > 0 || got.Receivable < 0 || got.Commission > 0 || got.Tax > 0 || got.Withheld > 0 || got.Promotion < 0 {
				rt.Fatalf("step %d: impossible balances %+v", n, got)
			}
		}
		commission[p.Currency] += ref.Commission
		promotion[p.Currency] += ref.Promotion
		if ref.captured > 0 && ref.refunded == ref.captured && (ref.reversed != ref.commission || ref.Payable+ref.InTransit+ref.Receivable != 0 || ref.Commission != 0 || ref.Tax != 0 || ref.Withheld != 0 || ref.Promotion != 0) {
			rt.Fatalf("all was given back, but %+v", ref)
		}
	})
	h.finishRefunds()
	h.sound()
	tb, err := h.svc.TrialBalance(ctx, h.db)
	h.ok(err)
	for currency := range maps.Keys(tb.Sums) {
		if tb.Sums[currency] != 0 {
			t.Errorf("%s is off by %d", currency, tb.Sums[currency])
		}
	}
}

// step does one random thing to the payment and the same to the reference.
func (h *house) step(rt *rapid.T, ref *reference, p *payment.Payment, n int) {
	switch op := rapid.SampledFrom([]string{"pay", "pay", "authorise", "capture", "refund", "refund", "earn", "payout", "sweep"}).Draw(rt, fmt.Sprintf("op %d", n)); op {
	case "pay", "authorise":
		fault := rapid.SampledFrom([]sandbox.Fault{sandbox.None, sandbox.LoseAnswer, sandbox.LoseRequest}).Draw(rt, "fault")
		if p.Status == payment.Created {
			h.sandbox.Faults.Next(sandbox.OpAuthorise, fault)
		}
		o, err := h.svc.Authorise(ctx, p.ID, card(h, sandbox.CardSucceeds), op == "pay", "")
		if errors.Is(err, payment.ErrGatewayRefused) {
			return // asked for something else under the same key
		}
		h.ok(err)
		*p = h.record(p.ID, o)
		if p.Status == payment.Captured && ref.captured == 0 {
			ref.capture(ref.price)
		}
	case "capture":
		minor := rapid.Int64Range(1, ref.price).Draw(rt, "part")
		o, err := h.svc.CaptureAuthorised(ctx, p.ID, minor)
		if errors.Is(err, payment.ErrState) {
			return
		}
		h.ok(err)
		*p = h.record(p.ID, o)
		if p.Status == payment.Captured && ref.captured == 0 {
			ref.capture(minor)
		}
	case "refund":
		minor, keep := rapid.Int64Range(1, ref.price).Draw(rt, "refund"), rapid.Bool().Draw(rt, "keep split")
		_, err := h.tryRefund(payment.Refund{PaymentID: p.ID, AmountMinor: minor, EventKey: fmt.Sprintf("ref:%s:%d", p.ID, n), Reason: "goodwill", KeepSplit: keep})
		if done := ref.refund(minor, keep); done != (err == nil) || (err != nil && !errors.Is(err, payment.ErrRefundExceeds) && !errors.Is(err, payment.ErrState)) {
			rt.Fatalf("refund of %d: %v; the reference says %t", minor, err, done)
		}
		*p = h.get(p.ID)
	case "earn":
		_, err := h.earn(p.ID)
		if done := ref.earn(); done != (err == nil) {
			rt.Fatalf("earn: %v; the reference says %t", err, done)
		}
		*p = h.get(p.ID)
	case "payout":
		if ref.Payable < 0 {
			part := rapid.Int64Range(1, -ref.Payable).Draw(rt, "part")
			h.paidOut(*p, part)
			ref.payout(part)
		}
	case "sweep":
		h.finishRefunds()
	}
}

// clearingOf is what a booking's entries moved at the gateway.
func (h *house) clearingOf(p payment.Payment) (sum int64) {
	h.Helper()
	entries, err := ledger.BookingEntries(ctx, h.db, p.BookingID)
	h.ok(err)
	for _, e := range entries {
		if e.Account.Kind == ledger.PSPClearing {
			sum += e.Minor
		}
	}
	return sum
}

// finishRefunds tells the gateway of every refund that waits.
func (h *house) finishRefunds() {
	h.Helper()
	rows, err := h.db.Query(ctx, "select id from payment.refund where status = 'pending'")
	h.ok(err)
	defer rows.Close()
	var waiting [][16]byte
	for rows.Next() {
		var id [16]byte
		h.ok(rows.Scan(&id))
		waiting = append(waiting, id)
	}
	rows.Close()
	for _, id := range waiting {
		h.ok(h.svc.SendRefund(ctx, id))
	}
}

func BenchmarkBeginAndCapture(b *testing.B) {
	h := open(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			p := h.begin(h.offer())
			h.record(p.ID, payment.Outcome{Status: payment.Captured, GatewayRef: p.ID.String(), CapturedMinor: p.AmountMinor, Method: "Test card ending 4242"})
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}

func BenchmarkPayAtTheSandbox(b *testing.B) {
	h := open(b)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			h.captured(h.offer())
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}
