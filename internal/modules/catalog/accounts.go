package catalog

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/importfile"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// becomePractitionerTx gives a seeker's account the practitioner's role; an admin keeps theirs.
func (c *Catalog) becomePractitionerTx(ctx context.Context, tx db.Tx, by events.Actor, personID uuid.UUID) error {
	p, err := c.Accounts.PersonByID(ctx, tx, personID)
	if err != nil || p.Role != identity.Seeker {
		return err
	}
	return c.Accounts.SetRoleTx(ctx, tx, c.Clock.Now(), by, personID, identity.Practitioner)
}

// accountTx finds or makes the account that owns an imported profile. A new one has no password: its owner sets one by
// a reset link, which also proves the address. Nothing is hashed, so that thousands are fast.
func (c *Catalog) accountTx(ctx context.Context, tx db.Tx, in importfile.Practitioner) (uuid.UUID, error) {
	p, err := c.Accounts.AccountByEmail(ctx, tx, in.Email)
	if errors.Is(err, identity.ErrPersonNotFound) {
		p, err = c.Accounts.CreateAccountTx(ctx, tx, c.Clock.Now(), identity.NewAccount{Email: in.Email, Name: in.Name, Role: identity.Practitioner, Zone: in.Zone})
		return p.ID, err
	}
	if err == nil && p.Role == identity.Seeker {
		err = c.Accounts.SetRoleTx(ctx, tx, c.Clock.Now(), events.System, p.ID, identity.Practitioner)
	}
	return p.ID, err
}
