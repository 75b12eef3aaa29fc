package business

import (
	"context"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// SetRole makes a member a manager or a manager a member, for the owner. Errors: ErrNotFound, ErrNoMember, ErrOwner,
// identity.ErrForbidden, apperr.ErrValidation.
func (s *Service) SetRole(ctx context.Context, who identity.Principal, business, person uuid.UUID, role Role) error {
	var v apperr.Validation
	v.Check(role == Member || role == Manager, "role", "unknown_value", "Choose member or manager.")
	if err := v.Err(); err != nil {
		return err
	}
	var n int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &n, func(tx db.Tx) error {
		b, _, err := s.LockTx(ctx, tx, who, business, Owner)
		if err != nil {
			return err
		}
		if b.OwnerID == person {
			return ErrOwner
		}
		n, err = on(tx).SetRole(ctx, businessdb.SetRoleParams{BusinessID: business, PersonID: person, Role: string(role)})
		if err == nil && n == 0 {
			err = ErrNoMember
		}
		return err
	})
}

// Remove ends a membership: one's own, or, for managers, a member's, and for the owner anybody's. What the member had in
// the business's rooms and team services goes with it; sessions that are booked stand. Errors: ErrNotFound, ErrNoMember,
// ErrOwner, identity.ErrForbidden.
func (s *Service) Remove(ctx context.Context, who identity.Principal, business, person uuid.UUID) error {
	var n int64
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &n, func(tx db.Tx) error {
		b, role, err := s.LockTx(ctx, tx, who, business, Member)
		if err != nil {
			return err
		}
		if b.OwnerID == person {
			return ErrOwner
		}
		if err := s.mayRemove(ctx, tx, who, role, business, person); err != nil {
			return err
		}
		if n, err = on(tx).Leave(ctx, businessdb.LeaveParams{BusinessID: business, PersonID: person}); err != nil {
			return err
		}
		return s.publishTx(ctx, tx, who, EventLeft, business, person)
	})
}

func (s *Service) mayRemove(ctx context.Context, tx db.Tx, who identity.Principal, role Role, business, person uuid.UUID) error {
	if person == who.PersonID {
		return nil
	}
	if !role.atLeast(Manager) {
		return identity.ErrForbidden
	}
	other, err := on(tx).RoleOf(ctx, roleOf(business, person))
	switch {
	case db.IsNoRows(err):
		return ErrNoMember
	case err != nil:
		return err
	case role != Owner && Role(other) != Member:
		return identity.ErrForbidden
	}
	return nil
}

// OnAccountDeleted ends the memberships of a deleted account, and closes what it owned: what the owner wrote goes, the
// rows stay for bookings. Doing it twice is harmless. Subscribe it to identity.EventAccountDeleted.
func (s *Service) OnAccountDeleted(ctx context.Context, d events.Delivery) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		if err := on(tx).LeaveAll(ctx, d.AggregateID); err != nil {
			return err
		}
		owned, err := on(tx).OwnedBy(ctx, d.AggregateID)
		if err != nil {
			return err
		}
		for _, id := range owned {
			if err := on(tx).Close(ctx, businessdb.CloseParams{ID: id, Slug: "closed-" + id.String(), Name: identity.DeletedName}); err != nil {
				return err
			}
			if err := on(tx).Dissolve(ctx, id); err != nil {
				return err
			}
			if err := on(tx).WithdrawAll(ctx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// sweep is the daily job that forgets the addresses of invitations that ended.
type sweep struct{}

// Kind names the job.
func (sweep) Kind() string { return "business_sweep" }

func (s *Service) sweep(ctx context.Context, _ sweep) error {
	return on(s.DB).ForgetInvitations(ctx, s.Clock.Now())
}
