package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// SetConfirmation says whether bookings stand at once or wait for an answer; made ones keep their way. Saying it twice is
// harmless. Errors: ErrNoPractitioner, identity.ErrForbidden, apperr.ErrValidation.
func (c *Catalog) SetConfirmation(ctx context.Context, by identity.Principal, id uuid.UUID, to Confirmation) (Practitioner, error) {
	var v checker
	v.Check(to == Instant || to == Approval, "confirmation", "unknown_value", "Choose instant or approval.")
	if err := v.Err(); err != nil {
		return Practitioner{}, err
	}
	var out Practitioner
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		before, err := c.lockTx(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if out = before; before.Confirmation == to {
			return nil
		}
		after := before
		after.Confirmation = to
		out, err = c.saveTx(ctx, tx, by, before, after)
		return err
	})
	return out, err
}
