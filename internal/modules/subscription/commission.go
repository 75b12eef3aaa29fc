package subscription

import (
	"context"

	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/modules/tariff"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Commission hears what a practitioner's plan means for the platform's share; tariff.Service does.
type Commission interface {
	SubscribedTx(ctx context.Context, tx db.Tx, x tariff.Subscribed) error
}

// commissionTx says what sub means for its owner's commission from now on: of practitioners, while its grants hold.
func (s *Service) commissionTx(ctx context.Context, tx db.Tx, sub Subscription) error {
	if s.Commission == nil || sub.Family != ForPractitioners {
		return nil
	}
	x := tariff.Subscribed{PersonID: sub.PersonID, From: s.Clock.Now()}
	if sub.Status.Runs() {
		q := subscriptiondb.New(tx)
		plans, err := q.PlansByIDs(ctx, []uuid.UUID{sub.PlanID})
		if err != nil {
			return err
		}
		rows, err := q.TermsByIDs(ctx, []uuid.UUID{sub.TermsID})
		if err != nil {
			return err
		}
		terms, err := termsOf(rows[0]) // both are foreign keys of the row
		if err != nil {
			return err
		}
		x.Plan = plans[0].Code
		if n, ok := terms.Grants.Limit(CommissionBps); ok {
			x.MostBps = &n
		}
	}
	return s.Commission.SubscribedTx(ctx, tx, x)
}
