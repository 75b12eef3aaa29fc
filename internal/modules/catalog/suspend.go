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

// OnIdentityEvent keeps a profile in step with its account: of suspended and deactivated accounts it is out of sight, and
// comes back with the account; of deleted ones it is emptied for good. The delivery only says whose account to look at, so order and repetition do not
// matter. Subscribe it to AccountEvents.
func (c *Catalog) OnIdentityEvent(ctx context.Context, d events.Delivery) error {
	return c.FollowAccount(ctx, d.AggregateID)
}

// FollowAccount makes a person's profile, if they have one, what their account's state says: there, suspended or erased.
// What is to be erased goes out of sight first, in a transaction of its own: nothing that stops the rest keeps it public.
func (c *Catalog) FollowAccount(ctx context.Context, personID uuid.UUID) error {
	deleted := false
	err := c.DB.InTx(ctx, func(tx db.Tx) (err error) {
		deleted, err = c.followAccountTx(ctx, tx, personID)
		return err
	})
	if err != nil || !deleted {
		return err
	}
	return c.DB.InTx(ctx, func(tx db.Tx) error {
		row, err := on(tx).LockPractitionerOfPerson(ctx, personID)
		if err != nil {
			return err
		}
		return c.eraseTx(ctx, tx, row)
	})
}

// followAccountTx shows or hides a person's profile as their account's state says, and reports a profile whose account was deleted.
func (c *Catalog) followAccountTx(ctx context.Context, tx db.Tx, personID uuid.UUID) (deleted bool, err error) {
	row, err := on(tx).LockPractitionerOfPerson(ctx, personID)
	if db.IsNoRows(err) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	person, err := c.Accounts.PersonByID(ctx, tx, personID)
	if err != nil {
		return false, err
	}
	active := person.Status == identity.Active
	deleted = person.Status == identity.Deleted
	if row.Suspended == !active {
		return deleted, nil
	}
	before, err := practitionerOf(row)
	if err != nil {
		return false, err
	}
	after := before
	after.Suspended = !active
	out, err := c.writeTx(ctx, tx, after)
	if err != nil {
		return false, err
	}
	kind := EventUpdated
	if before.Visible() && !out.Visible() {
		kind = EventUnlisted
	}
	return deleted, c.publishTx(ctx, tx, events.System, kind, out)
}
