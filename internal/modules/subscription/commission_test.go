package subscription_test

import (
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"
	"klear/internal/modules/tariff"

	"github.com/google/uuid"
)

// share is what the platform takes of a session of 1,000.00 of s.who that was held at an instant.
func (s *stage) share(at time.Time) int64 {
	s.t.Helper()
	q, err := s.tariff.QuoteFor(s.t.Context(), s.db, tariff.Ask{PractitionerID: uuid.New(), PersonID: s.who.PersonID, Price: rupees(100_000), At: at})
	s.ok(err)
	return q.CommissionMinor()
}

// practice is a practitioner's plan that promises a share.
func (s *stage) practice(code string, rank int, bps, month int64) subscription.Terms {
	s.t.Helper()
	p, err := s.SavePlan(s.t.Context(), s.operator, subscription.Plan{Family: subscription.ForPractitioners, Code: code, Rank: rank,
		Name: map[string]string{"en": code}, Summary: map[string]string{"en": code}})
	s.ok(err)
	t, err := s.AddTerms(s.t.Context(), s.operator, p.ID, subscription.NewTerms{Grants: subscription.Grants{subscription.CommissionBps: bps},
		Prices: []subscription.Price{{Cycle: subscription.Monthly, Amount: rupees(month)}, {Cycle: subscription.Yearly, Amount: rupees(10 * month)}}})
	s.ok(err)
	return t
}

// TestAPlansCommission: what the plan promises holds from the instant at which it was bought to the one at which it ends; what was
// held before keeps its share. A rule that asks for less holds, one that asks for more does not.
func TestAPlansCommission(t *testing.T) {
	s := newStage(t, 0)
	s.who = s.person(identity.Practitioner)
	studio := s.practice("studio", 1, 800, 50_000)
	before := s.clock.Now()
	s.clock.Advance(time.Hour)
	sub, err := s.choose(studio, subscription.Monthly, 50_000, sandbox.CardSucceeds, "studio")
	s.ok(err)
	bought := s.clock.Now()
	s.clock.Advance(time.Hour)
	rule := func(r tariff.Rule) {
		t.Helper()
		r.From = s.tariff.Today()
		_, err := s.tariff.AddRule(t.Context(), s.operator, r)
		s.ok(err)
	}
	rule(tariff.Rule{Practitioner: tariff.Side{Bps: 2_000}})
	for what, x := range map[string]struct {
		at   time.Time
		want int64
	}{"before": {before, 20_000}, "from then on": {bought, 8_000}, "now": {s.clock.Now(), 8_000}} {
		if got := s.share(x.at); got != x.want {
			t.Errorf("%s: %d, want %d", what, got, x.want)
		}
	}
	rule(tariff.Rule{Plan: "studio", Practitioner: tariff.Side{Bps: 500}})
	if got := s.share(s.clock.Now()); got != 5_000 {
		t.Errorf("a rule for the plan that asks for less: %d", got)
	}
	sub, err = s.Cancel(t.Context(), s.who, sub.ID)
	s.ok(err)
	if got := s.share(s.clock.Now()); got != 5_000 {
		t.Errorf("cancelled, and paid until later: %d", got)
	}
	s.clock.Set(sub.PaidUntil.Add(time.Minute))
	s.ok(s.SweepDue(t.Context()))
	if got := s.share(s.clock.Now()); got != 20_000 {
		t.Errorf("over: %d", got)
	}
}

// TestALargerPlansCommission begins at once; people's own plans mean nothing for commission.
func TestALargerPlansCommission(t *testing.T) {
	s := newStage(t, 0)
	s.subscribed()
	if got := s.share(s.clock.Now()); got != 15_000 {
		t.Errorf("a seeker's plan: %d", got)
	}
	s.who = s.person(identity.Practitioner)
	studio, house := s.practice("studio", 1, 800, 50_000), s.practice("house", 2, 0, 90_000)
	sub, err := s.choose(studio, subscription.Monthly, 50_000, sandbox.CardSucceeds, "studio")
	s.ok(err)
	s.clock.Advance(time.Hour)
	q, err := s.Preview(t.Context(), s.who, sub.ID, house.ID, subscription.Monthly)
	s.ok(err)
	_, err = s.Change(t.Context(), s.who, sub.ID, subscription.Agreed{TermsID: house.ID, Cycle: subscription.Monthly, At: q.At, DueNow: q.DueNow}, key(t, "house"))
	s.ok(err)
	if got := s.share(s.clock.Now()); got != 0 {
		t.Errorf("a plan without commission: %d", got)
	}
}
