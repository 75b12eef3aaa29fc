package api

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/platform/idem"
)

// signedIn refuses visitors.
func signedIn(ctx context.Context) (identity.Principal, error) {
	p := identity.PrincipalFrom(ctx)
	if p.Anonymous() {
		return p, identity.ErrUnauthenticated
	}
	return p, nil
}

// idemKey scopes a client's key to who asks and what for.
func idemKey(p identity.Principal, purpose, key string, request any) (idem.Key, error) {
	return idem.New(purpose+":"+p.PersonID.String(), key, request)
}
