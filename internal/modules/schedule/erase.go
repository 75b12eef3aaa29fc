package schedule

import (
	"context"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// OnErased forgets when an erased practitioner works and what their other calendars said, and closes their feed. What
// is left are the times of bookings. Subscribe it to catalog.EventErased.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := scheduledb.New(tx)
		for _, forget := range []func(context.Context, uuid.UUID) error{
			q.ForgetSources, q.ForgetAccount, q.ForgetFeed, q.ForgetWeek, q.ForgetOverrides, q.ForgetTimeOff, q.ForgetBlocks,
		} {
			if err := forget(ctx, d.AggregateID); err != nil {
				return err
			}
		}
		return nil
	})
}
