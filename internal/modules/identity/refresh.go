package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// Refresh exchanges a refresh token for the next pair. Of several at once exactly one gets it; every other presentation
// of the same token, at any time, ends the session (RFC 9700, section 4.14.2), the winner's new tokens included: either
// the client is broken or two hold the token, and only the password tells who is who. ErrRefresh in all refusals.
func (s *Service) Refresh(ctx context.Context, refresh string, dev Device) (in SignedIn, err error) {
	if refresh == "" || len(refresh) > maxSecret {
		return in, ErrRefresh
	}
	now := s.clock.Now()
	refused := false
	err = s.db.InTx(ctx, func(tx db.Tx) error {
		hash := hashSecret(refresh)
		used, err := queries(tx).UseRefreshToken(ctx, identitydb.UseRefreshTokenParams{Now: now, TokenHash: hash})
		if db.IsNoRows(err) {
			refused = true
			return s.refreshReusedTx(ctx, tx, now, hash, dev)
		}
		if err != nil {
			return err
		}
		if !now.Before(used.ExpiresAt) {
			refused = true
			return nil
		}
		in, err = s.nextTokensTx(ctx, tx, now, used.SessionID)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	if refused {
		return SignedIn{}, ErrRefresh
	}
	return in, nil
}

// refreshReusedTx ends the session of a token that was used before. It returns nil so that this commits.
func (s *Service) refreshReusedTx(ctx context.Context, tx db.Tx, now time.Time, hash []byte, dev Device) error {
	row, err := queries(tx).RefreshTokenSession(ctx, hash)
	if db.IsNoRows(err) {
		return nil // no token of ours
	}
	if err != nil {
		return err
	}
	return s.endSessionTx(ctx, tx, now, Principal{PersonID: row.PersonID, SessionID: row.SessionID}, EventSessionReused, dev.RequestID)
}

// nextTokensTx continues an API session that still lives. ErrRefresh.
func (s *Service) nextTokensTx(ctx context.Context, tx db.Tx, now time.Time, session uuid.UUID) (in SignedIn, err error) {
	q := queries(tx)
	row, err := q.LockSession(ctx, session)
	if err != nil {
		return in, err
	}
	idle := s.opt.RefreshFor
	if Role(row.Role) == Admin {
		idle = s.opt.AdminIdle
	}
	if row.RevokedAt != nil || !now.Before(row.ExpiresAt) || now.Sub(row.LastSeenAt) >= idle || Status(row.Status) != Active {
		return in, ErrRefresh
	}
	if err := q.TouchSession(ctx, identitydb.TouchSessionParams{Now: now, ID: session}); err != nil {
		return in, err
	}
	p := Principal{
		PersonID: row.PersonID, Role: Role(row.Role), SessionID: session, Email: row.Email, Name: row.Name, Zone: row.Zone,
		Locale: row.Locale, Place: row.Place, Verified: row.EmailVerifiedAt != nil,
	}
	tokens, err := s.issueTokensTx(ctx, tx, now, p, row.ExpiresAt)
	return SignedIn{Principal: p, Ends: row.ExpiresAt, Tokens: tokens}, err
}
