package invoice

import (
	"context"
	"time"

	"klear/internal/modules/tariff"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// PlanPaid is a period of a subscription that was charged. The tax is inside Amount.
type PlanPaid struct {
	PeriodID  uuid.UUID
	PaymentID uuid.UUID
	BuyerID   uuid.UUID
	Name      string // of the plan
	Amount    money.Amount
	TaxMinor  int64
	Term      tariff.TaxTerm
}

// PlanBack is a part of it that goes back; the tax is inside Amount.
type PlanBack struct {
	PeriodID uuid.UUID
	BuyerID  uuid.UUID
	Amount   money.Amount
	TaxMinor int64
}

// PlanBackTx writes the credit note of a refund, by the terms of the document that it corrects. Without one, nothing. Call it
// last.
func (s *Service) PlanBackTx(ctx context.Context, tx db.Tx, now time.Time, x PlanBack) error {
	rows, err := on(tx).Issued(ctx, x.PeriodID)
	if err != nil || len(rows) == 0 {
		return err
	}
	was, err := on(tx).Document(ctx, rows[0].LastID)
	if err != nil {
		return err
	}
	d, err := documentOf(was.InvoiceDocument)
	if err != nil {
		return err
	}
	t, err := s.tableTx(ctx, tx, now, Supply{SubjectID: x.PeriodID, PaymentID: d.PaymentID, BuyerID: x.BuyerID, Currency: x.Amount.Currency})
	if err != nil {
		return err
	}
	var w words
	if err := s.openTx(ctx, tx, d.BuyerID, field(d.ID, "words"), d.row.Words, &w); err != nil {
		return err
	}
	t.about.About = w.About
	return s.issueTx(ctx, tx, t.draft(Plan, sums{net: x.TaxMinor - x.Amount.Minor, tax: -x.TaxMinor}, d.term(), d.ID))
}

// term is how the tax of a document was reckoned.
func (d Document) term() tariff.TaxTerm {
	t := tariff.TaxTerm{Owner: d.TaxOwner, Code: d.Code}
	for _, l := range d.Taxes {
		t.Bps += l.Bps
	}
	return t
}

// PlanTx documents a charge for a plan; once per period. Call it last.
func (s *Service) PlanTx(ctx context.Context, tx db.Tx, now time.Time, x PlanPaid) error {
	rows, err := on(tx).Issued(ctx, x.PeriodID)
	if err != nil || len(rows) > 0 || x.Amount.Minor == 0 {
		return err
	}
	t, err := s.tableTx(ctx, tx, now, Supply{SubjectID: x.PeriodID, PaymentID: x.PaymentID, BuyerID: x.BuyerID, Currency: x.Amount.Currency})
	if err != nil {
		return err
	}
	t.about.About = x.Name
	return s.issueTx(ctx, tx, t.draft(Plan, sums{net: x.Amount.Minor - x.TaxMinor, tax: x.TaxMinor}, x.Term, uuid.Nil))
}
