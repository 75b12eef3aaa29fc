package app

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/clock"
	"klear/internal/platform/money"
)

// TestAPayoutThatBouncesIsNoDifference: the sandbox's bank without such an account sends the money back before it arrived. The
// gateway reports both ways, the books neither: for them the money never left.
func TestAPayoutThatBouncesIsNoDifference(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	e := &erasure{App: a, t: t}
	e.people()
	e.profile()
	e.calendar()
	a.work(t)
	e.book(booking.Caller{Principal: e.seeker}, 12) // the balance that there is to pay out
	a.work(t)
	payee, err := a.sandbox.OpenPayee(t.Context(), payment.PayeeRequest{IdempotencyKey: "payee:1", Reference: e.pro.PersonID, Country: "IN", Currency: "INR"})
	e.ok(err)
	e.ok(a.sandbox.SetBank(t.Context(), payee.Ref, sandbox.BankFails))
	_, err = a.sandbox.Payout(t.Context(), payment.PayoutRequest{IdempotencyKey: "po:1", Reference: a.ids.ID(), PayeeRef: payee.Ref, Amount: money.Amount{Minor: 1000, Currency: "INR"}})
	e.ok(err)
	paid, rows := a.clock.Now(), 0
	for n := range 16 {
		a.clock.(*clock.Fake).Advance(24 * time.Hour)
		e.ok(a.sandbox.Tick(t.Context()))
		e.ok(a.reconciled.ReadDay(t.Context(), sandbox.Name, paid.AddDate(0, 0, n)))
		late, err := a.reconciled.LateItems(t.Context(), a.db, 10)
		e.ok(err)
		if len(late) > 0 {
			t.Fatalf("day %d: %+v", n+1, late)
		}
	}
	e.ok(a.db.QueryRow(t.Context(), "select count(*) from reconcile.row where kind in ('payout', 'payout_returned') and offset_ref is not null").Scan(&rows))
	if rows != 2 {
		t.Errorf("%d of two ways are netted", rows)
	}
}
