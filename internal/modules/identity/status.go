package identity

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// Suspend stops an account: see SuspendTx. Operators only, and not on their own account.
func (s *Service) Suspend(ctx context.Context, by Principal, personID uuid.UUID, reason string) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.SuspendTx(ctx, tx, now, by.Actor(), personID, reason)
	})
}

// Deactivate puts an account to rest: as Suspend, without the reproach.
func (s *Service) Deactivate(ctx context.Context, by Principal, personID uuid.UUID, reason string) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.setStatusTx(ctx, tx, now, by.Actor(), personID, Inactive, reason, EventDeactivated)
	})
}

// Reactivate lets an account sign in again.
func (s *Service) Reactivate(ctx context.Context, by Principal, personID uuid.UUID) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.ReactivateTx(ctx, tx, now, by.Actor(), personID)
	})
}

// operate runs an operator's change of somebody else's account.
func (s *Service) operate(ctx context.Context, by Principal, personID uuid.UUID, fn func(tx db.Tx, now time.Time) error) error {
	if err := Authorize(by, Update, ResAccount, Subject{Owner: personID}); err != nil {
		return err
	}
	if by.PersonID == personID {
		return ErrOwnAccount
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx db.Tx) error { return fn(tx, now) })
}

// SuspendTx stops an account: it cannot sign in and all its sessions end. What else follows (listings, bookings) hangs
// on EventSuspended. The caller has asked for permission. Suspending a suspended account changes nothing.
// ErrPersonNotFound, apperr.ErrValidation.
func (s *Service) SuspendTx(ctx context.Context, tx db.Tx, now time.Time, by events.Actor, personID uuid.UUID, reason string) error {
	return s.setStatusTx(ctx, tx, now, by, personID, Suspended, reason, EventSuspended)
}

// ReactivateTx lets a suspended or inactive account sign in again. The caller has asked for permission.
func (s *Service) ReactivateTx(ctx context.Context, tx db.Tx, now time.Time, by events.Actor, personID uuid.UUID) error {
	return s.setStatusTx(ctx, tx, now, by, personID, Active, "", EventReactivated)
}

func (s *Service) setStatusTx(ctx context.Context, tx db.Tx, now time.Time, by events.Actor, personID uuid.UUID, to Status, reason, event string) error {
	var v apperr.Validation
	v.Check(utf8.RuneCountInString(reason) <= 500 && plainText(reason), "reason", codeTooLong, "Give the reason in at most 500 characters, on one line.")
	v.Check(to == Active || reason != "", "reason", codeRequired, "Give a reason: it stays with the account.")
	if err := v.Err(); err != nil {
		return err
	}
	s.cache.change(personID, now)
	p, err := lockPersonTx(ctx, tx, personID)
	if err != nil {
		return err
	}
	if p.Kind != Account || p.Status == Deleted {
		return ErrPersonNotFound
	}
	version, err := queries(tx).SetStatus(ctx, identitydb.SetStatusParams{ID: personID, Status: string(to), Reason: reason})
	if db.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if to != Active {
		if err := s.endSessionsTx(ctx, tx, now, personID, uuid.Nil, event); err != nil {
			return err
		}
	}
	return s.publishTx(ctx, tx, now, by, "", []fact{personFact(event, personID, version, nil)})
}
