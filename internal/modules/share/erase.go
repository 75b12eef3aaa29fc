package share

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/share/internal/sharedb"
	"klear/internal/platform/events"
)

// OnErased ends and forgets what who deleted their account shared, and what was shared with them. Subscribe it to
// identity.EventAccountDeleted.
func (s *Service) OnErased(ctx context.Context, d events.Delivery) error {
	gone, err := events.Decode[identity.DeletedEvent](d)
	if err != nil {
		return err
	}
	return on(s.DB).Forget(ctx, append([]uuid.UUID{gone.PersonID}, gone.GuestIDs...))
}

// maxTakeout bounds what one file holds in memory.
const maxTakeout = 50_000

// ReadOf is a read and the consent it was made under.
type ReadOf struct {
	Consent uuid.UUID
	Reading
}

// Takeout is every read of what the caller shared, oldest first. Errors: identity's.
func (s *Service) Takeout(ctx context.Context, who identity.Principal) ([]ReadOf, error) {
	if err := may(who, identity.Read); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).Everything(ctx, sharedb.EverythingParams{PersonID: who.PersonID, MaxRows: maxTakeout})
	out := make([]ReadOf, len(rows))
	for i, r := range rows {
		out[i] = ReadOf{r.ConsentID, Reading{Kind(r.Kind), r.At.UTC()}}
	}
	return out, err
}
