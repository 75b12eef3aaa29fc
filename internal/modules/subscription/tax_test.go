package subscription_test

import (
	"context"
	"testing"
	"time"

	"klear/internal/modules/invoice"
	"klear/internal/modules/ledger"
	"klear/internal/modules/subscription"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
)

// office taxes every plan with 18 % and keeps what is to be documented.
type office struct {
	paid []invoice.PlanPaid
	back []invoice.PlanBack
}

func (*office) PlanTax(context.Context, db.Querier, string, time.Time) (tariff.TaxTerm, error) {
	return tariff.TaxTerm{Owner: "GST:IN", Bps: 1800, Code: "998599"}, nil
}

func (o *office) PlanTx(_ context.Context, _ db.Tx, _ time.Time, x invoice.PlanPaid) error {
	o.paid = append(o.paid, x)
	return nil
}

func (o *office) PlanBackTx(_ context.Context, _ db.Tx, _ time.Time, x invoice.PlanBack) error {
	o.back = append(o.back, x)
	return nil
}

// TestTheTaxInAPlanIsOwedAtOnce: from the day of its invoice, of what was charged; what is earned of the periods is the rest,
// to the last unit, also where one was cut short by a larger plan.
func TestTheTaxInAPlanIsOwedAtOnce(t *testing.T) {
	s, o := newStage(t, 0), &office{}
	s.Taxes, s.Papers = o, o
	sub := s.subscribed()
	if b := s.books(); b[ledger.TaxPayable] != 4_576 || b[ledger.DeferredRevenue] != 25_424 || b[ledger.PlatformRevenue] != 0 {
		t.Errorf("%v", b)
	}
	s.at(day(2, 10))
	_, err := s.change(sub, s.preview(sub, s.plus, subscription.Monthly), "up")
	s.ok(err)
	s.at(day(2, 29))
	const taxes = 4_576 + 5_997 + 13_729 // of 300.00, 393.11 and 900.00
	if b := s.books(); b[ledger.TaxPayable] != taxes || b[ledger.PlatformRevenue] != 69_311-4_576-5_997 || b[ledger.DeferredRevenue] != 90_000-13_729 {
		t.Errorf("%v", b)
	}
	var charged, documented int64
	for _, x := range o.paid {
		charged, documented = charged+x.Amount.Minor, documented+x.TaxMinor
	}
	if len(o.paid) != 3 || charged != 159_311 || documented != taxes || o.paid[1].Name != "plus" || o.paid[1].BuyerID != s.who.PersonID {
		t.Errorf("%+v", o.paid)
	}
}
