package identity

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
)

// KeyTx is the data key of a person, made on first use. It is never cached: once destroyed it is gone at once. A key
// made in a transaction that rolls back never was. crypto.ErrKeyDestroyed when the person was deleted.
func (s *Service) KeyTx(ctx context.Context, q db.Querier, personID uuid.UUID) (*crypto.DataKey, error) {
	wrapped, err := queries(q).WrappedKey(ctx, personID)
	if db.IsNoRows(err) {
		wrapped, err = s.makeKeyTx(ctx, q, personID)
	}
	if err != nil {
		return nil, err
	}
	return s.keys.OpenDataKey(wrapped, personID) // a destroyed key has no wrapped form
}

// makeKeyTx stores a new key and returns the wrapped form that stands: of two first uses at once one inserts, and both
// then read the same row.
func (s *Service) makeKeyTx(ctx context.Context, q db.Querier, personID uuid.UUID) ([]byte, error) {
	wrapped, _, err := s.keys.NewDataKey(personID)
	if err != nil {
		return nil, err
	}
	_, err = queries(q).InsertKey(ctx, identitydb.InsertKeyParams{PersonID: personID, Wrapped: wrapped, Now: s.clock.Now()})
	if err != nil {
		return nil, err
	}
	return queries(q).WrappedKey(ctx, personID)
}

// Field names the place of a sealed value. A value moved to another row, column or table does not open.
type Field = crypto.AAD

// SealTx encrypts a person's words for one field; use the key of the person whose data it is, not of who wrote it.
// crypto.ErrKeyDestroyed, crypto.ErrTooLarge.
func (s *Service) SealTx(ctx context.Context, q db.Querier, personID uuid.UUID, at Field, plain []byte) ([]byte, error) {
	key, err := s.KeyTx(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	return key.Seal(plain, at)
}

// OpenTx decrypts what SealTx made. crypto.ErrKeyDestroyed after the person was deleted; crypto.ErrUnreadable when the
// value was changed, moved, or belongs to somebody else.
func (s *Service) OpenTx(ctx context.Context, q db.Querier, personID uuid.UUID, at Field, sealed []byte) ([]byte, error) {
	key, err := s.KeyTx(ctx, q, personID)
	if err != nil {
		return nil, err
	}
	return key.Open(sealed, at)
}

// KeysTx are the data keys of people, in one query; who has none, or was deleted, is left out.
func (s *Service) KeysTx(ctx context.Context, q db.Querier, people []uuid.UUID) (map[uuid.UUID]*crypto.DataKey, error) {
	rows, err := queries(q).WrappedKeys(ctx, people)
	if err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID]*crypto.DataKey, len(rows))
	for _, r := range rows {
		if out[r.PersonID], err = s.keys.OpenDataKey(r.Wrapped, r.PersonID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
