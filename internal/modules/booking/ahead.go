package booking

import (
	"context"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Ahead is a booking that is not over, with what has to go back if it does not take place.
type Ahead struct {
	*Booking
	Due money.Amount // what was taken and not given back
}

// maxAhead bounds the list of one person's bookings ahead: more than a calendar holds.
const maxAhead = 500

// AheadOf lists what is booked with or by a person and not over, soonest first: what an operator looks at before an
// account is stopped. Operators only. Errors: identity's.
func (s *Service) AheadOf(ctx context.Context, by identity.Principal, person uuid.UUID) ([]Ahead, error) {
	if err := identity.Authorize(by, identity.Read, identity.ResBooking, identity.Subject{}); err != nil {
		return nil, err
	}
	rows, err := bookingdb.New(s.DB).AheadOf(ctx, bookingdb.AheadOfParams{PersonID: person, Now: s.Clock.Now(), MaxRows: maxAhead})
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	paid, err := s.Payments.LiveOf(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Ahead, len(rows))
	for i := range rows {
		b := fromRow(&rows[i])
		out[i] = Ahead{b, money.Amount{Minor: paid[b.ID].KeptMinor(), Currency: b.Price.Currency}}
	}
	return out, nil
}
