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
	total, next := p.WorthMinor-p.GivenMinor, time.Time{}
	if at.Before(p.Until) {
		total, next = share(p.WorthMinor, at.Sub(p.From), p.Until.Sub(p.From)), nextEarning(at, p.Until)
	}
	part := total - p.EarnedMinor
	if part > 0 {
		net := part - p.taxOf(total) + p.taxOf(p.EarnedMinor)
		_, err := ledger.PostTx(ctx, tx, ledger.SubscriptionEarned(ledger.Heading{ID: s.IDs.ID(), Key: fmt.Sprintf("sub:earn:%s:%d", p.ID, total), PaymentID: p.PaymentID, At: s.Clock.Now()},
			p.ID.String(), "", money.Amount{Minor: net, Currency: p.Currency}, 0))
		if err != nil {
			return err
		}
	}
	_, err := subscriptiondb.New(tx).EarnPeriod(ctx, subscriptiondb.EarnPeriodParams{ID: p.ID, EarnedMinor: p.EarnedMinor + part, EarnAt: orNull(next)})
	return err
}
