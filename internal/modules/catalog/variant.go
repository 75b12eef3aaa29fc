package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// followTx gives a variant what it shares with its heading. The database, too, keeps both of one practitioner and one
// level deep.
func (c *Catalog) followTx(ctx context.Context, tx db.Tx, s *Service) error {
	if s.VariantOf == uuid.Nil {
		return nil
	}
	row, err := on(tx).LockService(ctx, s.VariantOf)
	if err != nil {
		return noService(err)
	}
	heading := serviceOf(row.CatalogService, row.CategorySlug)
	switch {
	case heading.PractitionerID != s.PractitionerID:
		return ErrNoService
	case heading.VariantOf != uuid.Nil:
		return ErrVariant
	}
	s.Name, s.Description, s.CategoryID, s.CategorySlug = heading.Name, heading.Description, heading.CategoryID, heading.CategorySlug
	return nil
}

// leadTx lets the variants of a changed heading follow it.
func (c *Catalog) leadTx(ctx context.Context, tx db.Tx, by identity.Principal, heading Service) error {
	rows, err := on(tx).FollowHeading(ctx, heading.ID)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := c.publishServiceTx(ctx, tx, by.Actor(), serviceOf(r, heading.CategorySlug)); err != nil {
			return err
		}
	}
	return nil
}

// least is 1 for a text that has to be there.
func least(required bool) int {
	if required {
		return 1
	}
	return 0
}
