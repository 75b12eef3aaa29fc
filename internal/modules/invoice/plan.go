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
