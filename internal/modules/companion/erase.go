package companion

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// OnErased deletes every talk, exercise and memory of who deleted their account. Subscribe it to
// identity.EventAccountDeleted.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	gone, err := events.Decode[identity.DeletedEvent](d)
	if err != nil {
		return err
	}
	people := append([]uuid.UUID{gone.PersonID}, gone.GuestIDs...)
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := companiondb.New(tx)
		for _, forget := range []func(context.Context, []uuid.UUID) error{q.ForgetSessions, q.ForgetRuns, q.ForgetMemories, q.ForgetWelcome} {
			if err := forget(ctx, people); err != nil {
				return err
			}
		}
		return nil
	})
}
