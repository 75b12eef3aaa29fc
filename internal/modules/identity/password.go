package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
	"klear/internal/platform/password"
)

// maxPasswordBytes is the longest password that is hashed or compared; longer ones can be nobody's.
const maxPasswordBytes = 4 * password.MaxLength

// checkNewPassword adds what is wrong with a password that somebody chooses.
func checkNewPassword(v *apperr.Validation, path, chosen string, personal ...string) {
	if e, ok := apperr.As(password.Acceptable(chosen, personal...)); ok {
		for _, f := range e.Fields {
			v.Add(path, f.Code, "%s", f.Message)
		}
	}
}

// HasPassword reports whether p's account signs in with a password, which is then asked again before what a stolen
// session must not do.
func (s *Service) HasPassword(ctx context.Context, p Principal) (bool, error) {
	if err := Authorize(p, Read, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return false, err
	}
	_, err := queries(s.db).Credential(ctx, p.PersonID)
	if db.IsNoRows(err) {
		return false, nil
	}
	return err == nil, err
}

// ChangePassword replaces the password of p's account, which must be given once more, and ends its other sessions.
// ErrTooManyAttempts when the present password was wrong too often; a wrong field otherwise.
func (s *Service) ChangePassword(ctx context.Context, p Principal, present, next string, dev Device) error {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return err
	}
	var v apperr.Validation
	checkNewPassword(&v, "newPassword", next, p.Email, p.Name)
	if err := v.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	if err := s.reauthenticate(ctx, now, p, present, "currentPassword"); err != nil {
		return err
	}
	hash, err := s.passwords.Hash(ctx, next)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx db.Tx) error {
		person, err := lockAccountTx(ctx, tx, p.PersonID)
		if err != nil {
			return err
		}
		return s.setPasswordTx(ctx, tx, now, person, hash, p, dev)
	})
}

// reauthenticate asks for the password again before something that a stolen session must not do. An account without a
// password has proved itself some other way and passes.
func (s *Service) reauthenticate(ctx context.Context, now time.Time, p Principal, given, path string) error {
	have, err := queries(s.db).Credential(ctx, p.PersonID)
	if db.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(given) > maxPasswordBytes {
		given = ""
	}
	b := s.bucket("password again", p.PersonID[:])
	_, ok, err := s.take(ctx, s.db, now, b, quotaPassword)
	if err != nil {
		return err
	}
	if !ok {
		return ErrTooManyAttempts
	}
	ok, _, err = s.passwords.Verify(ctx, have.PasswordHash, given)
	if err != nil {
		return err
	}
	if !ok {
		var v apperr.Validation
		v.Add(path, codeWrong, "This is not your present password.")
		return v.Err()
	}
	return s.giveBack(ctx, s.db, b, quotaPassword)
}

// setPasswordTx stores a new hash for a locked person, ends all sessions but by's, and tells the person by mail.
func (s *Service) setPasswordTx(ctx context.Context, tx db.Tx, now time.Time, person Person, hash string, by Principal, dev Device) error {
	q := queries(tx)
	if err := q.SaveCredential(ctx, identitydb.SaveCredentialParams{PersonID: person.ID, PasswordHash: hash, Now: now, Apply: true}); err != nil {
		return err
	}
	err := q.DeleteOneTimeTokens(ctx, identitydb.DeleteOneTimeTokensParams{PersonIds: []uuid.UUID{person.ID}, Purposes: []string{purposeReset}})
	if err != nil {
		return err
	}
	if err := s.endSessionsTx(ctx, tx, now, person.ID, by.SessionID, EventPasswordChanged); err != nil {
		return err
	}
	version, err := q.BumpPerson(ctx, person.ID)
	if err != nil {
		return err
	}
	return s.publishTx(ctx, tx, now, person.principal(by.SessionID).Actor(), dev.RequestID,
		[]fact{personFact(EventPasswordChanged, person.ID, version, nil)},
		jobs.Job{Args: mailJob{Mail: MailPasswordChanged, PersonID: person.ID}})
}
