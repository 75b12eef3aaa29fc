package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// Purposes of one-time tokens.
const (
	purposeVerify = "verify_email"
	purposeReset  = "reset_password"
)

// VerifyEmail uses a verification link: the address counts as proved, and bookings that were made with it as a guest
// become the account's. Whose address it was is in the result, so that the page can go on; it signs nobody in. ErrLink
// when the link was used, is too old, or never was.
func (s *Service) VerifyEmail(ctx context.Context, token string, dev Device) (p Person, err error) {
	if token == "" || len(token) > maxSecret {
		return p, ErrLink
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(tx db.Tx) error {
		id, err := s.useLinkTx(ctx, tx, now, token, purposeVerify)
		if err != nil {
			return err
		}
		if p, err = lockPersonTx(ctx, tx, id); err != nil {
			return err
		}
		if p.Status != Active {
			return ErrLink
		}
		if err := s.markVerifiedTx(ctx, tx, now, p, dev.RequestID); err != nil {
			return err
		}
		p.Verified = true
		return nil
	})
	return p, err
}

// ResendVerification mails another link, if an account has the address and has not proved it. Answer and work are the
// same if not.
func (s *Service) ResendVerification(ctx context.Context, email string, _ Device) error {
	email = NormalizeEmail(email)
	if !someonesEmail(email) {
		return nil
	}
	return s.db.InTx(ctx, func(tx db.Tx) error {
		account, err := queries(tx).AccountByEmail(ctx, email)
		if err != nil && !db.IsNoRows(err) {
			return err
		}
		_, ok, err := s.take(ctx, tx, s.clock.Now(), s.emailBucket("register mail", email), quotaMail)
		if err != nil || !ok {
			return err
		}
		return s.jobs.AddTx(ctx, tx, jobs.Job{Args: mailJob{Mail: MailVerify, PersonID: account.ID}})
	})
}

// useLinkTx consumes a one-time token; of several at once one wins. ErrLink.
func (s *Service) useLinkTx(ctx context.Context, tx db.Tx, now time.Time, token, purpose string) (uuid.UUID, error) {
	id, err := queries(tx).UseOneTimeToken(ctx, identitydb.UseOneTimeTokenParams{TokenHash: hashSecret(token), Purpose: purpose, Now: now})
	if db.IsNoRows(err) {
		return uuid.Nil, ErrLink
	}
	return id, err
}

// markVerifiedTx notes the first proof of a locked person's address and claims its guests; later proofs change nothing.
func (s *Service) markVerifiedTx(ctx context.Context, tx db.Tx, now time.Time, p Person, requestID string) error {
	s.cache.change(p.ID, now)
	version, err := queries(tx).MarkVerified(ctx, identitydb.MarkVerifiedParams{ID: p.ID, Now: now})
	if db.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	guests, err := queries(tx).ClaimGuests(ctx, p.ID)
	if err != nil {
		return err
	}
	return s.publishTx(ctx, tx, now, p.principal(uuid.Nil).Actor(), requestID, []fact{
		personFact(EventEmailVerified, p.ID, version, ClaimEvent{PersonID: p.ID, GuestIDs: guests}),
	})
}
