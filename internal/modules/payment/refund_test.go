package payment_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/go-cmp/cmp"
)

func TestThreePartialRefundsGiveEverythingBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, earned := range []bool{false, true} {
		b := h.offer()
		b.Amount.Minor, b.Quote.FeeMinor = 1001, 151
		b.PractitionerID, b.PractitionerPersonID = h.newPractitioner()
		p := h.captured(b)
		commission := h.balances(p).Commission
		if earned {
			_, err := h.earn(p.ID)
			h.ok(err)
		}
		for n, minor := range []int64{333, 334, 334} {
			r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: minor, EventKey: fmt.Sprintf("ref:%s:%d", p.BookingID, n), Reason: "goodwill"})
			h.ok(h.svc.SendRefund(ctx, r.ID))
			h.sound()
		}
		got := h.get(p.ID)
		if got.RefundedMinor != 1001 || got.CommissionReversedMinor != 151 || got.ShareMinor() != 0 {
			t.Errorf("earned %t: refunded %d, commission reversed %d, share %d", earned, got.RefundedMinor, got.CommissionReversedMinor, got.ShareMinor())
		}
		if diff := cmp.Diff(balances{Commission: commission}, h.balances(p)); diff != "" {
			t.Errorf("earned %t: balances (-want +got):\n%s", earned, diff)
		}
		if diff := cmp.Diff([]string{payment.EventCaptured, payment.EventRefunded, payment.EventRefunded, payment.EventRefunded}, h.eventTypes(p.ID)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	}
}

// Cancelled late: 60 % goes back, what is kept is shared as the price would have been.
func TestKeptPartIsSplit(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 90_000, EventKey: "ref:1", Reason: "cancelled_late", KeepSplit: true})
	want := balances{Clearing: 60_000, Payable: -51_000, Commission: -9_000}
	if diff := cmp.Diff(want, h.balances(p)); diff != "" {
		t.Errorf("balances (-want +got):\n%s", diff)
	}
	if got, err := h.earn(p.ID); err != nil || got.EarnedAt == nil {
		t.Errorf("earning again: %+v, %v; want no change", got, err)
	}
	if diff := cmp.Diff(want, h.balances(p)); diff != "" {
		t.Errorf("balances after earning again (-want +got):\n%s", diff)
	}
	// The operator gives the rest back after all: it comes from those who earned it.
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 60_000, EventKey: "ref:2", Reason: "goodwill"})
	if diff := cmp.Diff(balances{}, h.balances(p)); diff != "" {
		t.Errorf("balances after all (-want +got):\n%s", diff)
	}
}

func TestEarningReleasesEscrowOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 50_000, EventKey: "ref:1", Reason: "shorter_session"})
	race(t, 20, func() error { _, err := h.earn(p.ID); return err })
	if diff := cmp.Diff(balances{Clearing: 100_000, Payable: -85_000, Commission: -15_000}, h.balances(p)); diff != "" {
		t.Errorf("balances (-want +got):\n%s", diff)
	}
	open := h.begin(h.offer())
	if _, err := h.earn(open.ID); !errors.Is(err, payment.ErrState) {
		t.Errorf("nothing captured: got %v, want ErrState", err)
	}
	if _, err := h.earn(src.ID()); !errors.Is(err, payment.ErrNotFound) {
		t.Errorf("no payment: got %v, want ErrNotFound", err)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func TestRefundsThatAreRefused(t *testing.T) {
	t.Parallel()
	h := open(t)
	p, open := h.captured(h.offer()), h.begin(h.offer())
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 100_000, EventKey: "ref:first", Reason: "goodwill"})
	for _, tt := range []struct {
		name string
		r    payment.Refund
		want error
	}{
		{"more than is left", payment.Refund{PaymentID: p.ID, AmountMinor: 50_001, EventKey: "ref:a"}, payment.ErrRefundExceeds},
		{"nothing", payment.Refund{PaymentID: p.ID, AmountMinor: 0, EventKey: "ref:b"}, payment.ErrAmount},
		{"negative", payment.Refund{PaymentID: p.ID, AmountMinor: -1, EventKey: "ref:c"}, payment.ErrAmount},
		{"nothing was captured", payment.Refund{PaymentID: open.ID, AmountMinor: 1, EventKey: "ref:d"}, payment.ErrState},
		{"no such payment", payment.Refund{PaymentID: src.ID(), AmountMinor: 1, EventKey: "ref:e"}, payment.ErrNotFound},
		{"the key with another amount", payment.Refund{PaymentID: p.ID, AmountMinor: 1, EventKey: "ref:first"}, payment.ErrRefundKey},
	} {
		if _, err := h.tryRefund(tt.r); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, err, tt.want)
		}
	}
	if got := h.get(p.ID); got.RefundedMinor != 100_000 {
		t.Errorf("refunded %d", got.RefundedMinor)
	}
	_, err := h.db.Exec(ctx, "update payment.payment set refunded_minor = captured_minor + 1 where id = $1", p.ID)
	if !db.Violates(err, "payment_refunded_within_captured") {
		t.Errorf("the database took a refund above the capture: %v", err)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func TestOneCauseOneRefund(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	var ids [20]payment.RefundRecord
	var n atomic.Int64
	race(t, 20, func() error {
		r, err := h.tryRefund(payment.Refund{PaymentID: p.ID, AmountMinor: 10_000, EventKey: "ref:once", Reason: "goodwill"})
		ids[n.Add(1)-1] = r
		return err
	})
	for _, r := range ids {
		if r.ID != ids[0].ID {
			t.Fatalf("two refunds: %s and %s", r.ID, ids[0].ID)
		}
	}
	if got := h.get(p.ID); got.RefundedMinor != 10_000 {
		t.Fatalf("refunded %d", got.RefundedMinor)
	}
	race(t, 10, func() error { return h.svc.SendRefund(ctx, ids[0].ID) })
	h.sound()
}

// Many refunds at once, of which only some fit: never more than was captured.
func TestConcurrentRefundsStayWithinTheCapture(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	var fitted, n atomic.Int64
	race(t, 20, func() error {
		_, err := h.tryRefund(payment.Refund{PaymentID: p.ID, AmountMinor: 20_000, EventKey: fmt.Sprintf("ref:%d", n.Add(1)), Reason: "goodwill"})
		if errors.Is(err, payment.ErrRefundExceeds) {
			return nil
		}
		fitted.Add(1)
		return err
	})
	if got := h.get(p.ID); fitted.Load() != 7 || got.RefundedMinor != 140_000 {
		t.Fatalf("%d refunds, %d in all; want 7 of 20000", fitted.Load(), got.RefundedMinor)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func TestLostRefundAnswersAreReadNotRepeated(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, fault := range []sandbox.Fault{sandbox.LoseAnswer, sandbox.LoseRequest} {
		p := h.captured(h.offer())
		r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 30_000, EventKey: "ref:" + p.ID.String(), Reason: "goodwill"})
		h.sandbox.Faults.Next(sandbox.OpRefund, fault)
		if err := h.svc.SendRefund(ctx, r.ID); !errors.Is(err, payment.ErrUnknown) {
			t.Fatalf("got %v; the job must run again", err)
		}
		refunds, err := h.svc.Refunds(ctx, h.db, p.ID)
		h.ok(err)
		if refunds[0].Status != payment.RefundPending {
			t.Fatalf("status %s after no answer", refunds[0].Status)
		}
		h.clock.Advance(16 * time.Minute)
		h.ok(h.svc.SweepNow(ctx)) // the queue gave up; the sweep does not
		refunds, err = h.svc.Refunds(ctx, h.db, p.ID)
		h.ok(err)
		if refunds[0].Status != payment.RefundSucceeded || refunds[0].GatewayRef == "" {
			t.Fatalf("got %+v", refunds[0])
		}
	}
	if n := h.sandbox.Faults.Calls(sandbox.OpRefund); n != 3 {
		t.Errorf("the gateway was asked %d times; want 2 refunds, and once more where the request was lost", n)
	}
	h.sound()
}

func TestRefundThatTheGatewayRefusesBecomesCredit(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	h.fill(p)
	r := h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 50_000, EventKey: "ref:1", Reason: "goodwill"})
	for range 2 {
		h.ok(h.svc.SendRefund(ctx, r.ID))
	}
	if diff := cmp.Diff(balances{Clearing: 150_000, Escrow: -100_000, Credit: -50_000}, h.balances(p)); diff != "" {
		t.Errorf("balances (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{payment.EventCaptured, payment.EventRefundFailed}, h.eventTypes(p.ID)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := h.count("select count(*) from ledger.transaction where corrects = 'ref:1'"); got != 1 {
		t.Errorf("%d corrections", got)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func TestOperatorsGiveBack(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	admin := identity.Principal{PersonID: h.person("admin"), Role: identity.Admin}
	do := func(who identity.Principal, r payment.AdminRefund, key string) (payment.RefundRecord, error) {
		k, err := idem.New("refund:"+who.PersonID.String(), key, r)
		h.ok(err)
		return h.svc.GiveBack(ctx, who, r, k)
	}
	part := payment.AdminRefund{PaymentID: p.ID, AmountMinor: 20_000, Reason: "goodwill"}
	first, err := do(admin, part, "k1")
	h.ok(err)
	again, err := do(admin, part, "k1")
	h.ok(err)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("the same key gave another refund:\n%s", diff)
	}
	rest, err := do(admin, payment.AdminRefund{PaymentID: p.ID, Reason: "goodwill"}, "k2")
	if err != nil || rest.AmountMinor != 130_000 {
		t.Errorf("the rest: %+v, %v", rest, err)
	}
	for name, tt := range map[string]struct {
		who  identity.Principal
		r    payment.AdminRefund
		want *apperr.Error
	}{
		"nothing left": {admin, payment.AdminRefund{PaymentID: p.ID, Reason: "goodwill"}, payment.ErrRefundExceeds},
		"no reason":    {admin, payment.AdminRefund{PaymentID: p.ID, AmountMinor: 1}, apperr.ErrValidation},
		"words":        {admin, payment.AdminRefund{PaymentID: p.ID, AmountMinor: 1, Reason: "She was ill."}, apperr.ErrValidation},
		"payer":        {seeker(h.payer), part, identity.ErrForbidden},
		"visitor":      {identity.Principal{}, part, identity.ErrUnauthenticated},
	} {
		if _, err := do(tt.who, tt.r, ""); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func TestReceiptAgreesWithTheLedger(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 40_000, EventKey: "ref:1", Reason: "goodwill"})
	r, err := h.svc.Receipt(ctx, seeker(h.payer), p.ID)
	h.ok(err)
	entries, err := ledger.BookingEntries(ctx, h.db, p.BookingID)
	h.ok(err)
	var moved int64
	for _, e := range entries {
		if e.Account.Kind == ledger.PSPClearing {
			moved += e.Minor
		}
	}
	if r.Payment.KeptMinor() != moved || len(r.Refunds) != 1 || r.Refunds[0].AmountMinor != 40_000 {
		t.Errorf("receipt %+v, ledger moved %d", r, moved)
	}
	for name, who := range map[string]identity.Principal{
		"stranger": seeker(h.person("seeker")), "visitor": {}, "guest of another booking": {PersonID: h.payer, Guest: true, BookingID: src.ID()},
	} {
		if _, err := h.svc.Receipt(ctx, who, p.ID); !errors.Is(err, payment.ErrNotFound) {
			t.Errorf("%s: got %v, want ErrNotFound", name, err)
		}
	}
}

func TestHistoryShowsEachTheirOwn(t *testing.T) {
	t.Parallel()
	h := open(t)
	first, second := h.captured(h.offer()), h.captured(h.offer())
	other := h.offer()
	other.PayerID = h.practitionerPerson // the practitioner pays a colleague
	other.PractitionerID, other.PractitionerPersonID = h.newPractitioner()
	third := h.captured(other)
	for name, tt := range map[string]struct {
		who   identity.Principal
		page  payment.Page
		want  []payment.Payment
		total int
	}{
		"payer":             {seeker(h.payer), payment.Page{Number: 1, Limit: 10}, []payment.Payment{second, first}, 2},
		"payer, page 2":     {seeker(h.payer), payment.Page{Number: 2, Limit: 1}, []payment.Payment{first}, 2},
		"practitioner":      {identity.Principal{PersonID: h.practitionerPerson, Role: identity.Practitioner}, payment.Page{Number: 1, Limit: 10}, []payment.Payment{third, second, first}, 3},
		"practitioner, 2/2": {identity.Principal{PersonID: h.practitionerPerson, Role: identity.Practitioner}, payment.Page{Number: 2, Limit: 2}, []payment.Payment{first}, 3},
		"admin":             {identity.Principal{PersonID: h.person("admin"), Role: identity.Admin}, payment.Page{}, []payment.Payment{third}, 3},
		"guest":             {identity.Principal{PersonID: h.payer, Guest: true, BookingID: first.BookingID}, payment.Page{Number: 1, Limit: 10}, []payment.Payment{first}, 1},
		"stranger":          {seeker(h.person("seeker")), payment.Page{Number: 1, Limit: 10}, []payment.Payment{}, 0},
	} {
		got, total, err := h.svc.History(ctx, tt.who, tt.page)
		if err != nil || total != tt.total {
			t.Errorf("%s: total %d, %v; want %d", name, total, err, tt.total)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, _, err := h.svc.History(ctx, identity.Principal{}, payment.Page{}); !errors.Is(err, identity.ErrUnauthenticated) {
		t.Errorf("visitor: got %v", err)
	}
}
