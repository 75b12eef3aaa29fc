package catalog

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// ReorderServices shows the services in the order of ids, which name each of them exactly once, paused ones too.
// Errors: ErrNoPractitioner, identity.ErrForbidden, ErrServiceOrder.
func (c *Catalog) ReorderServices(ctx context.Context, by identity.Principal, practitionerID uuid.UUID, ids []uuid.UUID) ([]Service, error) {
	var out []Service
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		p, err := c.lockTx(ctx, tx, by, practitionerID)
		if err != nil {
			return err
		}
		have, err := on(tx).LockServiceIDs(ctx, practitionerID)
		if err != nil {
			return err
		}
		if !sameIDs(have, ids) {
			return ErrServiceOrder
		}
		if err := on(tx).OrderServices(ctx, ids); err != nil {
			return err
		}
		all, err := c.servicesOf(ctx, tx, []uuid.UUID{practitionerID}, true)
		if err != nil {
			return err
		}
		out = all[practitionerID]
		_, err = c.saveTx(ctx, tx, by, p, p) // what the profile shows has changed
		return err
	})
	return out, err
}

func sameIDs(a, b []uuid.UUID) bool {
	compare := func(x, y uuid.UUID) int { return slices.Compare(x[:], y[:]) }
	return slices.Equal(slices.SortedFunc(slices.Values(a), compare), slices.SortedFunc(slices.Values(b), compare))
}
