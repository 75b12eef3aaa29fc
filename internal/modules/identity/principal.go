package identity

import (
	"context"

	"github.com/google/uuid"
)

// Role is what a person is here for. The documents' customer and provider are words of a brand for seeker and practitioner.
type Role string

// The roles.
const (
	Seeker       Role = "seeker"
	Practitioner Role = "practitioner"
	Admin        Role = "admin"
)

// Principal is who is asking, as established by a session cookie, an access token, or a guest's signed link. The zero
// value is an anonymous visitor.
type Principal struct {
	PersonID  uuid.UUID
	Role      Role
	SessionID uuid.UUID
	Email     string
	Name      string
	Zone      string // IANA; "" until the person confirmed one
	Locale    string // BCP 47; "" until chosen
	Verified  bool   // the address was confirmed
	Guest     bool   // knows a booking's link; may act on that booking only
	BookingID uuid.UUID
}

// SignedIn reports whether an account stands behind the request.
func (p Principal) SignedIn() bool { return p.PersonID != uuid.Nil && !p.Guest }

// Anonymous reports that nobody is known.
func (p Principal) Anonymous() bool { return p.PersonID == uuid.Nil }

type principalKey struct{}

// WithPrincipal is called by the session middleware once it knows who is asking.
func WithPrincipal(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// PrincipalFrom is who is asking; the zero Principal is an anonymous visitor.
func PrincipalFrom(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal)
	return p
}
