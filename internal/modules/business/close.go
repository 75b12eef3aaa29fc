package business

import (
	"context"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// LockOwnedTx lists the open businesses of an owner and keeps sessions from beginning in them until the caller commits: who
// asks whether something is ahead in them, and then closes them, misses nothing.
func (s *Service) LockOwnedTx(ctx context.Context, tx db.Tx, owner uuid.UUID) ([]uuid.UUID, error) {
	return on(tx).LockOwned(ctx, owner)
}

// EraseTx takes somebody out of all businesses while their address is still known, in the transaction that deletes the
// account: invitations to it and from them end, memberships too, and what they own closes. The caller has made sure that
// nothing is ahead there.
func (s *Service) EraseTx(ctx context.Context, tx db.Tx, person uuid.UUID) error {
	p, err := s.People.PersonByID(ctx, tx, person)
	if err != nil {
		return err
	}
	if err := on(tx).WithdrawToAddress(ctx, identity.NormalizeEmail(p.Email)); err != nil {
		return err
	}
	return s.leaveTx(ctx, tx, person)
}

// OnAccountDeleted ends what began in the moment in which an account was deleted. Doing it twice is harmless. Subscribe it
// to identity.EventAccountDeleted.
func (s *Service) OnAccountDeleted(ctx context.Context, d events.Delivery) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error { return s.leaveTx(ctx, tx, d.AggregateID) })
}

func (s *Service) leaveTx(ctx context.Context, tx db.Tx, person uuid.UUID) error {
	if err := on(tx).LeaveAll(ctx, person); err != nil {
		return err
	}
	owned, err := on(tx).LockOwned(ctx, person)
	if err != nil {
		return err
	}
	for _, id := range owned {
		if err := s.closeTx(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// closeTx closes a business for good: what its owner wrote goes, the rows stay for bookings.
func (s *Service) closeTx(ctx context.Context, tx db.Tx, id uuid.UUID) error {
	slug, err := s.closedSlugTx(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := on(tx).Close(ctx, businessdb.CloseParams{ID: id, Slug: slug, Name: identity.DeletedName}); err != nil {
		return err
	}
	if err := on(tx).ForgetSlugs(ctx, id); err != nil {
		return err
	}
	if err := on(tx).Dissolve(ctx, id); err != nil {
		return err
	}
	return on(tx).WithdrawAll(ctx, id)
}

// closedSlugTx is an address that says nothing, of the form that nobody else may take; if somebody has it all the same,
// one that nobody can have guessed: no name stops a closing.
func (s *Service) closedSlugTx(ctx context.Context, tx db.Tx, id uuid.UUID) (string, error) {
	slug := "closed-" + id.String()
	taken, err := on(tx).SlugOfAnother(ctx, businessdb.SlugOfAnotherParams{Slug: slug, BusinessID: id})
	if err == nil && taken {
		slug = "closed-" + s.IDs.ID().String()
	}
	return slug, err
}
