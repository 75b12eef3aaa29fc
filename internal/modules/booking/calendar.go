package booking

import (
	"klear/internal/modules/identity"
)

// calendar is the invitation that goes with a letter: REQUEST for a booking that stands or moved, CANCEL for one that
// ended. Mail programs update their entry by UID and SEQUENCE (RFC 5546).
func (n *Notices) calendar(b *Booking, me identity.Person, other, where, letter string) (body []byte, method string) {
	return nil, ""
}
