package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// DeactivateService takes a service off the profile; bookings already made stand. Doing it twice is harmless.
// Errors: ErrNoPractitioner, ErrNoService, identity.ErrForbidden.
func (c *Catalog) DeactivateService(ctx context.Context, by identity.Principal, practitionerID, serviceID uuid.UUID) (Service, error) {
	return c.setActive(ctx, by, practitionerID, serviceID, false)
}

// ActivateService offers a service again. Doing it twice is harmless. Errors: as DeactivateService, and
// ErrTooManyServices; ErrCurrencyFixed when the profile's currency is another one by now.
func (c *Catalog) ActivateService(ctx context.Context, by identity.Principal, practitionerID, serviceID uuid.UUID) (Service, error) {
	return c.setActive(ctx, by, practitionerID, serviceID, true)
}

func (c *Catalog) setActive(ctx context.Context, by identity.Principal, practitionerID, serviceID uuid.UUID, active bool) (Service, error) {
	var out Service
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		p, err := c.lockTx(ctx, tx, by, practitionerID)
		if err != nil {
			return err
		}
		row, err := on(tx).LockService(ctx, serviceID)
		if err != nil || row.CatalogService.PractitionerID != practitionerID {
			return noService(orElse(err, ErrNoService))
		}
		if out = serviceOf(row.CatalogService, row.CategorySlug); out.Active == active {
			return nil
		}
		if active {
			if out.Price.Currency != p.Currency {
				return ErrCurrencyFixed
			}
			if err := c.roomTx(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		out.Active = active
		if out, err = c.writeServiceTx(ctx, tx, out); err != nil {
			return err
		}
		return c.publishServiceTx(ctx, tx, by.Actor(), out)
	})
	return out, err
}
