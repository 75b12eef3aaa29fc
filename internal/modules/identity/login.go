package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Email    string
	Password string
	Kind     SessionKind
	Device   Device
	// Replaces is the page session that the device held before; it ends, so that no session survives a change of person.
	Replaces Principal
}

// Login begins a session. ErrBadCredentials whether the account is missing, has no password, or the password is wrong,
// after the same work; ErrTooManyAttempts before any hashing, counted the same for addresses without account;
// ErrNotActive only to who knows the password.
func (s *Service) Login(ctx context.Context, c Credentials) (SignedIn, error) {
	now := s.clock.Now()
	email := NormalizeEmail(c.Email)
	if !someonesEmail(email) || len(c.Password) > maxPasswordBytes {
		return SignedIn{}, ErrBadCredentials // nobody's: nothing to hide
	}
	found, err := queries(s.db).CredentialByEmail(ctx, email)
	if err != nil && !db.IsNoRows(err) {
		return SignedIn{}, err
	}
	b := s.signInBucket(now, email, found.ID, c.Device)
	count, ok, err := s.take(ctx, s.db, now, b, quotaSignIn)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok {
		return SignedIn{}, ErrTooManyAttempts
	}
	ok, rehash, err := s.verifyPassword(ctx, found.PasswordHash, c.Password)
	if err != nil {
		return SignedIn{}, err
	}
	if !ok || (s.opt.VerifiedOnly && found.EmailVerifiedAt == nil) {
		return SignedIn{}, s.loginFailed(ctx, now, b, count, found.ID, c.Device)
	}
	if err := s.giveBack(ctx, s.db, b, quotaSignIn); err != nil {
		return SignedIn{}, err
	}
	if rehash {
		if err := s.renewHash(ctx, found.ID, found.PasswordHash, c.Password); err != nil {
			return SignedIn{}, err
		}
	}
	return s.beginSession(ctx, now, found, c)
}

// signInBucket counts attempts on an address, except those from a device on which its owner signed in before.
func (s *Service) signInBucket(now time.Time, email string, person uuid.UUID, dev Device) bucket {
	if device, ok := s.knownDevice(now, person, dev.Token); ok {
		return s.bucket("sign in from device", append(person[:], device[:]...))
	}
	return s.emailBucket("sign in", email)
}

// verifyPassword does the work of one verification whether or not there is a hash.
func (s *Service) verifyPassword(ctx context.Context, hash, password string) (ok, rehash bool, err error) {
	if hash == "" {
		return false, false, s.passwords.DummyVerify(ctx, password)
	}
	return s.passwords.Verify(ctx, hash, password)
}

// loginFailed notes the failure and returns ErrBadCredentials.
func (s *Service) loginFailed(ctx context.Context, now time.Time, b bucket, count int64, person uuid.UUID, dev Device) error {
	err := s.db.InTx(ctx, func(tx db.Tx) error {
		return s.publishTx(ctx, tx, now, Principal{}.Actor(), dev.RequestID, []fact{
			{typ: EventLoginFailed, aggregate: aggregateAttempt, id: b.id(), seq: count, data: AttemptEvent{PersonID: ptr(person)}},
		})
	})
	if err != nil {
		return err
	}
	return ErrBadCredentials
}

// renewHash stores the password in today's form, when it was verified in an older one.
func (s *Service) renewHash(ctx context.Context, person uuid.UUID, old, password string) error {
	hash, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	return queries(s.db).ReplaceHash(ctx, identitydb.ReplaceHashParams{PersonID: person, OldHash: old, NewHash: hash})
}

// beginSession checks again under the person's lock that the password was not changed while it was being verified: a
// session must not slip in behind a reset that ended all sessions.
func (s *Service) beginSession(ctx context.Context, now time.Time, found identitydb.CredentialByEmailRow, c Credentials) (in SignedIn, err error) {
	err = s.db.InTx(ctx, func(tx db.Tx) error {
		p, err := lockPersonTx(ctx, tx, found.ID)
		if err != nil {
			return err
		}
		present, err := queries(tx).Credential(ctx, p.ID)
		if db.IsNoRows(err) || (err == nil && !present.ChangedAt.Equal(found.ChangedAt)) {
			return ErrBadCredentials
		}
		if err != nil {
			return err
		}
		if c.Replaces.SessionID != uuid.Nil {
			if err := s.endSessionTx(ctx, tx, now, c.Replaces, EventLogout, c.Device.RequestID); err != nil {
				return err
			}
		}
		in, err = s.startSessionTx(ctx, tx, now, p, c.Kind, c.Device)
		return err
	})
	return in, err
}
