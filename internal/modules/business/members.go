package business

import (
	"context"

	"klear/internal/modules/business/internal/businessdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// SetRole makes a member a manager or a manager a member, for the owner; what a manager of before sent is withdrawn. Errors: ErrNotFound, ErrNoMember, ErrOwner,
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
		switch {
		case err != nil:
			return err
		case n == 0:
			return ErrNoMember
		case role == Member:
			return s.withdrawAskingTx(ctx, tx, business, person, Member, Manager)
		}
		return nil
	})
}

// Remove ends a membership: one's own, or, for managers, a member's, and for the owner anybody's. What the member had in
// the business's rooms and team services goes with it, and the invitations they sent; sessions that are booked stand. Errors: ErrNotFound, ErrNoMember,
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

// withdrawAskingTx ends what somebody sent who may no longer ask for these roles. Of somebody who leaves, the foreign key
// invitation_of_member does it.
func (s *Service) withdrawAskingTx(ctx context.Context, tx db.Tx, business, sender uuid.UUID, roles ...Role) error {
	p := businessdb.WithdrawAskingParams{BusinessID: business, InvitedBy: sender}
	for _, r := range roles {
		p.Roles = append(p.Roles, string(r))
	}
	return on(tx).WithdrawAsking(ctx, p)
}

// sweep is the daily job that forgets the addresses of invitations that ended.
type sweep struct{}

// Kind names the job.
func (sweep) Kind() string { return "business_sweep" }

func (s *Service) sweep(ctx context.Context, _ sweep) error {
	return on(s.DB).ForgetInvitations(ctx, s.Clock.Now())
}
