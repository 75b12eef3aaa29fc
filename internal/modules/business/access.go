package business

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// May is the one place where is decided what a member may do: it returns the caller's role when it is at least need.
// Whoever does not belong to the business gets ErrNotFound, whoever does and may not gets identity.ErrForbidden.
//
// No role opens what is a member's own: private notes, forms, earnings, clients outside of the business.
func (s *Service) May(ctx context.Context, q db.Querier, who identity.Principal, business uuid.UUID, need Role) (Role, error) {
	switch {
	case who.Anonymous():
		return "", identity.ErrUnauthenticated
	case !who.SignedIn() || who.Role != identity.Practitioner:
		return "", identity.ErrForbidden
	}
	row, err := on(q).RoleOf(ctx, roleOf(business, who.PersonID))
	if db.IsNoRows(err) {
		return "", ErrNotFound
	} else if err != nil {
		return "", err
	}
	role := Role(row)
	if !role.atLeast(need) {
		return role, identity.ErrForbidden
	}
	return role, nil
}

// LockTx puts changes of one business in line, and decides whether the caller may make them: May, under the business's
// lock until commit.
func (s *Service) LockTx(ctx context.Context, tx db.Tx, who identity.Principal, business uuid.UUID, need Role) (Business, Role, error) {
	if who.Anonymous() {
		return Business{}, "", identity.ErrUnauthenticated
	}
	row, err := on(tx).Lock(ctx, business)
	if db.IsNoRows(err) {
		return Business{}, "", ErrNotFound
	} else if err != nil {
		return Business{}, "", err
	}
	role, err := s.May(ctx, tx, who, business, need)
	return businessOf(row), role, err
}
