package mood

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// OnErased deletes the journal of who deleted their account. Subscribe it to identity.EventAccountDeleted.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	gone, err := events.Decode[identity.DeletedEvent](d)
	if err != nil {
		return err
	}
	people := append([]uuid.UUID{gone.PersonID}, gone.GuestIDs...)
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := on(tx)
		for _, forget := range []func(context.Context, []uuid.UUID) error{q.ForgetEntries, q.ForgetTriggers, q.ForgetSent, q.ForgetQuestionnaires} {
			if err := forget(ctx, people); err != nil {
				return err
			}
		}
		return nil
	})
}
