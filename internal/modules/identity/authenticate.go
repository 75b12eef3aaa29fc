package identity

import (
	"context"
	"crypto/sha256"
	"time"

	"klear/internal/modules/identity/internal/identitydb"
	"klear/internal/platform/db"
)

// touchEvery is how often at most a session notes that it was used.
const touchEvery = time.Minute

// maxSecret is the longest cookie that is looked at, in bytes.
const maxSecret = 100

// PrincipalByCookie is who stands behind a page session's secret. It costs one query, or none when the same secret was
// looked up within Options.CacheFor. ErrUnauthenticated: unknown, ended, idle for too long, or not an active person.
func (s *Service) PrincipalByCookie(ctx context.Context, secret string) (Principal, error) {
	if secret == "" || len(secret) > maxSecret {
		return Principal{}, ErrUnauthenticated
	}
	now := s.clock.Now()
	key := cacheKey(sha256.Sum256([]byte(secret)))
	if p, ok := s.cache.get(key, now); ok {
		return p, nil
	}
	row, err := queries(s.db).PrincipalBySecret(ctx, identitydb.PrincipalBySecretParams{
		SecretHash: key[:], Now: now, TouchBefore: now.Add(-touchEvery),
		IdleSince: now.Add(-s.opt.PageIdle), AdminIdleSince: now.Add(-s.opt.AdminIdle),
	})
	if db.IsNoRows(err) {
		return Principal{}, ErrUnauthenticated
	}
	if err != nil {
		return Principal{}, err
	}
	p := sessionPrincipal(row)
	s.cache.put(key, p, now, row.ExpiresAt)
	return p, nil
}

// PrincipalByToken is the same for an access token (without "Bearer"): its signature and times are checked first, then
// that neither it nor its session was revoked. Role, name and address are the present ones, not the token's. What is
// cached stands for exactly these bytes, signature included, and never outlives the token.
func (s *Service) PrincipalByToken(ctx context.Context, bearer string) (Principal, error) {
	if len(bearer) > maxAccessToken {
		return Principal{}, ErrUnauthenticated
	}
	now := s.clock.Now()
	key := bearerKey(bearer)
	if p, ok := s.cache.get(key, now); ok {
		return p, nil
	}
	t, err := s.parseAccess(bearer)
	if err != nil {
		return Principal{}, err
	}
	row, err := queries(s.db).PrincipalBySession(ctx, identitydb.PrincipalBySessionParams{
		SessionID: t.session, Jti: t.id, Now: now, TouchBefore: now.Add(-touchEvery),
		IdleSince: now.Add(-s.opt.RefreshFor), AdminIdleSince: now.Add(-s.opt.AdminIdle),
	})
	if db.IsNoRows(err) || (err == nil && row.PersonID != t.person) {
		return Principal{}, ErrUnauthenticated
	}
	if err != nil {
		return Principal{}, err
	}
	p := sessionPrincipal(identitydb.PrincipalBySecretRow(row))
	p.TokenID = t.id
	s.cache.put(key, p, now, earlier(row.ExpiresAt, t.expires))
	return p, nil
}

// bearerKey keeps tokens apart from the secrets of cookies: one shown in the other's place is not found.
func bearerKey(bearer string) cacheKey { return sha256.Sum256([]byte("Bearer " + bearer)) }

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func sessionPrincipal(r identitydb.PrincipalBySecretRow) Principal {
	return Principal{
		PersonID: r.PersonID, Role: Role(r.Role), SessionID: r.SessionID, Email: r.Email, Name: r.Name, Zone: r.Zone,
		Locale: r.Locale, Place: r.Place, Verified: r.EmailVerifiedAt != nil,
	}
}
