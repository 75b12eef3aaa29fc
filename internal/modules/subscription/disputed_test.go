package subscription_test

import (
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"
	"klear/internal/platform/events"
)

// bankSays opens a dispute of what was charged for p, decides it, and passes the news on, twice, as the bus may.
func (s *stage) bankSays(p subscription.Period, won bool) {
	s.t.Helper()
	ctx := s.t.Context()
	s.ok(s.gateway.OpenDispute(ctx, p.PaymentID, "fraudulent"))
	s.ok(s.payments.FollowDisputes(ctx, p.PaymentID))
	list, err := s.payments.Disputes(ctx, s.db, p.PaymentID)
	s.ok(err)
	s.ok(s.gateway.DecideDispute(ctx, list[0].Ref, won))
	s.ok(s.payments.FollowDisputes(ctx, p.PaymentID))
	var news events.Delivery
	s.ok(s.db.QueryRow(ctx, "select id, type, aggregate_id, occurred_at, data from events.event where type = $1 and aggregate_id = $2", payment.EventDisputeDecided, p.PaymentID).
		Scan(&news.EventID, &news.Type, &news.AggregateID, &news.At, &news.Data))
	s.ok(s.OnPayment(ctx, news))
	s.ok(s.OnPayment(ctx, news))
}

// TestADisputedPlanIsOver: the platform bears what the bank took, what was earned stays earned, and the card is not charged again.
func TestADisputedPlanIsOver(t *testing.T) {
	s, o := newStage(t, 0), &office{}
	s.Taxes, s.Papers = o, o
	sub := s.subscribed()
	d := s.at(day(2, 10))
	s.bankSays(d.Periods[0], false)
	if d := s.now(); d.Status != subscription.Ended || d.EndReason != subscription.Disputed {
		t.Fatalf("%s %s", d.Status, d.EndReason)
	}
	d = s.at(sub.PaidUntil.AddDate(0, 2, 0))
	if b := s.books(); len(d.Periods) != 1 || b[ledger.DeferredRevenue] != 0 || b[ledger.PlatformRevenue] != 30_000-4_576 || b[ledger.TaxPayable] != 4_576 || b[ledger.DisputeLoss] != -30_000 || b[ledger.DisputeReserve] != 0 {
		t.Errorf("%d periods, %v", len(d.Periods), b)
	}
}

// TestADisputeOfAnEarlierCharge leaves the period that was paid since, and is the last.
func TestADisputeOfAnEarlierCharge(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	d := s.at(sub.PaidUntil) // renewed
	s.bankSays(d.Periods[1], false)
	if d = s.now(); d.Status != subscription.Active || !d.CancelAtEnd {
		t.Fatalf("%s %t", d.Status, d.CancelAtEnd)
	}
	until := d.PaidUntil
	if d = s.at(until.Add(time.Hour)); d.Status != subscription.Ended || d.EndReason != subscription.Cancelled || len(d.Periods) != 2 {
		t.Errorf("%s %s, %d periods", d.Status, d.EndReason, len(d.Periods))
	}
	s.books()
}

// TestADisputeDuringDunning: what is tried again is given up.
func TestADisputeDuringDunning(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.gateway.answer(sandbox.CardDeclined)
	d := s.at(sub.PaidUntil)
	if d.Status != subscription.PastDue {
		t.Fatal(d.Status)
	}
	s.bankSays(d.Periods[len(d.Periods)-1], false)
	if d = s.now(); d.Status != subscription.Ended || d.EndReason != subscription.Disputed {
		t.Errorf("%s %s", d.Status, d.EndReason)
	}
	s.gateway.answer(sandbox.CardSucceeds)
	s.at(sub.PaidUntil.AddDate(0, 1, 0))
	var n int
	if s.ok(s.db.QueryRow(t.Context(), "select count(*) from payment.payment where status = 'captured'").Scan(&n)); n != 1 {
		t.Errorf("charged %d times", n)
	}
	s.books()
}

// TestADisputeThatIsWon changes nothing.
func TestADisputeThatIsWon(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.bankSays(s.now().Periods[0], true)
	if d := s.at(sub.PaidUntil); d.Status != subscription.Active || len(d.Periods) != 2 {
		t.Errorf("%s, %d periods", d.Status, len(d.Periods))
	}
	s.books()
}

// TestVerifyNamesAPeriod whose record was changed behind the books' back.
func TestVerifyNamesAPeriod(t *testing.T) {
	s := newStage(t, 0)
	s.subscribed()
	p := s.now().Periods[0]
	if _, err := s.db.Exec(t.Context(), "update subscription.period set earned_minor = 1 where id = $1", p.ID); err != nil {
		t.Fatal(err)
	}
	off, err := s.VerifyPeriods(t.Context(), s.db)
	s.ok(err)
	if want := (subscription.Off{Period: p.ID.String(), Currency: "INR", Minor: 29_999, LedgerMinor: 30_000}); len(off) != 1 || off[0] != want {
		t.Errorf("%+v, want %+v", off, want)
	}
}
