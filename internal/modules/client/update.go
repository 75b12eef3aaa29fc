package client

import (
	"context"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Update replaces what the caller wrote about a client whose version is still the one they saw; 0 skips the check. What is
// entered here stands before what the person says themselves. Errors: apperr.ErrValidation, ErrNotFound, ErrVersion,
// ErrErased, ErrExists, identity's.
func (s *Service) Update(ctx context.Context, who identity.Principal, id uuid.UUID, version int64, d Details) (Client, error) {
	if err := may(who, identity.Update); err != nil {
		return Client{}, err
	}
	if _, err := s.Get(ctx, who, id); err != nil {
		return Client{}, err // before what was typed: others' clients do not exist
	}
	if err := d.clean(s.Clock.Now()); err != nil {
		return Client{}, err
	}
	var out Client
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q, key, err := s.writeTx(ctx, tx, who.PersonID)
		if err != nil {
			return err
		}
		before, err := s.read(ctx, tx, who, id)
		switch {
		case err != nil:
			return err
		case before.Erased:
			return ErrErased
		case version != 0 && version != before.Version:
			return ErrVersion
		case before.Details == d:
			out = before // pressed twice
			return nil
		}
		p := clientdb.UpdateParams{ID: id, Name: d.Name, Email: d.Email, Phone: d.Phone, Language: d.Language, Birthday: dateOf(d.Birthday), ExternalID: d.ExternalID}
		if p.AboutSealed, err = sealAbout(key, id, d.About); err != nil {
			return err
		}
		seq, err := q.Update(ctx, p)
		if db.Violates(err, matchIndex) {
			return ErrExists
		} else if err != nil {
			return err
		}
		if err := s.Events.PublishTx(ctx, tx, s.event(who, "client.changed", id, seq, struct{}{})); err != nil {
			return err
		}
		out, err = s.read(ctx, tx, who, id)
		return err
	})
	return out, err
}

// Remove takes somebody off the list who never had a booking, with all notes. Errors: ErrNotFound, ErrKept, identity's.
func (s *Service) Remove(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who, identity.Delete); err != nil {
		return err
	}
	var out struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) error {
		q := clientdb.New(tx)
		row, err := q.Lock(ctx, clientdb.LockParams{ID: id, OwnerID: who.PersonID})
		switch {
		case db.IsNoRows(err):
			return ErrNotFound
		case err != nil:
			return err
		case row.PersonID != nil:
			return ErrKept
		}
		if err := q.Drop(ctx, id); err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, s.event(who, "client.removed", id, row.Version+1, struct{}{}))
	})
}
