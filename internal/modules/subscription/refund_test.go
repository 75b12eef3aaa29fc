package subscription_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/ledger"
	"klear/internal/modules/subscription"
	"klear/internal/platform/apperr"
	"klear/internal/platform/idem"

	"pgregory.net/rapid"
)

func (s *stage) refundQuote(p subscription.Period, minor int64, ends bool) subscription.RefundQuote {
	s.t.Helper()
	q, err := s.PreviewRefund(s.t.Context(), s.operator, subscription.GivingBack{PeriodID: p.ID, AmountMinor: minor, Ends: ends})
	s.ok(err)
	return q
}

func (s *stage) refund(q subscription.RefundQuote, k string) error {
	_, err := s.Refund(idem.With(s.t.Context(), key(s.t, k)), s.operator, q.Agreed(), "goodwill")
	return err
}

// sums are the books by what a refund moves: credit positive.
type sums struct{ Clearing, Revenue, Tax, Deferred int64 }

func (s *stage) sums() sums {
	b := s.books()
	return sums{b[ledger.PSPClearing], b[ledger.PlatformRevenue], b[ledger.TaxPayable], b[ledger.DeferredRevenue]}
}

// TestAPlanIsGivenBackInFull: what was earned of it and its tax are taken back, and the plan is over at once.
func TestAPlanIsGivenBackInFull(t *testing.T) {
	s, o := newStage(t, 0), &office{}
	s.Taxes, s.Papers = o, o
	sub := s.subscribed()
	d := s.at(day(2, 10)) // the turn of the month was earned
	before := s.sums()
	q := s.refundQuote(d.Periods[0], 0, true)
	if q.Amount.Minor != 30_000 || q.Tax.Minor != 4_576 || q.Left.Minor != 0 || q.Earned.Minor != before.Revenue || before.Revenue == 0 || !q.Until.Equal(day(2, 10)) {
		t.Fatalf("%+v of %+v", q, before)
	}
	s.clock.Advance(10 * time.Minute) // looked at for a while
	s.ok(s.refund(q, "all"))
	s.ok(s.refund(q, "all")) // the same key again
	if got := s.sums(); got != (sums{}) {
		t.Errorf("%+v", got)
	}
	if d := s.now(); d.Status != subscription.Ended || d.EndReason != subscription.Refunded || !d.PaidUntil.Equal(day(2, 10)) || d.Periods[0].Kept() != 0 {
		t.Errorf("%+v", d)
	}
	if len(o.back) != 1 || o.back[0].Amount.Minor != 30_000 || o.back[0].TaxMinor != 4_576 || o.back[0].PeriodID != d.Periods[0].ID {
		t.Errorf("credit notes: %+v", o.back)
	}
	if d := s.at(sub.PaidUntil.AddDate(0, 2, 0)); len(d.Periods) != 1 || s.sums() != (sums{}) {
		t.Errorf("it went on: %+v %+v", d.Subscription, s.sums())
	}
}

// TestAPartIsGivenBackAndThePlanGoesOn: exactly what was previewed; at the end of the period the rest of it is earned, and the
// renewal costs what it always did.
func TestAPartIsGivenBackAndThePlanGoesOn(t *testing.T) {
	s, o := newStage(t, 0), &office{}
	s.Taxes, s.Papers = o, o
	sub := s.subscribed()
	s.at(day(2, 1))
	was := s.sums()
	q := s.refundQuote(s.now().Periods[0], 29_000, false)
	s.ok(s.refund(q, "part"))
	got := s.sums()
	want := sums{was.Clearing + 29_000, was.Revenue - q.Earned.Minor, was.Tax - q.Tax.Minor, was.Deferred - 29_000 + q.Earned.Minor + q.Tax.Minor}
	if got != want || q.Earned.Minor <= 0 || q.Tax.Minor != 4_423 { // 4,576 × 29 ÷ 30
		t.Errorf("%+v, previewed %+v: %+v", got, q, want)
	}
	if d := s.at(sub.PaidUntil); d.Status != subscription.Active || s.sums() != (sums{-31_000, 1_000 - 153, 153 + 4_576, 30_000 - 4_576}) {
		t.Errorf("%s %+v", d.Status, s.sums())
	}
	old := s.now().Periods[1]
	if q := s.refundQuote(old, 0, false); q.Amount.Minor != 1_000 || q.Earned.Minor != 847 {
		t.Errorf("the rest of what is over: %+v", q)
	}
	if _, err := s.PreviewRefund(t.Context(), s.operator, subscription.GivingBack{PeriodID: old.ID, Ends: true}); !errors.Is(err, subscription.ErrNotCurrent) {
		t.Errorf("it ends with a charge of the past: %v", err)
	}
}

// TestRefundsThatAreRefused give nothing back.
func TestRefundsThatAreRefused(t *testing.T) {
	s := newStage(t, 0)
	s.subscribed()
	p := s.now().Periods[0]
	q := s.refundQuote(p, 10_000, false)
	more := q.Agreed()
	more.EarnedMinor++
	for name, c := range map[string]struct {
		who    identity.Principal
		q      subscription.RefundAgreed
		reason string
		want   error
	}{
		"not as shown":    {s.operator, more, "goodwill", subscription.ErrRefundQuote},
		"a person's word": {s.operator, q.Agreed(), "She was ill.", apperr.ErrValidation},
		"its owner":       {s.who, q.Agreed(), "goodwill", identity.ErrForbidden},
		"nobody":          {identity.Principal{}, q.Agreed(), "goodwill", identity.ErrUnauthenticated},
	} {
		if _, err := s.Refund(t.Context(), c.who, c.q, c.reason); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	_, err := s.PreviewRefund(t.Context(), s.operator, subscription.GivingBack{PeriodID: p.ID, AmountMinor: 30_001})
	s.is(err, subscription.ErrCarried)
	_, err = s.PreviewRefund(t.Context(), s.operator, subscription.GivingBack{PeriodID: s.operator.PersonID})
	s.is(err, subscription.ErrNoCharge)
	s.clock.Advance(16 * time.Minute)
	s.is(s.refund(q, "late"), subscription.ErrRefundQuote)
	if got := s.sums(); got.Clearing != -30_000 {
		t.Errorf("%+v", got)
	}
}

// TestOneOfManyRefundsIsMade: all of them were looked at before the first was done.
func TestOneOfManyRefundsIsMade(t *testing.T) {
	s := newStage(t, 0)
	s.subscribed()
	q := s.refundQuote(s.now().Periods[0], 20_000, false)
	var made atomic.Int64
	together(func(i int) {
		err := s.refund(q, fmt.Sprintf("rival %d", i))
		if err == nil {
			made.Add(1)
		} else if !errors.Is(err, subscription.ErrRefundQuote) && !errors.Is(err, subscription.ErrCarried) {
			t.Error(err)
		}
	})
	if got := s.sums(); made.Load() != 1 || got.Clearing != -10_000 {
		t.Errorf("%d made, %+v", made.Load(), got)
	}
}

// TestAnyHistoryOfRefundsAddsUp: between changes of plan and renewals, of any charge and any part, the preview is what the
// books then say, and what was kept is earned or taxed at the end, to the last unit.
func TestAnyHistoryOfRefundsAddsUp(t *testing.T) {
	s, o := newStage(t, 0), &office{}
	s.Taxes, s.Papers = o, o
	terms := []subscription.Terms{s.basic, s.plus, s.plan("third", 3, 0, 7_777), s.plan("fourth", 4, 0, 123_457)}
	sub := s.subscribed()
	n, made := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		if n++; n > 30 { // each is a step of one history
			return
		}
		d := s.at(s.clock.Now().Add(time.Duration(rapid.IntRange(1, 25*24*3600).Draw(r, "seconds")) * time.Second))
		if rapid.Bool().Draw(r, "change") {
			q, err := s.Preview(t.Context(), s.who, sub.ID, terms[rapid.IntRange(0, 3).Draw(r, "plan")].ID, subscription.Monthly)
			if err == nil {
				_, err = s.change(sub, q, s.clock.Now().Format("20060102150405"))
				s.ok(err)
			}
		} else {
			p := d.Periods[rapid.IntRange(0, min(2, len(d.Periods)-1)).Draw(r, "period")]
			most := min(p.Charge().Minor-p.Refunded, p.Kept())
			if most <= 0 {
				return
			}
			was, q := s.sums(), s.refundQuote(p, rapid.Int64Range(1, most).Draw(r, "minor"), false)
			s.ok(s.refund(q, "refund"+s.clock.Now().Format("20060102150405")))
			want := sums{was.Clearing + q.Amount.Minor, was.Revenue - q.Earned.Minor, was.Tax - q.Tax.Minor, was.Deferred - q.Amount.Minor + q.Earned.Minor + q.Tax.Minor}
			if got := s.sums(); got != want {
				r.Fatalf("%+v, previewed %+v: %+v", got, q, want)
			}
			made++
		}
		if b := s.sums(); -b.Clearing != b.Revenue+b.Tax+b.Deferred || b.Deferred < 0 || b.Tax < 0 || b.Revenue < 0 {
			r.Fatalf("%+v", b)
		}
	})
	_, err := s.Cancel(t.Context(), s.who, sub.ID)
	s.ok(err)
	s.at(s.now().PaidUntil)
	if b := s.sums(); b.Deferred != 0 || -b.Clearing != b.Revenue+b.Tax || made == 0 {
		t.Errorf("%d refunds: %+v", made, b)
	}
}
