package client

import (
	"context"

	"klear/internal/modules/client/internal/clientdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Add enters somebody. Whether they have an account is not looked at. Errors: apperr.ErrValidation, ErrExists, ErrTooMany,
// identity's.
func (s *Service) Add(ctx context.Context, who identity.Principal, d Details) (Client, error) {
	if err := may(who, identity.Create); err != nil {
		return Client{}, err
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
		if n, err := q.Count(ctx, who.PersonID); err != nil {
			return err
		} else if n >= maxClients {
			return ErrTooMany
		}
		p := clientdb.InsertParams{ID: s.IDs.ID(), OwnerID: who.PersonID, Name: d.Name, Email: d.Email, Phone: d.Phone, Language: d.Language,
			Birthday: dateOf(d.Birthday), ExternalID: d.ExternalID, CreatedAt: s.Clock.Now()}
		if p.AboutSealed, err = sealAbout(key, p.ID, d.About); err != nil {
			return err
		}
		if n, err := q.Insert(ctx, p); err != nil {
			return err
		} else if n == 0 {
			return ErrExists
		}
		if err := s.Events.PublishTx(ctx, tx, s.event(who, "client.added", p.ID, 1, struct{}{})); err != nil {
			return err
		}
		out, err = s.read(ctx, tx, who, p.ID)
		return err
	})
	return out, err
}
