package tariff_test

import (
	"errors"
	"sync"
	"testing"

	"klear/internal/modules/tariff"

	"github.com/jackc/pgx/v5"
)

const rivals = 20

// contest is something that only one of many may do, and the constraint that sees to it.
type contest struct {
	do   func(n int) error
	lost error
	drop string
}

func (o *office) contests() map[string]contest {
	standing, promo := taking(1000), taking(100)
	standing.From = day(1)
	return map[string]contest{
		"standing": {func(int) error { _, err := o.AddRule(ctx, o.admin, standing); return err }, tariff.ErrSameDay, "drop index tariff.commission_one_start"},
		"promotion": {func(n int) error {
			p := promo
			p.From, p.Until = day(1+n), day(30)
			_, err := o.AddRule(ctx, o.admin, p)
			return err
		}, tariff.ErrOverlap, "alter table tariff.commission_rule drop constraint commission_one_promotion"},
		"plan": {func(int) error {
			_, err := o.Enrol(ctx, o.admin, tariff.Enrolment{PractitionerID: o.practitioner, Plan: "gold", From: day(1)})
			return err
		}, tariff.ErrPlanDay, "alter table tariff.enrolment drop constraint enrolment_one_start"},
		"tax": {func(int) error {
			_, err := o.AddTaxRule(ctx, o.admin, tariff.TaxRule{Country: "IN", Kind: tariff.OnSupply, Name: "GST", Bps: 500, From: day(1)})
			return err
		}, tariff.ErrTaxDay, "drop index tariff.tax_one_start"},
	}
}

// rush lets the rivals do it at once, and says how many won and what the others were told.
func rush(do func(n int) error) (won int, lost []error) {
	var group sync.WaitGroup
	told := make(chan error, rivals)
	for n := range rivals {
		group.Go(func() { told <- do(n) })
	}
	group.Wait()
	close(told)
	for err := range told {
		if err == nil {
			won++
		} else {
			lost = append(lost, err)
		}
	}
	return won, lost
}

// TestOfManyRulesForOneDayOneWins, standing or promised for a time, of many changes of a plan, and of many taxes.
func TestOfManyRulesForOneDayOneWins(t *testing.T) {
	t.Parallel()
	o := open(t)
	for name, c := range o.contests() {
		won, lost := rush(c.do)
		if won != 1 {
			t.Errorf("%s: %d won", name, won)
		}
		for _, err := range lost {
			if !errors.Is(err, c.lost) {
				t.Errorf("%s: lost by %v", name, err)
			}
		}
	}
}

// TestWithoutTheConstraintsManyWin: nothing else stands in the way, so that the race above sees each of them go.
func TestWithoutTheConstraintsManyWin(t *testing.T) {
	t.Parallel()
	o := open(t)
	owner, err := pgx.Connect(ctx, o.url)
	o.ok(err)
	defer owner.Close(ctx)
	for name, c := range o.contests() {
		_, err := owner.Exec(ctx, c.drop)
		o.ok(err)
		if won, lost := rush(c.do); won != rivals {
			t.Errorf("%s: %d won, the others lost by %v", name, won, errors.Join(lost...))
		}
	}
}
