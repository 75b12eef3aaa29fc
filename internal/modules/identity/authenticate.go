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
// that neither it nor its session was revoked. Role, name and address are the present ones, not the token's.
func (s *Service) PrincipalByToken(ctx context.Context, bearer string) (Principal, error) {
	t, err := s.parseAccess(bearer)
	if err != nil {
		return Principal{}, err
	}
	now := s.clock.Now()
	var key cacheKey
	copy(key[:16], t.id[:])
	copy(key[16:], t.session[:])
	if p, ok := s.cache.get(key, now); ok && p.PersonID == t.person {
		return p, nil
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
	s.cache.put(key, p, now, row.ExpiresAt)
	return p, nil
}

func sessionPrincipal(r identitydb.PrincipalBySecretRow) Principal {
	return Principal{
		PersonID: r.PersonID, Role: Role(r.Role), SessionID: r.SessionID, Email: r.Email, Name: r.Name, Zone: r.Zone,
		Locale: r.Locale, Verified: r.EmailVerifiedAt != nil,
	}
}
