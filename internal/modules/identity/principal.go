package identity

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/platform/events"
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
	TokenID   uuid.UUID // jti of the access token; zero for a page session
	Email     string
	Name      string
	Zone      string // IANA; "" until the person confirmed one
	Locale    string // BCP 47; "" until chosen
	Place     string // ISO 3166-1 or -2, "ZZ" for elsewhere; "" until said
	Verified  bool   // the address was confirmed
	Guest     bool   // knows a booking's link; may act on that booking only
	BookingID uuid.UUID
}

// SignedIn reports whether an account stands behind the request.
func (p Principal) SignedIn() bool { return p.PersonID != uuid.Nil && !p.Guest }

// Anonymous reports that nobody is known.
func (p Principal) Anonymous() bool { return p.PersonID == uuid.Nil }

// Actor is the principal as the cause of an event.
func (p Principal) Actor() events.Actor {
	switch {
	case p.Guest || p.Anonymous():
		return events.Actor{Kind: "guest", ID: p.PersonID}
	case p.Role == Admin:
		return events.Actor{Kind: "admin", ID: p.PersonID}
	case p.Role == Practitioner:
		return events.Actor{Kind: "practitioner", ID: p.PersonID}
	default:
		return events.Actor{Kind: "person", ID: p.PersonID}
	}
}

// RequireVerified is ErrUnauthenticated for a visitor and ErrUnverified for an account whose address is not proved:
// such an account may look after itself, and do nothing that reaches other people.
func RequireVerified(p Principal) error {
	switch {
	case !p.SignedIn():
		return ErrUnauthenticated
	case !p.Verified:
		return ErrUnverified
	}
	return nil
}

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
