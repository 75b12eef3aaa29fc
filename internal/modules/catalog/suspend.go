package catalog

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// AccountEvents are identity's events by which an account's state changes.
var AccountEvents = []string{identity.EventSuspended, identity.EventDeactivated, identity.EventReactivated, identity.EventAccountDeleted}

// OnIdentityEvent keeps a profile in step with its account: suspended, deactivated or erased accounts are out of sight,
// and come back with the account. The delivery only says whose account to look at, so order and repetition do not
// matter. Subscribe it to AccountEvents.
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
		person, err := c.Accounts.PersonByID(ctx, tx, personID)
		active := person.Status == identity.Active
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
