package booking

import (
	"context"

	"klear/internal/platform/crypto"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// seal encrypts a seeker's words for a column of booking.booking; "" stays null.
func (s *Service) seal(ctx context.Context, tx db.Tx, person, booking uuid.UUID, column, words string) ([]byte, error) {
	if words == "" {
		return nil, nil
	}
	return s.sealRow(ctx, tx, person, "booking", booking, column, words)
}

func (s *Service) sealRow(ctx context.Context, q db.Querier, person uuid.UUID, table string, row uuid.UUID, column, words string) ([]byte, error) {
	key, err := s.People.KeyTx(ctx, q, person)
	if err != nil {
		return nil, err
	}
	return key.Seal([]byte(words), crypto.AAD{Table: "booking." + table, Row: row.String(), Column: column})
}

func (s *Service) openRow(ctx context.Context, q db.Querier, person uuid.UUID, table string, row uuid.UUID, column string, sealed []byte) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	key, err := s.People.KeyTx(ctx, q, person)
	if err != nil {
		return "", err
	}
	plain, err := key.Open(sealed, crypto.AAD{Table: "booking." + table, Row: row.String(), Column: column})
	return string(plain), err
}

// Words are what people wrote about a booking, opened for someone who may read it.
type Words struct{ Address, Note, Reason string }

// WordsOf opens the address, note and reason of a booking the caller was allowed to read.
func (s *Service) WordsOf(ctx context.Context, b *Booking) (w Words, err error) {
	for _, f := range []struct {
		sealed []byte
		column string
		to     *string
	}{{b.addressSealed, "address_sealed", &w.Address}, {b.noteSealed, "note_sealed", &w.Note}, {b.reasonSealed, "reason_sealed", &w.Reason}} {
		if *f.to, err = s.openRow(ctx, s.DB, b.SeekerID, "booking", b.ID, f.column, f.sealed); err != nil {
			return Words{}, err
		}
	}
	return w, nil
}
