package subscription

import (
	"context"

	"klear/internal/modules/payment"
	"klear/internal/modules/subscription/internal/subscriptiondb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// followBank stops a plan of which the payer's bank took a charge back for good: whoever went to their bank did not want to pay,
// and a card that is charged again is disputed again. With the present period it ends now; what was paid before it only ends
// with the present one. The platform bears the loss: what the period earned stays earned, and the rest is as its time goes by.
// Any number of times.
func (s *Service) followBank(ctx context.Context, data payment.EventData) error {
	if data.DisputeStatus != payment.DisputeLost {
		return nil
	}
	row, err := subscriptiondb.New(s.DB).Period(ctx, data.BookingID)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.stopTx(ctx, tx, row.SubscriptionID, row.ID) })
}

func (s *Service) stopTx(ctx context.Context, tx db.Tx, id, disputed uuid.UUID) error {
	sub, err := lockTx(ctx, tx, id)
	if err != nil || !sub.Status.Runs() {
		return err
	}
	last, err := subscriptiondb.New(tx).CurrentPeriod(ctx, id)
	if err != nil {
		return err
	}
	if err := s.dropChargeTx(ctx, tx, id); err != nil {
		return err
	}
	switch {
	case last.ID == disputed || sub.Status == PastDue:
		_, err = s.endTx(ctx, tx, sub, Disputed)
	case !sub.CancelAtEnd:
		sub.CancelAtEnd, sub.Next = true, nil
		_, err = s.saveTx(ctx, tx, sub, EventCancelled, events.System)
	}
	return err
}
