package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// OnIdentityEvent keeps a profile in step with its account: suspended, deactivated or erased accounts are out of sight,
// and come back with the account. The delivery only says whose account to look at, so order and repetition do not
// matter. Subscribe it to every event of identity that changes an account's status.
func (c *Catalog) OnIdentityEvent(ctx context.Context, d events.Delivery) error {
	return c.FollowAccount(ctx, d.AggregateID)
}

// FollowAccount makes the suspension of a person's profile, if they have one, what their account's state says.
func (c *Catalog) FollowAccount(ctx context.Context, personID uuid.UUID) error {
	return c.DB.InTx(ctx, func(tx db.Tx) error {
		row, err := on(tx).LockPractitionerOfPerson(ctx, personID)
		if err != nil {
			if db.IsNoRows(err) {
				return nil
			}
			return err
		}
		active, err := c.Accounts.ActiveTx(ctx, tx, personID)
		if err != nil || row.Suspended == !active {
			return err
		}
		before, err := practitionerOf(row)
		if err != nil {
			return err
		}
		after := before
		after.Suspended = !active
		out, err := c.writeTx(ctx, tx, after)
		if err != nil {
			return err
		}
		kind := EventUpdated
		if before.Visible() && !out.Visible() {
			kind = EventUnlisted
		}
		return c.publishTx(ctx, tx, events.System, kind, out, "")
	})
}
