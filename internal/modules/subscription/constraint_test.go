package subscription_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// rows of which one of many may stand, each kept from the others by nothing but its constraint: everything that another
// constraint looks at differs from rival to rival.
var rows = []struct {
	constraint, drop, sql string
	without               int // that stand when it is dropped
}{
	{"period_one_charge", "drop index subscription.period_one_charge", aPeriod("no + 1 + $1::int", "40 days", 0, "case $1::int % 2 when 0 then 'open' else 'paid' end"), 2}, // an open one beside a paid one
	{"period_no", "alter table subscription.period drop constraint period_no", aPeriod("no + 1 + 0 * $1::int", "400 days", 40, "'paid'"), rivals},
	{"period_no_overlap", "alter table subscription.period drop constraint period_no_overlap", aPeriod("no + 100 + $1::int", "4000 days", 1, "'paid'"), rivals},
	{"period_one_open", "drop index subscription.period_one_open", aPeriod("no + 200 + $1::int", "8000 days", 40, "'open'"), rivals},
	{"period_refunded_of_charge", "alter table subscription.period drop constraint period_refunded_of_charge", "update subscription.period set carried_minor = worth_minor - 10, refunded_minor = refunded_minor + 8 + 0 * $1::int where no = 1", rivals},
	{"subscription_one_live", "drop index subscription.subscription_one_live", aSubscription("pending", 0, "null", ""), rivals},
	{"subscription_one_trial", "drop index subscription.subscription_one_trial", aSubscription("ended", 7, "now()", "cancelled"), rivals},
}

// aPeriod is the row of a rival $1: later by after, and by days for each rival.
func aPeriod(no, after string, days int, status string) string {
	at := fmt.Sprintf("interval '%s' + $1::int * interval '%d days'", after, days)
	return fmt.Sprintf(`insert into subscription.period (id, subscription_id, no, plan_id, terms_id, cycle, currency, starts_at, ends_at, worth_minor, status, created_at)
		select gen_random_uuid(), subscription_id, %s, plan_id, terms_id, cycle, currency, starts_at + %s, ends_at + %s, worth_minor, %s, created_at
		from subscription.period where no = 1`, no, at, at, status)
}

// aSubscription is that of somebody who has none; rival $1.
func aSubscription(status string, trial int, ended, why string) string {
	return fmt.Sprintf(`insert into subscription.subscription (id, person_id, family, plan_id, terms_id, cycle, currency, status, trial_days, method_id, method_gateway, created_at, paid_until, method_ref, ended_at, end_reason)
		select gen_random_uuid(), p.id, family, plan_id, terms_id, cycle, s.currency, '%s', %d, gen_random_uuid(), method_gateway, s.created_at, paid_until, 'kept', %s, '%s'
		from subscription.subscription s join identity.person p on p.id <> s.person_id where s.method_ref <> 'kept' and $1::int >= 0`, status, trial, ended, why)
}

// stands is how many rows stand after the rivals wrote theirs at once.
func (s *stage) stands(sql string) int {
	var n atomic.Int64
	together(func(i int) {
		if _, err := s.db.Exec(s.t.Context(), sql, i); err == nil {
			n.Add(1)
		}
	})
	return int(n.Load())
}

// begun is a stage on which somebody has a subscription.
func begun(t *testing.T) *stage {
	s := newStage(t, 0)
	s.subscribed()
	return s
}

// TestOneRowOfManyStands: a number, a charge, a stretch of time, an open period; a subscription and a trial of a person.
func TestOneRowOfManyStands(t *testing.T) {
	for _, r := range rows {
		t.Run(r.constraint, func(t *testing.T) {
			if n := begun(t).stands(r.sql); n != 1 {
				t.Errorf("%d stand", n)
			}
		})
	}
}

// TestWithoutItsConstraintMoreRowsStand, so that the race above sees each of them go.
func TestWithoutItsConstraintMoreRowsStand(t *testing.T) {
	for _, r := range rows {
		t.Run(r.constraint, func(t *testing.T) {
			s := begun(t)
			owner, err := pgx.Connect(t.Context(), s.url)
			s.ok(err)
			defer owner.Close(t.Context())
			_, err = owner.Exec(t.Context(), r.drop)
			s.ok(err)
			if n := s.stands(r.sql); n != r.without {
				t.Errorf("%d stand, want %d", n, r.without)
			}
		})
	}
}
