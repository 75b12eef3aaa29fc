package booking

import (
	"context"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
)

// Participants lists the bookings of the group session that b is in, b among them, in the order in which they were made:
// requests too, nobody who left. A private session has one. For the practitioner of b. Errors: identity.ErrForbidden.
func (s *Service) Participants(ctx context.Context, c Caller, b *Booking) ([]*Booking, error) {
	if err := identity.Authorize(c.Principal, identity.Read, identity.ResNote, b.subject()); err != nil {
		return nil, err
	}
	if !b.Group {
		return []*Booking{b}, nil
	}
	rows, err := bookingdb.New(s.DB).InSameSession(ctx, bookingdb.InSameSessionParams{PractitionerID: b.PractitionerID, StartsAt: b.Start, OccupancyID: b.OccupancyID})
	if err != nil {
		return nil, err
	}
	out := make([]*Booking, len(rows))
	for i := range rows {
		out[i] = fromRow(&rows[i])
	}
	return out, nil
}
