package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
)

// SetRole gives somebody else another role. Operators only.
func (s *Service) SetRole(ctx context.Context, by Principal, personID uuid.UUID, role Role) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.SetRoleTx(ctx, tx, now, by.Actor(), personID, role)
	})
}

// BecomePractitioner gives p's own account the practitioner's role. It is free and opens only the means to describe
// oneself: nobody is found or booked before an operator verified them. Doing it twice is harmless. Errors:
// ErrUnauthenticated, ErrUnverified; ErrForbidden for operators, who stay what they are.
func (s *Service) BecomePractitioner(ctx context.Context, p Principal) error {
	if err := Authorize(p, Create, ResPractitioner, Subject{Owner: p.PersonID}); err != nil {
		return err
	}
	if err := RequireVerified(p); err != nil {
		return err
	}
	now := s.clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.db, now, &none, func(tx db.Tx) error {
		person, err := lockAccountTx(ctx, tx, p.PersonID)
		if err != nil {
			return err
		}
		if person.Role == Admin { // made one since p was read
			return ErrForbidden
		}
		return s.SetRoleTx(ctx, tx, now, p.Actor(), p.PersonID, Practitioner)
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
