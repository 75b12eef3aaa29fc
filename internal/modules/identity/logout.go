package identity

import (
	"context"
	"time"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// Logout ends the session behind p: its cookie, its refresh token and its access tokens are refused at once on this
// node and within Options.CacheFor on the others. Ending an ended session is no error.
func (s *Service) Logout(ctx context.Context, p Principal, dev Device) error {
	if !p.SignedIn() {
		return ErrUnauthenticated
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(tx db.Tx) error {
		return s.endSessionTx(ctx, tx, now, p, EventLogout, dev.RequestID)
	})
}

// LogoutByRefresh ends the session of a refresh token, for a client whose access token has run out. An unknown token is
// no error: the client wanted to be signed out, and is.
func (s *Service) LogoutByRefresh(ctx context.Context, refresh string, dev Device) error {
	if refresh == "" || len(refresh) > maxSecret {
		return nil
	}
	row, err := queries(s.db).RefreshTokenSession(ctx, hashSecret(refresh))
	if db.IsNoRows(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.Logout(ctx, Principal{PersonID: row.PersonID, SessionID: row.SessionID}, dev)
}

// endSessionTx ends the session of p and revokes the access token it came with. The event says why it ended.
func (s *Service) endSessionTx(ctx context.Context, tx db.Tx, now time.Time, p Principal, event, requestID string) error {
	s.cache.change(p.PersonID, now)
	q := queries(tx)
	if p.TokenID != [16]byte{} {
		err := q.RevokeAccessToken(ctx, identitydb.RevokeAccessTokenParams{Jti: p.TokenID, ExpiresAt: now.Add(s.opt.AccessFor + clockLeeway)})
		if err != nil {
			return err
		}
	}
	n, err := q.EndSession(ctx, identitydb.EndSessionParams{Now: now, Reason: event, ID: p.SessionID, PersonID: p.PersonID})
	if err != nil || n == 0 {
		return err
	}
	return s.publishTx(ctx, tx, now, p.Actor(), requestID, []fact{sessionFact(event, p.PersonID, p.SessionID, seqSessionEnd, "")})
}

// endSessionsTx ends all sessions of a person but one (the zero id spares none).
func (s *Service) endSessionsTx(ctx context.Context, tx db.Tx, now time.Time, person, except [16]byte, reason string) error {
	s.cache.change(person, now)
	_, err := queries(tx).EndSessions(ctx, identitydb.EndSessionsParams{Now: now, Reason: reason, PersonID: person, ExceptID: except})
	return err
}
