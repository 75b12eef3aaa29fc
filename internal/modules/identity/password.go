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
	"klear/internal/platform/jobs"
)

// Limits of a password. There are no rules of composition: length and not being known are what counts (ASVS 5.0 V6.2).
const (
	MinPassword      = 8 // characters; pages ask for AskPassword
	AskPassword      = 15
	maxPassword      = 128
	maxPasswordBytes = 4 * maxPassword
)

// checkNewPassword adds what is wrong with a password that somebody chooses.
func (s *Service) checkNewPassword(v *apperr.Validation, path, password, email string) {
	n := utf8.RuneCountInString(password)
	v.Check(n >= MinPassword, path, codeTooShort, "Use at least %d characters; %d or more is better.", MinPassword, AskPassword)
	v.Check(n <= maxPassword && len(password) <= maxPasswordBytes, path, codeTooLong, "Use at most %d characters.", maxPassword)
	if n < MinPassword || n > maxPassword {
		return
	}
	v.Check(utf8.ValidString(password), path, codeInvalid, "Use characters that a keyboard can type.")
	local, _, _ := strings.Cut(email, "@")
	lower := strings.ToLower(password)
	v.Check(!s.passwords.Common(password) && lower != email && lower != local, path, codeCommon, "This password is among the first ones tried. Choose another.")
}

// ChangePassword replaces the password of p's account, which must be given once more, and ends its other sessions.
// ErrTooManyAttempts when the present password was wrong too often; a wrong field otherwise.
func (s *Service) ChangePassword(ctx context.Context, p Principal, present, next string, dev Device) error {
	if err := Authorize(p, Update, ResProfile, Subject{Owner: p.PersonID}); err != nil {
		return err
	}
	var v apperr.Validation
	s.checkNewPassword(&v, "newPassword", next, p.Email)
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
func (s *Service) reauthenticate(ctx context.Context, now time.Time, p Principal, password, path string) error {
	have, err := queries(s.db).Credential(ctx, p.PersonID)
	if db.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if len(password) > maxPasswordBytes {
		password = ""
	}
	b := s.bucket("password again", p.PersonID[:])
	_, ok, err := s.take(ctx, s.db, now, b, quotaPassword)
	if err != nil {
		return err
	}
	if !ok {
		return ErrTooManyAttempts
	}
	ok, _, err = s.passwords.Verify(ctx, have.PasswordHash, password)
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
