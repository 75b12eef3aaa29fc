package goal

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/events"
)

// OnErased deletes the goals of who deleted their account. Subscribe it to identity.EventAccountDeleted.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	gone, err := events.Decode[identity.DeletedEvent](d)
	if err != nil {
		return err
	}
	return on(s.DB).Forget(ctx, append([]uuid.UUID{gone.PersonID}, gone.GuestIDs...))
}
