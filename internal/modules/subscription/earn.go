package subscription

import (
	"context"
	"fmt"
	"time"

	"klear/internal/modules/ledger"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// earn makes what went by of a period revenue. It may run any number of times and in several places at once. While a change
// of the period is being paid nothing of it is earned: what its quote carries over is still there when the money comes.
func (s *Service) earn(ctx context.Context, period uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		row, err := subscriptiondb.New(tx).LockPeriod(ctx, period)
		if err != nil {
			return err
		}
		p, open := periodOf(row), Period{}
		if open, err = openPeriod(ctx, tx, row.SubscriptionID); err != nil || open.ID != uuid.Nil && open.From.Before(p.Until) {
			return err
		}
		if now := s.Clock.Now(); !p.EarnAt.IsZero() && !p.EarnAt.After(now) {
			return s.earnTx(ctx, tx, p, now)
		}
		return nil
	})
}

// earnTx posts the second half of number 18 for what went by of p until at: the running total less what was posted before,
// so that the parts sum to the whole. At its end all that was not carried over is earned. The period is locked.
func (s *Service) earnTx(ctx context.Context, tx db.Tx, p Period, at time.Time) error {
	total, next := p.earnedBy(at), time.Time{}
	if at.Before(p.Until) {
		next = nextEarning(at, p.Until)
	}
	part, tax := max(total-p.EarnedMinor, 0), p.EarnedTax
	if part > 0 {
		tax = p.taxOf(total)
		_, err := ledger.PostTx(ctx, tx, ledger.SubscriptionEarned(ledger.Heading{ID: s.IDs.ID(), Key: p.earnKey(total), PaymentID: p.PaymentID, At: s.Clock.Now()},
			p.ID.String(), "", money.Amount{Minor: part - tax + p.EarnedTax, Currency: p.Currency}, 0))
		if err != nil {
			return err
		}
	}
	_, err := subscriptiondb.New(tx).EarnPeriod(ctx, subscriptiondb.EarnPeriodParams{ID: p.ID, EarnedMinor: p.EarnedMinor + part, EarnedTaxMinor: tax, EarnAt: orNull(next)})
	return err
}

// earnedBy is what of what is kept went by until at: all of it at the end.
func (p Period) earnedBy(at time.Time) int64 {
	if at.Before(p.Until) {
		return p.wentBy(at)
	}
	return p.Kept()
}

// earnKey names one running total; after a refund took some of it back the same number may be reached again.
func (p Period) earnKey(total int64) string {
	if p.Refunded == 0 {
		return fmt.Sprintf("sub:earn:%s:%d", p.ID, total)
	}
	return fmt.Sprintf("sub:earn:%s:%d:%d", p.ID, total, p.Refunded)
}
