package identity

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// KeyTx is the data key of a person, made on first use. It is never cached: once destroyed it must be gone at once.
// ErrErased when the person was deleted. A key made inside a transaction that rolls back never was.
func (s *Service) KeyTx(ctx context.Context, q db.Querier, personID uuid.UUID) (DataKey, error) {
	key, err := s.storedKey(ctx, q, personID)
	if key != nil || err != nil {
		return key, err
	}
	_, wrapped, err := s.keys.NewDataKey(ctx, personID[:])
	if err != nil {
		return nil, err
	}
	// Of two first uses at once one inserts; both then read the same row.
	if _, err := queries(q).InsertKey(ctx, identitydb.InsertKeyParams{PersonID: personID, Wrapped: wrapped, Now: s.clock.Now()}); err != nil {
		return nil, err
	}
	key, err = s.storedKey(ctx, q, personID)
	if key == nil && err == nil {
		err = ErrErased
	}
	return key, err
}

// storedKey is nil without an error when the person has no key yet.
func (s *Service) storedKey(ctx context.Context, q db.Querier, personID uuid.UUID) (DataKey, error) {
	row, err := queries(q).WrappedKey(ctx, personID)
	switch {
	case db.IsNoRows(err):
		return nil, nil
	case err != nil:
		return nil, err
	case row.DestroyedAt != nil:
		return nil, ErrErased
	}
	return s.keys.UnwrapDataKey(ctx, row.Wrapped, personID[:])
}

// Field names the place of a sealed value. A ciphertext that is moved to another row, column or table does not open.
type Field struct {
	Table  string // with its schema: "booking.note"
	Column string
	Row    uuid.UUID
}

func (f Field) aad() []byte {
	return append([]byte(f.Table+"\x00"+f.Column+"\x00"), f.Row[:]...)
}

// SealTx encrypts a person's words for one field; use the person whose data it is, not who wrote it. ErrErased.
func (s *Service) SealTx(ctx context.Context, q db.Querier, personID uuid.UUID, at Field, plain []byte) ([]byte, error) {
	key, err := s.KeyTx(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	return key.Seal(plain, at.aad())
}

// OpenTx decrypts what SealTx made. ErrErased after the person was deleted; any other failure means that the value was
// changed or moved.
func (s *Service) OpenTx(ctx context.Context, q db.Querier, personID uuid.UUID, at Field, sealed []byte) ([]byte, error) {
	key, err := s.storedKey(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	if key == nil {
		return nil, ErrErased
	}
	return key.Open(sealed, at.aad())
}
