package identity

import (
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// claims of an access token. Role and permissions are for the client to shape its screens; the server looks them up
// again at each request, so that a change counts at once.
type claims struct {
	Email       string   `json:"email"`
	UserType    Role     `json:"userType"`
	Permissions []string `json:"permissions"`
	SessionID   string   `json:"sid"`
	jwt.RegisteredClaims
}

// signAccess makes an access token for a session that ends at ends.
func (s *Service) signAccess(now time.Time, p Principal, ends time.Time) (token string, expires time.Time, err error) {
	expires = now.Add(s.opt.AccessFor)
	if ends.Before(expires) {
		expires = ends
	}
	c := claims{
		Email: p.Email, UserType: p.Role, Permissions: PermissionsOf(p.Role), SessionID: p.SessionID.String(),
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: s.opt.Issuer, Audience: jwt.ClaimStrings{s.opt.Issuer}, Subject: p.PersonID.String(),
			IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires), ID: s.ids.ID().String(),
		},
	}
	token, err = jwt.NewWithClaims(jwt.SigningMethodHS256, c).SignedString(s.tokenKeys[0])
	return token, expires, err
}

// accessToken is what a valid access token says.
type accessToken struct {
	id, person, session uuid.UUID
	expires             time.Time
}

// maxAccessToken is the longest bearer that is looked at, in bytes.
const maxAccessToken = 8 << 10

// parseAccess checks a token's algorithm, signature, issuer, audience and times. Every fault is ErrUnauthenticated.
func (s *Service) parseAccess(bearer string) (accessToken, error) {
	keys := jwt.VerificationKeySet{}
	for _, k := range s.tokenKeys {
		keys.Keys = append(keys.Keys, k)
	}
	var c claims
	_, err := jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(s.opt.Issuer), jwt.WithAudience(s.opt.Issuer),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(s.clock.Now), jwt.WithStrictDecoding(),
		jwt.WithLeeway(clockLeeway),
	).ParseWithClaims(bearer, &c, func(*jwt.Token) (any, error) { return keys, nil })
	if err != nil {
		return accessToken{}, ErrUnauthenticated.With(err)
	}
	// The leeway is for "issued in the future" by another node's clock; expiry gets none.
	if !s.clock.Now().Before(c.ExpiresAt.Time) {
		return accessToken{}, ErrUnauthenticated
	}
	t := accessToken{expires: c.ExpiresAt.Time}
	for _, f := range []struct {
		to   *uuid.UUID
		from string
	}{{&t.id, c.ID}, {&t.person, c.Subject}, {&t.session, c.SessionID}} {
		if *f.to, err = uuid.Parse(f.from); err != nil {
			return accessToken{}, ErrUnauthenticated.With(err)
		}
	}
	return t, nil
}

const clockLeeway = 5 * time.Second
