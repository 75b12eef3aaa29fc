package tariff_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

func taking(bps int64) tariff.Rule { return tariff.Rule{Practitioner: tariff.Side{Bps: bps}} }

// TestTheMostSpecificRuleWins: the nearest category, then the plan, then the currency, then a promotion, then the latest.
func TestTheMostSpecificRuleWins(t *testing.T) {
	t.Parallel()
	o := open(t)
	expect := func(what string, price money.Amount, want int64) {
		t.Helper()
		if got := o.quote(price).FeeMinor; got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	expect("without rules", rupees(10_000), 1_500)
	o.add(taking(1000))
	expect("a rule for all", rupees(10_000), 1_000)
	promo := taking(100)
	promo.Until = day(7)
	o.add(promo)
	expect("a promotion for all", rupees(10_000), 100)
	fixed := tariff.Rule{Currency: "INR", Practitioner: tariff.Side{FixedMinor: 777}}
	o.add(fixed)
	expect("amounts in the currency", rupees(10_000), 777)
	expect("another currency", money.Amount{Minor: 10_000, Currency: "KWD"}, 100)
	gold := taking(900)
	gold.Plan = "gold"
	o.add(gold)
	expect("somebody else's plan", rupees(10_000), 777)
	_, err := o.Enrol(ctx, o.admin, tariff.Enrolment{PractitionerID: o.practitioner, Plan: "gold", From: o.Today()})
	o.ok(err)
	expect("the practitioner's plan", rupees(10_000), 900)
	body := taking(1200)
	body.CategoryID = o.body
	o.add(body)
	expect("the category above", rupees(10_000), 1_200)
	massage := taking(1300)
	massage.CategoryID = o.massage
	o.add(massage)
	expect("the category itself", rupees(10_000), 1_300)
}

// TestRulesAreDated: a rule from the first of a month holds from midnight in the brand's zone, a promotion until then, and
// what was ended gives way to what was there before.
func TestRulesAreDated(t *testing.T) {
	t.Parallel()
	o := open(t)
	fee := func() int64 { return o.quote(rupees(10_000)).FeeMinor }
	first := o.add(taking(1000))
	next := taking(2000)
	next.From = day(1)
	second := o.add(next)
	promo := taking(0)
	promo.From, promo.Until = day(2), day(3)
	o.add(promo)
	for _, x := range []struct {
		at   time.Time
		want int64
	}{{noon, 1_000}, {midnight(1).Add(-time.Second), 1_000}, {midnight(1), 2_000}, {midnight(2), 0}, {midnight(3).Add(-time.Second), 0}, {midnight(3), 2_000}} {
		o.clock.Set(x.at)
		if got := fee(); got != x.want {
			t.Errorf("at %s: %d, want %d", x.at, got, x.want)
		}
	}
	ended, err := o.EndRule(ctx, o.admin, second.ID)
	if err != nil || !ended.EndedOn.Equal(day(3)) || ended.EndedBy != o.admin.PersonID || fee() != 1_000 {
		t.Errorf("ended %+v, %v; now %d", ended, err, fee())
	}
	if _, err := o.EndRule(ctx, o.admin, second.ID); !errors.Is(err, tariff.ErrEnded) {
		t.Errorf("ended twice: %v", err)
	}
	if _, err := o.EndRule(ctx, o.admin, uuid.New()); !errors.Is(err, tariff.ErrNoRule) {
		t.Errorf("nothing ended: %v", err)
	}
	list, total, err := o.Rules(ctx, o.admin, tariff.Page{Limit: 2})
	if err != nil || total != 3 || len(list) != 2 || list[1].ID != second.ID || list[0].StateOn(day(0)) != tariff.Ahead || second.StateOn(day(2)) != tariff.InForce || list[1].StateOn(day(3)) != tariff.Over {
		t.Errorf("%d rules, %+v, %v", total, list, err)
	}
	if first.StateOn(day(-1)) != tariff.Ahead {
		t.Error("it holds before it begins")
	}
}

// midnight is when a day of the brand begins.
func midnight(n int) time.Time { return time.Date(2026, 11, 23+n, 0, 0, 0, 0, kolkata) }

func TestOneThatNeverHeldMakesRoom(t *testing.T) {
	t.Parallel()
	o := open(t)
	ahead := taking(1000)
	ahead.From = day(5)
	r := o.add(ahead)
	ended, err := o.EndRule(ctx, o.admin, r.ID)
	if err != nil || !ended.EndedOn.Equal(day(5)) {
		t.Fatalf("%+v %v", ended, err)
	}
	ahead.Practitioner.Bps = 1100
	o.add(ahead)
	o.clock.Set(midnight(6))
	if got := o.quote(rupees(10_000)).FeeMinor; got != 1_100 {
		t.Errorf("%d", got)
	}
}

func TestRulesThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	o := open(t)
	for name, change := range map[string]func(r *tariff.Rule){
		"yesterday":              func(r *tariff.Rule) { r.From = day(-1) },
		"more than half":         func(r *tariff.Rule) { r.Practitioner.Bps = 5001 },
		"negative":               func(r *tariff.Rule) { r.Client.FixedMinor = -1 },
		"amounts of no currency": func(r *tariff.Rule) { r.Client.FixedMinor = 100 },
		"over before it begins":  func(r *tariff.Rule) { r.Until = r.From },
		"no such category":       func(r *tariff.Rule) { r.CategoryID = uuid.New() },
		"no name of a plan":      func(r *tariff.Rule) { r.Plan = "Gold plan" },
	} {
		r := taking(1000)
		r.From = o.Today()
		change(&r)
		if _, err := o.AddRule(ctx, o.admin, r); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r := taking(1000)
	r.From, r.Currency = o.Today(), "INR" // without amounts the currency says nothing
	if got := o.add(r); got.Currency != "" {
		t.Errorf("%+v", got)
	}
	if _, err := o.Enrol(ctx, o.admin, tariff.Enrolment{PractitionerID: uuid.New(), Plan: "gold", From: o.Today()}); err == nil {
		t.Error("nobody is on a plan")
	}
}

func TestOnlyOperatorsSeeAndDecide(t *testing.T) {
	t.Parallel()
	o := open(t)
	r := taking(1000)
	r.From = o.Today()
	for _, who := range []identity.Principal{{}, {PersonID: o.admin.PersonID, Role: identity.Practitioner, Verified: true}} {
		_, errs := o.AddRule(ctx, who, r)
		_, end := o.EndRule(ctx, who, uuid.New())
		_, _, list := o.Rules(ctx, who, tariff.Page{})
		_, _, preview := o.Preview(ctx, who, tariff.Supposed{})
		_, plan := o.Enrol(ctx, who, tariff.Enrolment{})
		_, plans := o.Enrolments(ctx, who, o.practitioner)
		_, names := o.PlansInUse(ctx, who)
		for i, err := range []error{errs, end, list, preview, plan, plans, names} {
			if !errors.Is(err, identity.ErrForbidden) && !errors.Is(err, identity.ErrUnauthenticated) {
				t.Errorf("%q, call %d: %v", who.Role, i, err)
			}
		}
	}
}

// TestTheHistoryIsNotRewritten by the application: rows are added, and ended once.
func TestTheHistoryIsNotRewritten(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.add(taking(1000))
	for _, sql := range []string{"update tariff.commission_rule set practitioner_bps = 1", "delete from tariff.commission_rule", "update tariff.enrolment set plan = null", "delete from tariff.enrolment"} {
		if _, err := o.db.Exec(ctx, sql); err == nil {
			t.Errorf("%s: done", sql)
		}
	}
}

func TestThePreviewIsTheQuote(t *testing.T) {
	t.Parallel()
	o := open(t)
	gold := tariff.Rule{Plan: "gold", Currency: "INR", Practitioner: tariff.Side{Bps: 1000, FixedMinor: 50}, Client: tariff.Side{Bps: 200}, From: day(1)}
	rule := o.add(gold)
	q, used, err := o.Preview(ctx, o.admin, tariff.Supposed{CategoryID: o.massage, Plan: "gold", Price: rupees(10_001), Day: day(1)})
	if err != nil || used.ID != rule.ID {
		t.Fatalf("%+v %v", used, err)
	}
	_, err = o.Enrol(ctx, o.admin, tariff.Enrolment{PractitionerID: o.practitioner, Plan: "gold", From: day(1)})
	o.ok(err)
	o.clock.Set(midnight(1))
	if got := o.quote(rupees(10_001)); got != q || q.PayinMinor() != 10_201 || q.FeeMinor != 1_050 {
		t.Errorf("quoted %+v, previewed %+v", got, q)
	}
	_, used, err = o.Preview(ctx, o.admin, tariff.Supposed{Price: rupees(100), Day: day(1)})
	if err != nil || used.ID != uuid.Nil || used.Practitioner.Bps != 1500 {
		t.Errorf("the brand's own: %+v %v", used, err)
	}
	if _, _, err = o.Preview(ctx, o.admin, tariff.Supposed{Price: money.Amount{Minor: -1, Currency: "XXQ"}}); !errors.Is(err, apperr.ErrValidation) {
		t.Errorf("%v", err)
	}
}
