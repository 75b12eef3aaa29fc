package subscription_test

import (
	"path"
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"

	"pgregory.net/rapid"
)

func (s *stage) change(sub subscription.Subscription, q subscription.Quote, k string) (subscription.Subscription, error) {
	return s.Change(s.t.Context(), s.who, sub.ID, subscription.Agreed{TermsID: q.TermsID, Cycle: q.Cycle, At: q.At, DueNow: q.DueNow}, key(s.t, k))
}

func (s *stage) preview(sub subscription.Subscription, t subscription.Terms, c subscription.Cycle) subscription.Quote {
	s.t.Helper()
	q, err := s.Preview(s.t.Context(), s.who, sub.ID, t.ID, c)
	s.ok(err)
	return q
}

// TestALargerPlanBeginsAtOnce: for the seconds that are left, less what is left of the smaller one; the period ends when it
// would have ended.
func TestALargerPlanBeginsAtOnce(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed() // 29 days
	s.at(day(2, 10))      // after 10 of them
	q := s.preview(sub, s.plus, subscription.Monthly)
	if q.Worth.Minor != 58_966 || q.Unused.Minor != 19_655 || q.DueNow.Minor != 39_311 || !q.Until.Equal(sub.PaidUntil) { // 90,000 × 19 ÷ 29, 30,000 − 30,000 × 10 ÷ 29
		t.Fatalf("%+v", q)
	}
	s.clock.Set(day(2, 10).Add(10 * time.Minute)) // looked at for a while
	got, err := s.change(sub, q, "up")
	s.ok(err)
	if got.TermsID != s.plus.ID || !got.PaidUntil.Equal(sub.PaidUntil) {
		t.Fatalf("%+v", got)
	}
	b := s.books()
	if b[ledger.PSPClearing] != -69_311 || b[ledger.PlatformRevenue] != 10_345 || b[ledger.DeferredRevenue] != 58_966 {
		t.Errorf("%v", b)
	}
	again, err := s.change(sub, q, "up")
	s.ok(err)
	if again.Version != got.Version || s.books()[ledger.PSPClearing] != -69_311 {
		t.Error("the same key charged again")
	}
	if d := s.at(day(2, 29)); d.Price.Amount.Minor != 90_000 || s.books()[ledger.PSPClearing] != -159_311 || s.books()[ledger.PlatformRevenue] != 69_311 {
		t.Errorf("renewed: %v %v", d.Price, s.books())
	}
}

// TestASmallerPlanBeginsLater: when what was paid is over, and is charged then.
func TestASmallerPlanBeginsLater(t *testing.T) {
	s := newStage(t, 0)
	sub, err := s.choose(s.plus, subscription.Monthly, 90_000, sandbox.CardSucceeds, "large")
	s.ok(err)
	q := s.preview(sub, s.basic, subscription.Monthly)
	if !q.Later || q.DueNow.Minor != 0 || !q.From.Equal(sub.PaidUntil) {
		t.Fatalf("%+v", q)
	}
	_, err = s.change(sub, q, "down")
	s.ok(err)
	if d := s.at(day(2, 20)); d.TermsID != s.plus.ID || d.Follows == nil || d.Follows.Price.Amount.Minor != 30_000 {
		t.Fatalf("%+v", d.Subscription)
	}
	if d := s.at(day(2, 29)); d.TermsID != s.basic.ID || d.Follows != nil || s.books()[ledger.PSPClearing] != -120_000 || !d.PaidUntil.Equal(day(3, 31)) {
		t.Errorf("%+v %v", d.Subscription, s.books())
	}
}

// TestFromMonthsToAYear begins a year today, less what is left of the month.
func TestFromMonthsToAYear(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.at(day(2, 10))
	q := s.preview(sub, s.basic, subscription.Yearly)
	year := time.Date(2029, 2, 10, 9, 0, 0, 0, time.UTC)
	if q.DueNow.Minor != 300_000-19_655 || !q.Until.Equal(year) {
		t.Fatalf("%+v", q)
	}
	s.clock.Set(q.At.Add(time.Second))
	got, err := s.change(sub, q, "year")
	s.ok(err)
	if got.Cycle != subscription.Yearly || !got.PaidUntil.Equal(year) || !got.Anchor.Equal(q.At) {
		t.Errorf("%+v", got)
	}
	if d := s.at(year); !d.PaidUntil.Equal(time.Date(2030, 2, 10, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("renewed until %s", d.PaidUntil)
	}
}

// TestADeclinedChangeChangesNothing, nor does an amount that nobody was shown, or one of long ago.
func TestADeclinedChangeChangesNothing(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.at(day(2, 10))
	q := s.preview(sub, s.plus, subscription.Monthly)
	less := q
	less.DueNow.Minor--
	_, err := s.change(sub, less, "less")
	s.is(err, subscription.ErrQuote)
	s.gateway.answer(sandbox.CardDeclined)
	_, err = s.change(sub, q, "declined")
	s.is(err, payment.ErrDeclined)
	if d := s.now(); d.TermsID != s.basic.ID || d.Status != subscription.Active || len(d.Periods) != 1 {
		t.Fatalf("%+v", d.Subscription)
	}
	s.gateway.answer("")
	s.clock.Set(q.At.Add(16 * time.Minute))
	_, err = s.change(sub, q, "late")
	s.is(err, subscription.ErrQuote)
	_, err = s.Preview(t.Context(), s.who, sub.ID, s.basic.ID, subscription.Monthly)
	s.is(err, subscription.ErrSame)
}

// turned has the smaller plan, and a quote for the larger one from before the turn of a month.
func (s *stage) turned() (subscription.Subscription, subscription.Quote) {
	s.t.Helper()
	s.subscribed()
	s.at(day(2, 29))
	s.at(time.Date(2028, 2, 29, 23, 55, 0, 0, time.UTC))
	return s.now().Subscription, s.preview(s.now().Subscription, s.plus, subscription.Monthly)
}

var afterTheTurn = time.Date(2028, 3, 1, 0, 5, 0, 0, time.UTC)

// TestAQuoteFromBeforeTheTurnOfTheMonth is refused before anything is charged: what it carries over is revenue by now.
func TestAQuoteFromBeforeTheTurnOfTheMonth(t *testing.T) {
	s := newStage(t, 0)
	sub, q := s.turned()
	s.at(afterTheTurn)
	before := s.books()
	_, err := s.change(sub, q, "over the turn")
	s.is(err, subscription.ErrQuote)
	if after := s.books(); after[ledger.PSPClearing] != before[ledger.PSPClearing] || s.now().TermsID != s.basic.ID {
		t.Errorf("%v, then %v", before, after)
	}
	_, err = s.change(sub, s.preview(sub, s.plus, subscription.Monthly), "again")
	s.ok(err)
	if s.now().TermsID != s.plus.ID {
		t.Error("the new quote brought no plan")
	}
}

// TestASlowBankBringsThePlanAllTheSame: the turn of the month passes while the bank thinks, and what was taken still brings
// the plan that it was taken for.
func TestASlowBankBringsThePlanAllTheSame(t *testing.T) {
	s := newStage(t, 0)
	sub, q := s.turned()
	s.gateway.answer(sandbox.CardNeedsAction)
	_, err := s.change(sub, q, "slow")
	s.is(err, payment.ErrActionRequired)
	d := s.at(afterTheTurn)
	tried, err := s.payments.ByBooking(t.Context(), s.db, d.Periods[0].ID)
	if err != nil || len(tried) != 1 {
		t.Fatalf("%d attempts, %v", len(tried), err)
	}
	s.ok(s.gateway.CompleteChallenge(t.Context(), path.Base(tried[0].ActionURL), true))
	s.ok(s.SettlePayment(t.Context(), subscription.Settle{SubscriptionID: sub.ID, PeriodID: d.Periods[0].ID, PaymentID: tried[0].ID}))
	if d = s.now(); d.TermsID != s.plus.ID || d.Status != subscription.Active {
		t.Fatalf("%+v", d.Subscription)
	}
	s.at(afterTheTurn.Add(time.Minute))
	if b := s.books(); -b[ledger.PSPClearing] != b[ledger.PlatformRevenue]+b[ledger.DeferredRevenue] || b[ledger.DeferredRevenue] <= 0 {
		t.Errorf("%v", b)
	}
}

// TestTermsStayAsAgreed: new terms are for who chooses the plan from then on.
func TestTermsStayAsAgreed(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	dearer := subscription.NewTerms{From: day(2, 1), Prices: []subscription.Price{{Cycle: subscription.Monthly, Amount: rupees(50_000)}}}
	_, err := s.AddTerms(t.Context(), s.operator, s.basic.PlanID, dearer)
	s.ok(err)
	if d := s.at(sub.PaidUntil); d.Price.Amount.Minor != 30_000 || s.books()[ledger.PSPClearing] != -60_000 {
		t.Errorf("%+v %v", d.Price, s.books())
	}
	s.who = s.person("seeker")
	_, err = s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardSucceeds, "old terms")
	s.is(err, subscription.ErrTermsChanged)
	_, err = s.AddTerms(t.Context(), s.operator, s.basic.PlanID, subscription.NewTerms{From: day(1, 31).Add(-time.Hour), Prices: dearer.Prices})
	if err == nil {
		t.Error("terms were dated back")
	}
}

// TestAnyHistoryOfChangesAddsUp: whatever is chosen whenever, what was charged is what was earned and what is deferred, and
// at the end all of it is earned.
func TestAnyHistoryOfChangesAddsUp(t *testing.T) {
	s := newStage(t, 0)
	terms := []subscription.Terms{s.basic, s.plus, s.plan("third", 3, 0, 7_777), s.plan("fourth", 4, 0, 123_457)}
	sub := s.subscribed()
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		if n++; n > 25 { // each is a step of one history
			return
		}
		s.at(s.clock.Now().Add(time.Duration(rapid.IntRange(1, 50*24*3600).Draw(r, "seconds")) * time.Second))
		q, err := s.Preview(t.Context(), s.who, sub.ID, terms[rapid.IntRange(0, 3).Draw(r, "plan")].ID, []subscription.Cycle{subscription.Monthly, subscription.Yearly}[rapid.IntRange(0, 1).Draw(r, "cycle")])
		if err == nil {
			_, err = s.change(sub, q, s.clock.Now().Format("20060102150405"))
			s.ok(err)
		}
		if b := s.books(); -b[ledger.PSPClearing] != b[ledger.PlatformRevenue]+b[ledger.DeferredRevenue] || b[ledger.DeferredRevenue] < 0 {
			r.Fatalf("%v", b)
		}
	})
	_, err := s.Cancel(t.Context(), s.who, sub.ID)
	s.ok(err)
	d := s.at(s.now().PaidUntil)
	if b := s.books(); d.Status != subscription.Ended || b[ledger.DeferredRevenue] != 0 || b[ledger.PlatformRevenue] != -b[ledger.PSPClearing] {
		t.Errorf("%s %v", d.Status, b)
	}
}
