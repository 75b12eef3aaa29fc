package payment_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"

	"github.com/google/go-cmp/cmp"
)

// paidOut takes all that a practitioner has earned out of the books, as a payout does.
func (h *house) paidOut(p payment.Payment, minor int64) {
	h.Helper()
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		owner := p.PractitionerID.String()
		_, err := ledger.PostTx(ctx, tx, ledger.Posting{ID: src.ID(), EventKey: "po:" + src.ID().String() + ":sent", Event: "payout_sent", At: at, Lines: []ledger.Line{
			ledger.Debit(ledger.Account{Kind: ledger.PractitionerPayable, Owner: owner, Currency: p.Currency}, minor),
			ledger.Credit(ledger.Account{Kind: ledger.PractitionerInTransit, Owner: owner, Currency: p.Currency}, minor)}})
		return err
	}))
}

func (h *house) funds(p payment.Payment) ledger.PractitionerBalance {
	h.Helper()
	list, err := ledger.PractitionerBalances(ctx, h.db, p.PractitionerID)
	h.ok(err)
	return list[0]
}

// Posting 10: what was paid out already is owed by the practitioner, and the next earnings repay it first.
func TestARefundAfterThePayoutIsOwedAndRepaid(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	_, err := h.earn(p.ID)
	h.ok(err)
	h.paidOut(p, 100_000) // of 127,500: the rest is still there
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 150_000, EventKey: "ref:1", Reason: "goodwill"})
	if diff := cmp.Diff(ledger.PractitionerBalance{Currency: "INR", InTransit: 100_000, Receivable: 100_000}, h.funds(p)); diff != "" {
		t.Errorf("after the refund (-want +got):\n%s", diff)
	}
	for n, want := range []ledger.PractitionerBalance{
		{Currency: "INR", InTransit: 100_000, Payable: 27_500},
		{Currency: "INR", InTransit: 100_000, Payable: 155_000},
	} {
		next := h.captured(h.offer())
		_, err := h.earn(next.ID)
		h.ok(err)
		if diff := cmp.Diff(want, h.funds(p)); diff != "" {
			t.Errorf("after earning %d more (-want +got):\n%s", n+1, diff)
		}
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

// What a cancellation keeps repays too, in the posting of the refund.
func TestTheKeptPartRepaysWhatIsOwed(t *testing.T) {
	t.Parallel()
	h := open(t)
	first := h.captured(h.offer())
	_, err := h.earn(first.ID)
	h.ok(err)
	h.paidOut(first, 127_500)
	h.refund(payment.Refund{PaymentID: first.ID, AmountMinor: 20_000, EventKey: "ref:1", Reason: "goodwill"}) // 17,000 of it theirs
	second := h.captured(h.offer())
	h.refund(payment.Refund{PaymentID: second.ID, AmountMinor: 90_000, EventKey: "ref:2", Reason: "cancelled_late", KeepSplit: true})
	if diff := cmp.Diff(ledger.PractitionerBalance{Currency: "INR", InTransit: 127_500, Payable: 34_000}, h.funds(first)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

// A refund and a payout that race: one of them finds what the other left, and nothing is taken twice.
func TestRefundsRaceThePayout(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	_, err := h.earn(p.ID)
	h.ok(err)
	var paid, n atomic.Int64
	race(t, 16, func() error {
		i := n.Add(1)
		if i%2 == 0 {
			_, err := h.tryRefund(payment.Refund{PaymentID: p.ID, AmountMinor: 10_000, EventKey: fmt.Sprintf("ref:%d", i), Reason: "goodwill"})
			return err
		}
		return h.db.InTx(ctx, func(tx db.Tx) error {
			b, err := ledger.LockPractitionerTx(ctx, tx, p.PractitionerID, p.Currency)
			if err != nil || b.Payable < 30_000 {
				return err
			}
			owner := p.PractitionerID.String()
			_, err = ledger.PostTx(ctx, tx, ledger.Posting{ID: src.ID(), EventKey: fmt.Sprintf("po:%d:sent", i), Event: "payout_sent", At: at, Lines: []ledger.Line{
				ledger.Debit(ledger.Account{Kind: ledger.PractitionerPayable, Owner: owner, Currency: p.Currency}, 30_000),
				ledger.Credit(ledger.Account{Kind: ledger.PractitionerInTransit, Owner: owner, Currency: p.Currency}, 30_000)}})
			if err == nil {
				paid.Add(30_000)
			}
			return err
		})
	})
	f := h.funds(p)
	if f.InTransit != paid.Load() || f.Payable-f.Receivable != 127_500-8*8_500-paid.Load() {
		t.Errorf("%+v after %d paid out and 8 refunds", f, paid.Load())
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}
