package identity

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
)

// Suspend stops an account: it cannot sign in and all its sessions end. What else follows (listings) hangs on
// EventSuspended; what is booked stays. Operators only, and not on their own account. Suspending a suspended account
// changes nothing. ErrPersonNotFound, ErrOwnAccount, apperr.ErrValidation.
func (s *Service) Suspend(ctx context.Context, by Principal, personID uuid.UUID, reason string) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.setStatusTx(ctx, tx, now, by.Actor(), personID, Suspended, reason, EventSuspended)
	})
}

// Deactivate puts an account to rest: as Suspend, without the reproach.
func (s *Service) Deactivate(ctx context.Context, by Principal, personID uuid.UUID, reason string) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.setStatusTx(ctx, tx, now, by.Actor(), personID, Inactive, reason, EventDeactivated)
	})
}

// Reactivate lets an account sign in again. A reason may be given.
func (s *Service) Reactivate(ctx context.Context, by Principal, personID uuid.UUID, reason string) error {
	return s.operate(ctx, by, personID, func(tx db.Tx, now time.Time) error {
		return s.setStatusTx(ctx, tx, now, by.Actor(), personID, Active, reason, EventReactivated)
	})
}

// ChangeStatus is Suspend, Deactivate or Reactivate, by the status wanted. Errors: as theirs; apperr.ErrValidation for
// another status.
func (s *Service) ChangeStatus(ctx context.Context, by Principal, personID uuid.UUID, to Status, reason string) error {
	switch to {
	case Suspended:
		return s.Suspend(ctx, by, personID, reason)
	case Inactive:
		return s.Deactivate(ctx, by, personID, reason)
	case Active:
		return s.Reactivate(ctx, by, personID, reason)
	}
	var v apperr.Validation
	v.Add("status", codeInvalid, "An account can be made active, inactive or suspended.")
	return v.Err()
}

// SuspendTx is Suspend in the caller's transaction. Errors: as Suspend.
func (s *Service) SuspendTx(ctx context.Context, tx db.Tx, by Principal, personID uuid.UUID, reason string) error {
	if err := mayOperate(by, personID); err != nil {
		return err
	}
	return s.setStatusTx(ctx, tx, s.clock.Now(), by.Actor(), personID, Suspended, reason, EventSuspended)
}

// operate runs an operator's change of somebody else's account.
func (s *Service) operate(ctx context.Context, by Principal, personID uuid.UUID, fn func(tx db.Tx, now time.Time) error) error {
	if err := mayOperate(by, personID); err != nil {
		return err
	}
	now := s.clock.Now()
	var none struct{}
	return idem.InTx(ctx, s.db, now, &none, func(tx db.Tx) error { return fn(tx, now) })
}

// mayOperate lets operators change accounts that are not their own.
func mayOperate(by Principal, personID uuid.UUID) error {
	if err := Authorize(by, Update, ResAccount, Subject{Owner: personID}); err != nil {
		return err
	}
	if by.PersonID == personID {
		return ErrOwnAccount
	}
	return nil
}

func (s *Service) setStatusTx(ctx context.Context, tx db.Tx, now time.Time, by events.Actor, personID uuid.UUID, to Status, reason, event string) error {
	reason = strings.TrimSpace(reason)
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
