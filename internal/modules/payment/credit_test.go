package payment_test

import (
	"testing"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// b0 is what an offer costs.
const b0 int64 = 150_000

// owe gives the payer of b credit.
func (h *house) owe(b payment.Begin, minor int64) {
	h.Helper()
	id := uuid.New()
	h.ok(h.db.InTx(ctx, func(tx db.Tx) error {
		_, err := ledger.PostTx(ctx, tx, ledger.GoodwillGranted(ledger.Heading{ID: id, Key: "goodwill:" + id.String(), At: h.clock.Now()}, b.PayerID, money.Amount{Minor: minor, Currency: b.Amount.Currency}))
		return err
	}))
}

func (h *house) credit(b payment.Begin) int64 {
	h.Helper()
	list, err := ledger.Credits(ctx, h.db, b.PayerID)
	h.ok(err)
	return list[0].Minor
}

// withCredit is an offer that takes what there is of credit.
func (h *house) withCredit(minor int64) payment.Begin {
	h.Helper()
	b := h.offer()
	b.Credit = true
	h.owe(b, minor)
	return b
}

// TestThreeRefundsGiveBackBothParts: each by its own running total, so that nothing is left over and nothing is given twice.
func TestThreeRefundsGiveBackBothParts(t *testing.T) {
	h := open(t)
	b := h.withCredit(b0 / 3)
	p := h.captured(b)
	if p.CreditMinor != b0/3 || p.CapturedMinor != b0-b0/3 || h.credit(b) != 0 {
		t.Fatalf("%+v", p)
	}
	if _, err := h.earn(p.ID); err != nil {
		t.Fatal(err)
	}
	third := b0 / 3
	for i, minor := range []int64{third, third, b0 - 2*third} {
		r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: minor, EventKey: "ref:" + string(rune('a'+i)) + p.ID.String(), Reason: "test"})
		if r.TotalMinor() != minor {
			t.Errorf("refund %d: %+v", i, r)
		}
		h.ok(h.svc.VerifyBalanced(ctx, h.db))
	}
	if p = h.get(p.ID); p.KeptMinor() != 0 || p.RefundedMinor != p.CapturedMinor || h.credit(b) != b0/3 || p.CommissionKeptMinor() != 0 {
		t.Errorf("%+v, credit %d", p, h.credit(b))
	}
	if _, err := h.tryRefund(payment.Refund{PaymentID: p.ID, AmountMinor: 1, EventKey: "ref:more:" + p.ID.String(), Reason: "test"}); err == nil {
		t.Error("more went back than was taken")
	}
}

// TestAPartOfTheAmountTakesAPartOfTheCredit: what is not needed is credit again at once.
func TestAPartOfTheAmountTakesAPartOfTheCredit(t *testing.T) {
	h := open(t)
	b := h.withCredit(b0 / 2)
	p := h.begin(b)
	h.record(p.ID, h.authorise(p.ID, sandbox.CardSucceeds, false))
	if h.credit(b) != 0 {
		t.Error("the credit was not reserved")
	}
	o, err := h.svc.CaptureAuthorised(ctx, p.ID, p.AmountMinor/2)
	h.ok(err)
	p = h.record(p.ID, o)
	if p.CreditMinor != b0/4 || h.credit(b) != b0/2-b0/4 || p.KeptMinor() != p.CapturedMinor+b0/4 {
		t.Errorf("%+v, credit %d", p, h.credit(b))
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

// TestMoneyThatComesLateLeavesTheCreditAlone: the attempt was over and its credit given back; only the gateway's part comes and goes.
func TestMoneyThatComesLateLeavesTheCreditAlone(t *testing.T) {
	h := open(t)
	b := h.withCredit(b0 / 2)
	p := h.begin(b)
	o := h.authorise(p.ID, sandbox.CardSucceeds, true)
	h.record(p.ID, payment.Outcome{Status: payment.Voided, DeclineCode: "given_up"})
	if h.credit(b) != b0/2 {
		t.Errorf("credit %d after the attempt was given up", h.credit(b))
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
	if p = h.record(p.ID, o); p.Status != payment.Returned || h.credit(b) != b0/2 || p.KeptMinor() != 0 {
		t.Errorf("%+v, credit %d", p, h.credit(b))
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

// TestTwoTabsSpendCreditOnce: credit never leaves a gateway with nothing to take, and one attempt has it.
func TestTwoTabsSpendCreditOnce(t *testing.T) {
	h := open(t)
	b := h.withCredit(b0 * 2)
	first := h.begin(b)
	if again := h.begin(b); again.ID != first.ID || first.AmountMinor < 1 {
		t.Errorf("%+v, again %+v", first, again)
	}
	b.Credit = false
	if _, err := h.tryBegin(b); err == nil {
		t.Error("without credit it is another attempt, and one is under way")
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

// TestWhatWasPaidAnotherWayIsNoCredit: what a gateway refused to send back is owed as credit, until an operator has paid it; what was
// spent of it meanwhile is not paid twice.
func TestWhatWasPaidAnotherWayIsNoCredit(t *testing.T) {
	h := open(t)
	b := h.offer()
	p := h.captured(b)
	h.fill(p)
	r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 50_000, EventKey: "ref:1", Reason: "goodwill"})
	payOff := func() error {
		return h.db.InTx(ctx, func(tx db.Tx) error { return h.svc.PayOffTx(ctx, tx, h.clock.Now(), r.ID) })
	}
	if payOff() == nil {
		t.Error("a refund that is on its way was paid another way")
	}
	h.ok(h.svc.SendRefund(ctx, r.ID))
	if h.credit(b) != 50_000 {
		t.Fatalf("credit %d", h.credit(b))
	}
	next := h.offer()
	next.Amount.Minor, next.Quote.ListMinor, next.Quote.FeeMinor, next.Credit = 20_000, 20_000, 0, true
	spent := h.begin(next).CreditMinor
	if h.ok(payOff()); spent == 0 || h.credit(b) != 0 {
		t.Errorf("spent %d, credit %d", spent, h.credit(b))
	}
	if n, err := ledger.ReadBalance(ctx, h.db, ledger.Account{Kind: ledger.Bank, Owner: "house", Currency: "INR"}); err != nil || -n != 50_000-spent {
		t.Errorf("the bank paid %d, %v", -n, err)
	}
	h.ok(payOff()) // again: nothing
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}
