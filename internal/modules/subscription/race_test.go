package subscription_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/modules/subscription"
	"klear/internal/platform/db"

	"github.com/jackc/pgx/v5/pgconn"
)

const rivals = 12

// together runs fn many times at once.
func together(fn func(i int)) {
	var all sync.WaitGroup
	gate := make(chan struct{})
	for i := range rivals {
		all.Go(func() { <-gate; fn(i) })
	}
	close(gate)
	all.Wait()
}

// TestManyTabsSubscribeOnce: one subscription, one charge (subscription_one_live).
func TestManyTabsSubscribeOnce(t *testing.T) {
	s := newStage(t, 0)
	together(func(i int) {
		_, err := s.choose(s.basic, subscription.Monthly, 30_000, sandbox.CardSucceeds, fmt.Sprintf("tab-%d", i))
		if err != nil && !errors.Is(err, subscription.ErrPending) && !errors.Is(err, subscription.ErrAlready) {
			t.Errorf("tab %d: %v", i, err)
		}
	})
	if list, err := s.Mine(t.Context(), s.who); err != nil || len(list) != 1 || s.books()[ledger.PSPClearing] != -30_000 {
		t.Errorf("%d subscriptions, %v, %v", len(list), err, s.books())
	}
}

// TestManyWorkersRenewOnce: one charge for a period, whoever finds it due (period_one_charge).
func TestManyWorkersRenewOnce(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.clock.Set(sub.PaidUntil)
	together(func(int) {
		if err := s.SweepDue(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if d := s.now(); len(d.Periods) != 2 || s.books()[ledger.PSPClearing] != -60_000 || s.books()[ledger.PlatformRevenue] != 30_000 {
		t.Errorf("%d periods, %v", len(d.Periods), s.books())
	}
}

// TestManyTabsChangeOnce: one larger plan, charged once (period_one_open).
func TestManyTabsChangeOnce(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.at(day(2, 10))
	q := s.preview(sub, s.plus, subscription.Monthly)
	together(func(i int) {
		_, err := s.change(sub, q, fmt.Sprintf("tab-%d", i))
		if err != nil && !errors.Is(err, subscription.ErrBusy) && !errors.Is(err, subscription.ErrSame) {
			t.Errorf("tab %d: %v", i, err)
		}
	})
	if s.books()[ledger.PSPClearing] != -69_311 {
		t.Errorf("%v", s.books())
	}
}

// TestADeclineCountsOnce, however often it is told: by the answer, a webhook and the job.
func TestADeclineCountsOnce(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.gateway.answer(sandbox.CardDeclined)
	d := s.at(sub.PaidUntil)
	tried, err := s.payments.ByBooking(t.Context(), s.db, d.Periods[0].ID)
	if err != nil || len(tried) != 1 {
		t.Fatalf("%d attempts, %v", len(tried), err)
	}
	together(func(int) {
		if err := s.SettlePayment(t.Context(), subscription.Settle{SubscriptionID: sub.ID, PeriodID: d.Periods[0].ID, PaymentID: tried[0].ID}); err != nil {
			t.Error(err)
		}
	})
	if d = s.now(); d.Retries != 1 || d.Status != subscription.PastDue {
		t.Errorf("%s after %d retries", d.Status, d.Retries)
	}
}

// TestTheDatabaseRefuses what no code does: each of these rows would be a second charge, a second subscription, a second
// trial, or revenue beyond what was paid.
func TestTheDatabaseRefuses(t *testing.T) {
	s := newStage(t, 7)
	sub, err := s.choose(s.basic, subscription.Monthly, 0, sandbox.CardSucceeds, "trial")
	s.ok(err)
	s.at(sub.PaidUntil)
	period := `insert into subscription.period (id, subscription_id, no, plan_id, terms_id, cycle, currency, starts_at, ends_at, worth_minor, status, created_at)
		select gen_random_uuid(), subscription_id, no + %d, plan_id, terms_id, cycle, currency, starts_at + interval '%s', ends_at + interval '%s', worth_minor, '%s', created_at
		from subscription.period where no = 2`
	another := `insert into subscription.subscription (id, person_id, family, plan_id, terms_id, cycle, currency, status, trial_days, method_id, method_gateway, created_at%s)
		select gen_random_uuid(), person_id, family, plan_id, terms_id, cycle, currency, '%s', %d, gen_random_uuid(), method_gateway, created_at%s from subscription.subscription`
	for _, c := range []struct{ name, constraint, sql string }{
		{"a period twice", "period_one_charge", fmt.Sprintf(period, 1, "0", "0", "open")},
		{"a number twice", "period_no", fmt.Sprintf(period, 0, "40 days", "40 days", "open")},
		{"paid for twice", "period_no_overlap", fmt.Sprintf(period, 1, "1 day", "1 day", "paid")},
		{"a second subscription", "subscription_one_live", fmt.Sprintf(another, "", "pending", 0, "")},
		{"a second trial", "subscription_one_trial", fmt.Sprintf(another, ", paid_until, method_ref, ended_at, end_reason", "ended", 7, ", paid_until, method_ref, now(), 'cancelled'")},
		{"more revenue than money", "period_check", "update subscription.period set earned_minor = worth_minor + 1 where no = 2"},
		{"other terms than agreed", "", "update subscription.terms set trial_days = 1"},
	} {
		_, err := s.db.Exec(t.Context(), c.sql)
		if err == nil || c.constraint != "" && !constraintOf(err, c.constraint) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func constraintOf(err error, name string) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && strings.HasPrefix(e.ConstraintName, name)
}

// TestAnAccountThatGoesIsChargedNoMore: what it paid becomes revenue as its time goes by.
func TestAnAccountThatGoesIsChargedNoMore(t *testing.T) {
	s := newStage(t, 0)
	sub := s.subscribed()
	s.ok(s.db.InTx(t.Context(), func(tx db.Tx) error { return s.GuardErasureTx(t.Context(), tx, s.who.PersonID) }))
	d := s.at(sub.PaidUntil.Add(30 * 24 * time.Hour))
	if d.Status != subscription.Ended || d.EndReason != subscription.Erased || s.books()[ledger.PSPClearing] != -30_000 || s.books()[ledger.PlatformRevenue] != 30_000 {
		t.Errorf("%s %v", d.Status, s.books())
	}
}
