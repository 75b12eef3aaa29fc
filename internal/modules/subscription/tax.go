package subscription

import (
	"context"
	"fmt"
	"time"

	"klear/internal/modules/invoice"
	"klear/internal/modules/ledger"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"
)

// Taxes says what is inside the price of a plan; tariff.Service does.
type Taxes interface {
	PlanTax(ctx context.Context, q db.Querier, country string, at time.Time) (tariff.TaxTerm, error)
}

// Papers documents what was charged; invoice.Service does.
type Papers interface {
	PlanTx(ctx context.Context, tx db.Tx, now time.Time, x invoice.PlanPaid) error
	PlanBackTx(ctx context.Context, tx db.Tx, now time.Time, x invoice.PlanBack) error
}

// taxed is the tax inside a charge.
type taxed struct {
	term  tariff.TaxTerm
	minor int64
}

// taxOf is the tax inside a part of what is kept of the period. Of a running total, it is at most one unit more than of the
// parts, and the parts still sum to the whole.
func (p Period) taxOf(part int64) int64 {
	if p.keptTax() == 0 {
		return 0
	}
	n, err := money.MulDivRound(part, p.keptTax(), p.Kept())
	if err != nil {
		panic(fmt.Sprintf("subscription: %d of period %s: %v", part, p.ID, err)) // a part is never negative, nor more than the whole
	}
	return n
}

// taxTx takes the tax out of what was charged for p: it is owed from now on, and never revenue.
func (s *Service) taxTx(ctx context.Context, tx db.Tx, p Period) (taxed, error) {
	if s.Taxes == nil {
		return taxed{}, nil
	}
	now := s.Clock.Now()
	term, err := s.Taxes.PlanTax(ctx, tx, s.Country, now)
	if err != nil || term.Bps == 0 {
		return taxed{}, err
	}
	out := taxed{term: term}
	if out.minor, err = term.In(p.Charge().Minor); err != nil {
		return out, err
	}
	owed := ledger.Account{Kind: ledger.TaxPayable, Owner: term.Owner, Currency: p.Currency}
	_, err = ledger.PostTx(ctx, tx, ledger.Posting{ID: s.IDs.ID(), EventKey: "sub:tax:" + p.ID.String(), Event: "subscription_tax", PaymentID: p.PaymentID, At: now,
		Lines: []ledger.Line{ledger.Debit(deferred(p), out.minor), ledger.Credit(owed, out.minor)}})
	return out, err
}

// documentTx writes the invoice of what was charged for p.
func (s *Service) documentTx(ctx context.Context, tx db.Tx, sub Subscription, p Period, t taxed) error {
	if s.Papers == nil {
		return nil
	}
	name, err := subscriptiondb.New(tx).PlanName(ctx, p.PlanID)
	if err != nil {
		return err
	}
	return s.Papers.PlanTx(ctx, tx, s.Clock.Now(), invoice.PlanPaid{PeriodID: p.ID, PaymentID: p.PaymentID, BuyerID: sub.PersonID, Name: name,
		Amount: p.Charge(), TaxMinor: t.minor, Term: t.term})
}
