package subscription_test

import (
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"
	"klear/internal/platform/idem"
)

func day(month time.Month, d int) time.Time { return time.Date(2028, month, d, 9, 0, 0, 0, time.UTC) }

// TestMonthsFromThe31st: charged on the last day of shorter months, on the 31st of the others; and every paid unit is
// revenue once its time is over.
func TestMonthsFromThe31st(t *testing.T) {
	s := newStage(t, 0)
	s.subscribed()
	for i, until := range []time.Time{day(2, 29), day(3, 31), day(4, 30), day(5, 31)} {
		d := s.now()
		if !d.PaidUntil.Equal(until) || d.Status != subscription.Active || len(d.Periods) != i+1 {
			t.Fatalf("period %d runs until %s, %s, of %d", i+1, d.PaidUntil, d.Status, len(d.Periods))
		}
		s.at(until)
	}
	b := s.books()
	if b[ledger.PSPClearing] != -150_000 || b[ledger.PlatformRevenue] != 120_000 || b[ledger.DeferredRevenue] != 30_000 {
		t.Errorf("%v", b)
	}
}

// TestYearsFromThe29th: of February, in years that have none and in those that do.
func TestYearsFromThe29th(t *testing.T) {
	s := newStage(t, 0)
	s.clock.Set(day(2, 29))
	_, err := s.choose(s.basic, subscription.Yearly, 300_000, sandbox.CardSucceeds, "year")
	s.ok(err)
	for _, until := range []time.Time{time.Date(2029, 2, 28, 9, 0, 0, 0, time.UTC), time.Date(2030, 2, 28, 9, 0, 0, 0, time.UTC),
		time.Date(2031, 2, 28, 9, 0, 0, 0, time.UTC), time.Date(2032, 2, 29, 9, 0, 0, 0, time.UTC)} {
		if d := s.now(); !d.PaidUntil.Equal(until) {
			t.Fatalf("paid until %s, want %s", d.PaidUntil, until)
		}
		s.at(until)
	}
}

// TestRevenueComesAsTimeGoesBy: at each turn of the month by the seconds that went by, at the end all of it.
func TestRevenueComesAsTimeGoesBy(t *testing.T) {
	s := newStage(t, 0)
	s.subscribed() // 31 January 9:00 to 29 February 9:00: 29 days
	s.at(time.Date(2028, 2, 1, 0, 0, 0, 0, time.UTC))
	if b := s.books(); b[ledger.PlatformRevenue] != 647 || b[ledger.DeferredRevenue] != 29_353 { // 30,000 × 15 h ÷ 696 h
		t.Errorf("%v", b)
	}
	s.at(time.Date(2028, 2, 20, 0, 0, 0, 0, time.UTC))
	if b := s.books(); b[ledger.PlatformRevenue] != 647 {
		t.Errorf("within the month: %v", b)
	}
	s.at(day(2, 29))
	if b := s.books(); b[ledger.PlatformRevenue] != 30_000 || b[ledger.DeferredRevenue] != 30_000 {
		t.Errorf("at the end: %v", b)
	}
}

// TestATrialThenAPayment: nothing is charged before its end, and who had one has no second.
func TestATrialThenAPayment(t *testing.T) {
	s := newStage(t, 14)
	_, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardSucceeds, "dear")
	s.is(err, subscription.ErrQuote)
	sub, err := s.choose(s.basic, subscription.Monthly, 0, sandbox.CardSucceeds, "free")
	s.ok(err)
	if sub.Status != subscription.Trial || !sub.PaidUntil.Equal(start.Add(14*24*time.Hour)) || len(s.books()) != 0 {
		t.Fatalf("%+v %v", sub, s.books())
	}
	if d := s.at(sub.PaidUntil.Add(-2 * 24 * time.Hour)); d.WarnedAt.IsZero() {
		t.Error("nobody is told that the trial ends")
	}
	d := s.at(sub.PaidUntil)
	if d.Status != subscription.Active || !d.PaidUntil.Equal(day(3, 14)) || s.books()[ledger.DeferredRevenue] != 30_000 {
		t.Fatalf("%s until %s, %v", d.Status, d.PaidUntil, s.books())
	}
	_, err = s.Cancel(t.Context(), s.who, d.ID)
	s.ok(err)
	s.at(d.PaidUntil)
	_, err = s.choose(s.basic, subscription.Monthly, 0, sandbox.CardSucceeds, "again")
	s.is(err, subscription.ErrQuote)
	again, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardSucceeds, "paid")
	s.ok(err)
	if again.Status != subscription.Active {
		t.Errorf("%s", again.Status)
	}
}

// TestADeclinedRenewalIsTriedFourTimes: after 1, 3, 5 and 7 days; until then the plan gives what it gives.
func TestADeclinedRenewalIsTriedFourTimes(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.gateway.answer(sandbox.CardDeclined)
	due := sub.PaidUntil
	for i, after := range []int{0, 1, 3, 5} {
		d := s.at(due.Add(time.Duration(after) * 24 * time.Hour))
		want := due.Add(time.Duration([]int{1, 3, 5, 7}[i]) * 24 * time.Hour)
		if d.Status != subscription.PastDue || d.Retries != i+1 || !d.ChargeAt.Equal(want) {
			t.Fatalf("after %d days: %s, %d, next %s", after, d.Status, d.Retries, d.ChargeAt)
		}
		s.ok(s.SweepDue(t.Context())) // nothing is due in between
		if g, err := s.Grants(t.Context(), s.db, s.who.PersonID, subscription.ForSeekers); err != nil || g[subscription.CompanionExtras] != 1 {
			t.Fatalf("grants %v %v", g, err)
		}
	}
	d := s.at(due.Add(7 * 24 * time.Hour))
	if d.Status != subscription.Ended || d.EndReason != subscription.Unpaid {
		t.Fatalf("%s %s", d.Status, d.EndReason)
	}
	if g, err := s.Grants(t.Context(), s.db, s.who.PersonID, subscription.ForSeekers); err != nil || g != nil {
		t.Errorf("grants %v %v", g, err)
	}
	if b := s.books(); b[ledger.PSPClearing] != -30_000 || b[ledger.PlatformRevenue] != 30_000 {
		t.Errorf("%v", b)
	}
}

// TestAnotherCardPaysWhatIsOpen: at once, and the plan goes on from the day it was due.
func TestAnotherCardPaysWhatIsOpen(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.gateway.answer(sandbox.CardNoFunds)
	s.at(sub.PaidUntil.Add(time.Hour))
	s.gateway.answer("")
	got, err := s.PayWith(t.Context(), s.who, sub.ID, card(t, sandbox.CardSucceeds), "", key(t, "other"))
	s.ok(err)
	if got.Status != subscription.Active || !got.PaidUntil.Equal(day(3, 31)) || got.Retries != 0 || got.Kept.Ref == sub.Kept.Ref {
		t.Errorf("%+v", got)
	}
}

// TestCancelRunsToTheEnd: of what was paid; until then it can be resumed.
func TestCancelRunsToTheEnd(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	cancel := func() {
		_, err := s.Cancel(t.Context(), s.who, sub.ID)
		s.ok(err)
	}
	cancel()
	if d := s.at(day(2, 20)); d.Status != subscription.Active || !d.CancelAtEnd {
		t.Fatalf("%s", d.Status)
	}
	_, err := s.Resume(t.Context(), s.who, sub.ID)
	s.ok(err)
	if d := s.at(day(2, 29)); d.Status != subscription.Active || !d.PaidUntil.Equal(day(3, 31)) {
		t.Fatalf("resumed: %s until %s", d.Status, d.PaidUntil)
	}
	cancel()
	if d := s.at(day(3, 31)); d.Status != subscription.Ended || d.EndReason != subscription.Cancelled || s.books()[ledger.PSPClearing] != -60_000 {
		t.Errorf("%s %v", d.Status, s.books())
	}
	_, err = s.Resume(t.Context(), s.who, sub.ID)
	s.is(err, subscription.ErrState)
	_, err = s.Cancel(t.Context(), s.person("seeker"), sub.ID)
	s.is(err, subscription.ErrNotFound)
}

// TestADeclineBeginsNothing, and the same key gives the same answer.
func TestADeclineBeginsNothing(t *testing.T) {
	s := newStage(t, 0)
	_, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardDeclined, "no")
	s.is(err, payment.ErrDeclined)
	_, err = s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardDeclined, "no")
	s.is(err, payment.ErrDeclined)
	_, err = s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardNoFunds, "kept, and no money")
	s.is(err, payment.ErrDeclined)
	if list, err := s.Mine(t.Context(), s.who); err != nil || len(list) != 0 || len(s.books()) != 0 {
		t.Errorf("%v %v %v", list, err, s.books())
	}
	first := s.subscribed()
	again, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardSucceeds, "first")
	s.ok(err)
	if again.ID != first.ID || s.books()[ledger.PSPClearing] != -30_000 {
		t.Errorf("%s and %s, %v", first.ID, again.ID, s.books())
	}
	k, err := idem.New("test", "first", "another body")
	s.ok(err)
	_, err = s.Subscribe(t.Context(), s.who, subscription.Choice{TermsID: s.plus.ID, Cycle: subscription.Monthly, DueNow: rupees(90_000), Method: card(t, sandbox.CardSucceeds)}, k)
	s.is(err, idem.ErrReused)
	_, err = s.choose(s.plus, subscription.Monthly, 90_000, sandbox.CardSucceeds, "second")
	s.is(err, subscription.ErrAlready)
}

// TestTheBankAsks: the payer comes back and has the plan, or gives it up and may choose again.
func TestTheBankAsks(t *testing.T) {
	s := newStage(t, 0)
	_, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardNeedsAction, "ask")
	s.is(err, payment.ErrActionRequired)
	_, err = s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardSucceeds, "meanwhile")
	s.is(err, subscription.ErrPending)
	sub, err := s.ComeBack(t.Context(), s.who, subscription.ForSeekers)
	s.ok(err)
	if sub.Status != subscription.Pending {
		t.Fatalf("%s before the bank answered", sub.Status)
	}
	if sub, err = s.Cancel(t.Context(), s.who, sub.ID); err != nil || sub.Status != subscription.Void {
		t.Fatalf("given up: %s %v", sub.Status, err)
	}
	_, err = s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardNeedsAction, "ask again")
	s.is(err, payment.ErrActionRequired)
	s.gateway.approve(s.now().MethodID)
	if sub, err = s.ComeBack(t.Context(), s.who, subscription.ForSeekers); err != nil || sub.Status != subscription.Active {
		t.Fatalf("%s %v", sub.Status, err)
	}
}

// TestNobodyComesBack: the sweep begins what the bank approved, and gives up what it was never told about.
func TestNobodyComesBack(t *testing.T) {
	s := newStage(t, 0)
	_, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardNeedsAction, "ask")
	s.is(err, payment.ErrActionRequired)
	if d := s.at(start.Add(10 * time.Minute)); d.Status != subscription.Pending {
		t.Fatalf("%s", d.Status)
	}
	s.clock.Set(start.Add(2 * time.Hour))
	s.ok(s.SweepDue(t.Context()))
	_, err = s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardNeedsAction, "ask again")
	s.is(err, payment.ErrActionRequired)
	s.gateway.approve(s.now().MethodID)
	if d := s.at(start.Add(2*time.Hour + 5*time.Minute)); d.Status != subscription.Active {
		t.Errorf("%s", d.Status)
	}
}
