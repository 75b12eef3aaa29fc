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

// idemScoped hashes a request under a scope that names who asks and what for: keys of two clients never meet.
func idemScoped(scope, key string, request any) (idem.Key, error) {
	return idem.New(scope, key, request)
}
