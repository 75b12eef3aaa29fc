package ical

import (
	"io"
	"strings"
)

// Method says what an invitation wants of its reader (RFC 5546).
type Method string

// The methods.
const (
	Request Method = "REQUEST" // invites, or changes what was sent before
	Cancel  Method = "CANCEL"
	Publish Method = "PUBLISH" // for the calendar, without a reply
)

// ContentType is the media type of the part of a mail that carries the invitation.
func (m Method) ContentType() string { return "text/calendar; charset=utf-8; method=" + string(m) }

// Invitation is a calendar of one entry, to be sent by mail or downloaded.
type Invitation struct {
	// Product names the sender's program in PRODID, e.g. "Klear Karma".
	Product string
	Method  Method
	Entry   Entry
}

// WriteInvitation writes an invitation. A request or a cancellation needs an organizer and somebody to go to; a
// published entry must not name attendees. The state of a cancellation is always Cancelled. It returns ErrEvent for
// what cannot be written, or the error of w.
func WriteInvitation(w io.Writer, i Invitation) error {
	e := i.Entry
	switch i.Method {
	case Request, Cancel:
		if e.Organizer.Email == "" {
			return invalid("ORGANIZER")
		}
		if len(e.Attendees) == 0 {
			return invalid("ATTENDEE")
		}
	case Publish:
		if len(e.Attendees) > 0 {
			return invalid("ATTENDEE")
		}
	default:
		return invalid("METHOD")
	}
	if i.Method == Cancel {
		e.Status = Cancelled
	}
	if err := e.check(); err != nil {
		return err
	}
	c := begin(i.Product, i.Method)
	e.write(c)
	c.raw("END", "VCALENDAR")
	return c.to(w)
}

func begin(product string, m Method) *contentWriter {
	c := &contentWriter{}
	c.raw("BEGIN", "VCALENDAR")
	c.raw("VERSION", "2.0")
	// Slashes separate the parts of a PRODID.
	c.text("PRODID", "-//Klear//"+strings.ReplaceAll(product, "/", " ")+"//EN")
	c.raw("CALSCALE", "GREGORIAN")
	if m != "" {
		c.raw("METHOD", string(m))
	}
	return c
}
