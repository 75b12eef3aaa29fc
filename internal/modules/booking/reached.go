package booking

import (
	"context"
	"errors"

	"klear/internal/modules/identity"

	"github.com/google/uuid"
)

// Reached notes that a booking's mailed link was opened: the guest's address is theirs. A booking that is gone, or an
// account's, changes nothing.
func (s *Service) Reached(ctx context.Context, id uuid.UUID) error {
	b, err := s.ByID(ctx, Caller{Principal: identity.Principal{Guest: true, BookingID: id}}, id)
	if errors.Is(err, ErrNotFound) || err == nil && b.SeekerID == uuid.Nil {
		return nil
	} else if err != nil {
		return err
	}
	return s.People.ProveGuest(ctx, b.SeekerID)
}
