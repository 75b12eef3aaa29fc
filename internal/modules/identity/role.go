package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// SetRole gives somebody else another role. Operators only.
func (s *Service) SetRole(ctx context.Context, by Principal, personID uuid.UUID, role Role) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.SetRoleTx(ctx, tx, now, by.Actor(), personID, role)
	})
}

// SetRoleTx gives an account a role, which counts from the next request on. Becoming an admin, or ceasing to be one, ends
// all sessions: admins' are shorter and begin with a fresh sign-in. The caller has asked for permission.
// ErrPersonNotFound, apperr.ErrValidation.
func (s *Service) SetRoleTx(ctx context.Context, tx db.Tx, now time.Time, by events.Actor, personID uuid.UUID, role Role) error {
	if permissions[role] == nil {
		var v apperr.Validation
		v.Add("role", codeInvalid, "There is no such role.")
		return v.Err()
	}
	s.cache.change(personID, now)
	p, err := lockPersonTx(ctx, tx, personID)
	if err != nil {
		return err
	}
	if p.Kind != Account || p.Status == Deleted {
		return ErrPersonNotFound
	}
	version, err := queries(tx).SetRole(ctx, identitydb.SetRoleParams{ID: personID, Role: string(role)})
	if db.IsNoRows(err) {
		return nil // has it
	}
	if err != nil {
		return err
	}
	if role == Admin || p.Role == Admin {
		if err := s.endSessionsTx(ctx, tx, now, personID, uuid.Nil, EventRoleChanged); err != nil {
			return err
		}
	}
	change := RoleEvent{PersonID: personID, From: p.Role, To: role}
	return s.publishTx(ctx, tx, now, by, "", []fact{personFact(EventRoleChanged, personID, version, change)})
}
