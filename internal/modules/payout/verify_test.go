package payout_test

import (
	"testing"

	"klear/internal/modules/payment"
	"klear/internal/modules/payout"

	"github.com/jackc/pgx/v5"
)

// TestAnEditedPayoutIsNamed, whichever of its columns was changed behind the constraints, on its way, arrived, or returned; and
// so is a posting whose payout is gone.
func TestAnEditedPayoutIsNamed(t *testing.T) {
	t.Parallel()
	h := open(t)
	var paid [3]payout.Payout
	for i, told := range []payment.PayoutStatus{"", payment.PayoutPaid, payment.PayoutReturned} {
		p := h.payee()
		h.earn(p, 60_000)
		h.earn(p, -5_000)
		h.days(3)
		paid[i] = h.sent(p)
		if told != "" {
			h.bank.becomes(paid[i].ID, payment.PayoutPaid, "")
			h.ok(h.svc.OnNotice(ctx, payment.Notice{About: payment.AboutPayout, Reference: paid[i].ID}))
			h.bank.becomes(paid[i].ID, told, "")
			h.ok(h.svc.OnNotice(ctx, payment.Notice{About: payment.AboutPayout, Reference: paid[i].ID}))
		}
	}
	h.off() // nothing
	moving, arrived, returned := paid[0], paid[1], paid[2]
	for _, x := range []struct {
		of         payout.Payout
		edit, undo string
	}{
		{moving, "amount_minor = amount_minor + 1", "amount_minor = amount_minor - 1"},
		{moving, "currency = 'JPY'", "currency = 'INR'"},
		{moving, "status = 'paid', paid_at = now()", "status = 'in_transit', paid_at = null"},
		{moving, "status = 'returned', returned_at = now()", "status = 'in_transit', returned_at = null"},
		{moving, "practitioner_id = '" + arrived.PractitionerID.String() + "'", "practitioner_id = '" + moving.PractitionerID.String() + "'"},
		{arrived, "status = 'in_transit'", "status = 'paid'"},
		{arrived, "status = 'in_transit', paid_at = null", "status = 'paid', paid_at = now()"},
		{arrived, "gateway = 'other'", "gateway = 'bank'"},
		{returned, "status = 'paid', returned_at = null", "status = 'returned', returned_at = now()"},
	} {
		h.behind("update payout.payout set "+x.edit+" where id = $1", x.of.ID)
		h.off(x.of)
		h.behind("update payout.payout set "+x.undo+" where id = $1", x.of.ID)
	}
	h.off()
	for _, edit := range [][2]string{{"amount_minor = amount_minor + 1", "amount_minor = amount_minor - 1"}, {"released = not released", "released = not released"}} {
		h.behind("update payout.line set "+edit[0]+" where payout_id = $1 and amount_minor > 0", moving.ID)
		h.off(moving)
		h.behind("update payout.line set "+edit[1]+" where payout_id = $1 and amount_minor > 0", moving.ID)
	}
	h.behind("delete from payout.line where payout_id = $1 and amount_minor < 0", arrived.ID)
	h.off(arrived)
	h.behind("delete from payout.payout where id = $1", moving.ID)
	h.off(moving, arrived)
}

// off expects these payouts to be named, and no other.
func (h *house) off(want ...payout.Payout) {
	h.Helper()
	list, err := h.svc.VerifyPayouts(ctx, h.db)
	h.ok(err)
	named := map[string]bool{}
	for _, o := range list {
		named[o.Payout] = true
	}
	for _, p := range want {
		if !named[p.ID.String()] {
			h.Errorf("payout %s is not named: %v", p.ID, list)
		}
	}
	if len(named) != len(want) {
		h.Errorf("%d are named, want %d: %v", len(named), len(want), list)
	}
}

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
