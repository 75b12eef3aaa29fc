package payment_test

import (
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// behind changes rows behind everybody's back: no trigger, no right.
func (h *house) behind(sql string, args ...any) {
	h.Helper()
	owner, err := pgx.Connect(ctx, h.url)
	h.ok(err)
	defer owner.Close(ctx)
	_, err = owner.Exec(ctx, "set session_replication_role = replica")
	h.ok(err)
	_, err = owner.Exec(ctx, sql, args...)
	h.ok(err)
}

// report is what is wrong with the books.
func (h *house) report() payment.BooksReport {
	h.Helper()
	err := h.svc.VerifyBalanced(ctx, h.db)
	if err == nil {
		return payment.BooksReport{}
	}
	e, _ := apperr.As(err)
	out, ok := e.Details.(payment.BooksReport)
	if !ok {
		h.Fatal(err)
	}
	return out
}

// TestAnEditedRefundIsNamed, whichever of its numbers was changed, in one of the four ways a refund can have gone.
func TestAnEditedRefundIsNamed(t *testing.T) {
	t.Parallel()
	h := openDisputed(t, payment.Platform)
	sent := h.captured(h.offer())
	h.refund(payment.Refund{PaymentID: sent.ID, AmountMinor: 50_000, EventKey: "ref:sent:1", Reason: "goodwill", KeepSplit: true})
	lost := h.captured(h.offer())
	failed := h.refund(payment.Refund{PaymentID: lost.ID, AmountMinor: 100_000, EventKey: "ref:failed:1", Reason: "cancelled", KeepSplit: true})
	h.bank.refuse = true
	h.ok(h.svc.SendRefund(ctx, failed.ID))
	h.says(lost, as(fee, payment.DisputeLost))
	if r := h.report(); len(r.Refunds) != 0 {
		t.Fatalf("sound books: %+v", r.Refunds)
	}
	for _, tt := range []struct{ edit, undo, key string }{
		{"amount_minor = amount_minor + 1", "amount_minor = amount_minor - 1", "ref:sent:1"},
		{"credit_minor = credit_minor + 1", "credit_minor = credit_minor - 1", "ref:sent:1"},
		{"status = 'failed'", "status = 'pending'", "ref:sent:1"},
		{"set_off_minor = set_off_minor - 1", "set_off_minor = set_off_minor + 1", "ref:failed:1"},
	} {
		h.behind("update payment.refund set "+tt.edit+" where event_key = $1", tt.key)
		r := h.report()
		if len(r.Refunds) != 1 || r.Refunds[0].RefundID != h.refundID(tt.key) {
			t.Errorf("%s of %s: %+v", tt.edit, tt.key, r.Refunds)
		}
		h.behind("update payment.refund set "+tt.undo+" where event_key = $1", tt.key)
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}

func (h *house) refundID(key string) (id uuid.UUID) {
	h.Helper()
	h.ok(h.db.QueryRow(ctx, "select id from payment.refund where event_key = $1", key).Scan(&id))
	return id
}

// TestAnEditedPartIsNamed: a commission, a tax, what was withheld or what the platform adds that is not what was posted.
func TestAnEditedPartIsNamed(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	_, err := h.earn(p.ID)
	h.ok(err)
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 50_000, EventKey: "ref:part:1", Reason: "goodwill"})
	waits := h.captured(h.offer())
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
	for part, edit := range map[string]string{"commission": "commission_reversed_minor = commission_reversed_minor - 1", "tax": "tax_minor = tax_minor + 1", "withheld": "withheld_minor = withheld_minor + 1",
		"borne": "borne_minor = borne_minor + 1"} {
		h.behind("update payment.payment set "+edit+" where id = $1", p.ID)
		if r := h.report(); len(r.Parts) != 1 || r.Parts[0].PaymentID != p.ID || r.Parts[0].Part != part {
			t.Errorf("%s: %+v", part, r.Parts)
		}
		h.behind("update payment.payment set commission_reversed_minor = $2, tax_minor = 0, withheld_minor = 0, borne_minor = 0 where id = $1", p.ID, h.get(p.ID).CommissionReversedMinor+map[string]int64{"commission": 1}[part])
	}
	h.behind("update payment.payment set earned_at = now() where id = $1", waits.ID) // nobody was paid
	if r := h.report(); len(r.Parts) != 1 || r.Parts[0].PaymentID != waits.ID {
		t.Errorf("%+v", r.Parts)
	}
}

// TestAnotherPartyIsNamed: a payment whose row was changed to be somebody else's, another gateway's, booking's or currency's.
func TestAnotherPartyIsNamed(t *testing.T) {
	t.Parallel()
	h := open(t)
	p := h.captured(h.offer())
	_, err := h.earn(p.ID)
	h.ok(err)
	h.refund(payment.Refund{PaymentID: p.ID, AmountMinor: 50_000, EventKey: "ref:party:1", Reason: "goodwill"})
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
	h.behind("create table was as select * from payment.payment")
	for what, edit := range map[string]string{"booking": "booking_id = gen_random_uuid()", "currency": "currency = 'USD'", "gateway": "gateway = 'another'", "practitioner": "practitioner_id = gen_random_uuid()"} {
		h.behind("update payment.payment set "+edit+" where id = $1", p.ID)
		if r := h.report(); len(r.Strays) != 1 || r.Strays[0].PaymentID != p.ID || r.Strays[0].What != what {
			t.Errorf("%s: %+v", what, r.Strays)
		}
		h.behind("update payment.payment p set booking_id = w.booking_id, currency = w.currency, gateway = w.gateway, practitioner_id = w.practitioner_id from was w where w.id = p.id")
	}
	h.ok(h.svc.VerifyBalanced(ctx, h.db))
}
