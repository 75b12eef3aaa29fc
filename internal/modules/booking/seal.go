package booking

import (
	"context"
	"klear/internal/platform/crypto"

	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// The tables of this module that hold sealed words.
const (
	tableBooking = "booking.booking"
	tableNote    = "booking.session_note"
)

// seal encrypts a person's words for one field; "" stays null.
func (s *Service) seal(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, words string) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	return s.People.SealTx(ctx, q, person, at, []byte(words))
}

func (s *Service) open(ctx context.Context, q db.Querier, person uuid.UUID, at crypto.AAD, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := s.People.OpenTx(ctx, q, person, at, sealed)
	return string(plain), err
}

// Words are what people wrote about a booking, opened for someone who may read it.
type Words struct{ Address, Note, Reason string }

// WordsOf opens the address, note and reason of a booking the caller was allowed to read.
func (s *Service) WordsOf(ctx context.Context, b *Booking) (Words, error) {
	return s.wordsTx(ctx, s.DB, b)
}

func (s *Service) wordsTx(ctx context.Context, q db.Querier, b *Booking) (w Words, err error) {
	for _, f := range []struct {
		sealed []byte
		column string
		to     *string
	}{{b.addressSealed, "address_sealed", &w.Address}, {b.noteSealed, "note_sealed", &w.Note}, {b.reasonSealed, "reason_sealed", &w.Reason}} {
		if *f.to, err = s.open(ctx, q, b.SeekerID, field(b.ID, f.column), f.sealed); err != nil {
			return Words{}, err
		}
	}
	return w, nil
}

// field is a sealed column of booking.booking.
func field(booking uuid.UUID, column string) crypto.AAD {
	return crypto.AAD{Table: tableBooking, Column: column, Row: booking}
}
