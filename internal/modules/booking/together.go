package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"

	"github.com/google/uuid"
)

// Shared is a booking of a practitioner and one client, with the practitioner's own note about it.
type Shared struct {
	*Booking
	Note   string
	NoteAt time.Time // zero without a note
}

// With lists what the caller, as the practitioner, had with one person, latest first, and how much there is in all.
// Nothing is found for somebody the caller never had a booking with. Errors: identity's.
func (s *Service) With(ctx context.Context, c Caller, person uuid.UUID, limit int) ([]Shared, int, error) {
	if err := identity.Authorize(c.Principal, identity.Read, identity.ResNote, identity.Subject{Practitioner: c.PersonID}); err != nil {
		return nil, 0, err
	}
	rows, err := bookingdb.New(s.DB).OfPair(ctx, bookingdb.OfPairParams{PersonID: c.PersonID, SeekerID: &person, MaxRows: int32(limit)})
	if err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, c.PersonID) // once, for all notes
	if err != nil {
		return nil, 0, err
	}
	out := make([]Shared, len(rows))
	for i := range rows {
		out[i] = Shared{Booking: fromRow(&rows[i].BookingBooking), NoteAt: instant(rows[i].WrittenAt)}
		if len(rows[i].NoteSealed) == 0 {
			continue
		}
		plain, err := key.Open(rows[i].NoteSealed, crypto.AAD{Table: tableNote, Column: "note_sealed", Row: rows[i].BookingBooking.ID})
		if err != nil {
			return nil, 0, err
		}
		out[i].Note = string(plain)
	}
	return out, int(rows[0].Total), nil
}
