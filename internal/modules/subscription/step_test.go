package subscription_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Takes and Step: tens of dinars' smallest unit only, as card networks have it.
func (g *drawer) Takes(a money.Amount) error {
	if a.Minor%g.Step(a.Currency) != 0 {
		return payment.PriceFault(payment.PriceStep, money.Amount{Minor: g.Step(a.Currency), Currency: a.Currency})
	}
	return nil
}

func (g *drawer) Step(currency string) int64 {
	if currency == "KWD" {
		return 10
	}
	return 1
}

// dinars is a plan in dinars.
func (s *stage) dinars(plan uuid.UUID, month int64) subscription.Terms {
	s.t.Helper()
	t, err := s.AddTerms(s.t.Context(), s.operator, plan, subscription.NewTerms{Grants: subscription.Grants{subscription.CompanionExtras: 1}, Prices: []subscription.Price{
		{Cycle: subscription.Monthly, Amount: money.Amount{Minor: month, Currency: "KWD"}}, {Cycle: subscription.Yearly, Amount: money.Amount{Minor: 10 * month, Currency: "KWD"}}}})
	s.ok(err)
	return t
}

// TestAPlanThatNobodyCouldPay is refused when its price is set.
func TestAPlanThatNobodyCouldPay(t *testing.T) {
	s := newStage(t, 0)
	_, err := s.AddTerms(t.Context(), s.operator, s.basic.PlanID, subscription.NewTerms{Prices: []subscription.Price{{Cycle: subscription.Monthly, Amount: money.Amount{Minor: 3_995, Currency: "KWD"}}}})
	if e, ok := apperr.As(err); !ok || !errors.Is(err, apperr.ErrValidation) || len(e.Fields) != 1 || e.Fields[0].Path != "prices" || e.Fields[0].Code != "not_payable" {
		t.Errorf("%v", err)
	}
}

// TestChangesGoInSteps: what a change comes to can be charged in dinars, whenever it is asked for, is never more than the exact
// amount and less by two steps at most; and what is left of any charge can be given back.
func TestChangesGoInSteps(t *testing.T) {
	s := newStage(t, 0)
	s.clock.Set(start.Add(time.Second))
	small, large := s.dinars(s.basic.PlanID, 3_990), s.dinars(s.plus.PlanID, 9_990)
	sub, err := s.Subscribe(t.Context(), s.who, subscription.Choice{TermsID: small.ID, Cycle: subscription.Monthly, DueNow: money.Amount{Minor: 3_990, Currency: "KWD"},
		Method: card(t, sandbox.CardSucceeds), ReturnURL: "https://klear.example/back"}, key(t, "dinars"))
	s.ok(err)
	until := sub.PaidUntil
	for hours := 1; hours < 29*24; hours += 11 { // over the turn of a month, at which a part is earned
		s.at(start.Add(time.Duration(hours) * time.Hour))
		q := s.preview(sub, large, subscription.Monthly)
		if q.DueNow.Minor%10 != 0 || q.Worth.Minor-q.Unused.Minor != q.DueNow.Minor {
			t.Fatalf("after %d hours: %+v", hours, q)
		}
		if exact := 6_000 * until.Sub(q.At).Seconds() / until.Sub(start).Seconds(); float64(q.DueNow.Minor) > exact+1 || float64(q.DueNow.Minor) < exact-21 {
			t.Fatalf("%d is charged for %f", q.DueNow.Minor, exact)
		}
	}
	s.at(start.Add(437 * time.Hour))
	_, err = s.change(sub, s.preview(sub, large, subscription.Monthly), "larger")
	s.ok(err)
	s.at(start.Add(501 * time.Hour))
	for _, p := range s.now().Periods {
		s.ok(s.refund(s.refundQuote(p, 0, false), p.ID.String()))
	}
}

// TestAPeriodOfOddFilsIsChangedAndGivenBackAllTheSame: one of which an odd part went on into the next, before parts went in steps.
func TestAPeriodOfOddFilsIsChangedAndGivenBackAllTheSame(t *testing.T) {
	s := newStage(t, 0)
	s.clock.Set(start.Add(time.Second))
	small, large := s.dinars(s.basic.PlanID, 3_990), s.dinars(s.plus.PlanID, 9_990)
	sub, err := s.Subscribe(t.Context(), s.who, subscription.Choice{TermsID: small.ID, Cycle: subscription.Monthly, DueNow: money.Amount{Minor: 3_990, Currency: "KWD"},
		Method: card(t, sandbox.CardSucceeds), ReturnURL: "https://klear.example/back"}, key(t, "dinars"))
	s.ok(err)
	_, err = s.db.Exec(t.Context(), "update subscription.period set given_minor = 3")
	s.ok(err)
	s.clock.Set(start.Add(437 * time.Hour))
	q := s.preview(sub, large, subscription.Monthly)
	if q.DueNow.Minor%10 != 0 || q.Unused.Minor%10 == 0 || q.Worth.Minor != q.Unused.Minor+q.DueNow.Minor {
		t.Errorf("%+v", q)
	}
	if back := s.refundQuote(s.now().Periods[0], 0, false); back.Amount.Minor != 3_980 {
		t.Errorf("%+v of 3,987 goes back", back.Amount)
	}
	_, err = s.change(sub, q, "larger")
	s.ok(err)
}
