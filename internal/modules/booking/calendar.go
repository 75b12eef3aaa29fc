package booking

import (
	"bytes"
	"fmt"
	"net/url"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/platform/ical"
)

// calendar is the invitation that goes with a letter: REQUEST for a booking that stands or moved, CANCEL for one that
// ended. Mail programs update their entry by UID and SEQUENCE (RFC 5546).
func (n *Notices) calendar(b *Booking, to reader, me identity.Person, other, where, letter string) (body []byte, method string, err error) {
	m := ical.Request
	switch letter {
	case "booking_confirmed", "booking_confirmed_pro":
	case "booking_moved":
		if b.Status != Confirmed {
			return nil, "", nil
		}
	case "booking_cancelled":
		m = ical.Cancel
	default:
		return nil, "", nil
	}
	e := n.entry(b, to, other, where)
	e.Organizer = ical.Person{Name: n.Letters.Brand.Now().Name, Email: n.Letters.From.Email}
	e.Attendees = []ical.Attendee{{Person: ical.Person{Name: me.Name, Email: me.Email}, Reply: ical.Accepted}}
	var buf bytes.Buffer
	err = ical.WriteInvitation(&buf, ical.Invitation{Product: n.Letters.Brand.Now().Name, Method: m, Entry: e})
	return buf.Bytes(), string(m), err
}

// entry is the booking as the reader's calendar shows it. The summary names service and person and nothing about health.
func (n *Notices) entry(b *Booking, to reader, other, where string) ical.Entry {
	e := ical.Entry{UID: b.ID.String() + "@" + host(n.BaseURL), Sequence: b.InviteSequence, Stamp: n.Clock.Now(), Start: b.Start, End: b.End,
		Summary: fmt.Sprintf("%s: %s", b.ServiceName, other), Location: where, URL: n.BaseURL + pagePath(b, to), Private: true}
	switch b.Status {
	case Pending, Held:
		e.Status = ical.Tentative
	case Cancelled, Declined, Expired:
		e.Status = ical.Cancelled
	}
	return e
}

// pagePath is where the reader works on the booking: each side has pages of its own, and the other's do not exist for it.
func pagePath(b *Booking, to reader) string {
	if to == toPractitioner {
		return "/pro/sessions/" + b.Code
	}
	return "/bookings/" + b.Code
}

// feedPast and feedAhead bound a practitioner's feed.
const (
	feedPast  = 31 * 24 * time.Hour
	feedAhead = 400 * 24 * time.Hour
)

func host(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return "klear.invalid"
	}
	return u.Hostname()
}
