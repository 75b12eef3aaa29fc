package ical

import (
	"fmt"
	"net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Person is somebody with an address.
type Person struct{ Name, Email string }

// Reply is an attendee's answer (PARTSTAT).
type Reply string

// The replies; empty means NeedsAction.
const (
	NeedsAction  Reply = "NEEDS-ACTION"
	Accepted     Reply = "ACCEPTED"
	Declined     Reply = "DECLINED"
	MaybeAttends Reply = "TENTATIVE"
)

// Attendee is a person who is invited.
type Attendee struct {
	Person
	Reply Reply
	// RSVP asks for an answer by mail.
	RSVP bool
}

// Status is the state of an entry.
type Status string

// The states; empty means Confirmed.
const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED"
)

// Entry is one appointment. All instants are written in UTC, to the second: every program shows them in its reader's
// zone, and none can misread a zone's name.
type Entry struct {
	// UID names the appointment for good; Sequence grows with every change of its time, place or state.
	UID      string
	Sequence int
	// Stamp is when this version was written.
	Stamp      time.Time
	Start, End time.Time

	Summary, Location, Description string
	// URL is an absolute http or https address.
	URL       string
	Status    Status
	Organizer Person // optional in a feed
	Attendees []Attendee
	// Private asks programs to show others the time only.
	Private bool
}

// The longest texts that are written, in bytes.
const (
	maxUID  = 255
	maxText = 64 << 10
)

// check refuses what could not be written as meant. Texts are made safe when they are written; addresses cannot be.
func (e *Entry) check() error {
	switch {
	case e.UID == "" || len(e.UID) > maxUID || strings.ContainsFunc(e.UID, unicode.IsControl):
		return invalid("UID")
	case e.Sequence < 0:
		return invalid("SEQUENCE")
	case e.Stamp.IsZero():
		return invalid("DTSTAMP")
	case e.Start.IsZero() || e.End.Before(e.Start):
		return invalid("DTEND")
	case len(e.Summary) > maxText || len(e.Location) > maxText || len(e.Description) > maxText:
		return invalid("DESCRIPTION")
	}
	switch e.Status {
	case "", Confirmed, Tentative, Cancelled:
	default:
		return invalid("STATUS")
	}
	if e.URL != "" {
		u, err := url.Parse(e.URL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsFunc(e.URL, unicode.IsControl) {
			return invalid("URL")
		}
	}
	if e.Organizer != (Person{}) && !e.Organizer.valid() {
		return invalid("ORGANIZER")
	}
	for _, a := range e.Attendees {
		switch a.Reply {
		case "", NeedsAction, Accepted, Declined, MaybeAttends:
		default:
			return invalid("PARTSTAT")
		}
		if !a.valid() {
			return invalid("ATTENDEE")
		}
	}
	return nil
}

func invalid(property string) error { return ErrEvent.With(fmt.Errorf("ical: %s", property)) }

// valid accepts a bare address only; the name is written apart.
func (p Person) valid() bool {
	a, err := mail.ParseAddress(p.Email)
	return err == nil && a.Address == p.Email && len(p.Name) <= maxUID && !strings.ContainsFunc(p.Email, unicode.IsControl) &&
		!strings.ContainsAny(p.Email, " \"<>")
}

const utcLayout = "20060102T150405Z"

func (e *Entry) write(w *contentWriter) {
	status := e.Status
	if status == "" {
		status = Confirmed
	}
	w.raw("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.raw("SEQUENCE", strconv.Itoa(e.Sequence))
	w.raw("DTSTAMP", e.Stamp.UTC().Format(utcLayout))
	w.raw("DTSTART", e.Start.UTC().Format(utcLayout))
	w.raw("DTEND", e.End.UTC().Format(utcLayout))
	w.raw("STATUS", string(status))
	if status == Cancelled {
		w.raw("TRANSP", "TRANSPARENT")
	} else {
		w.raw("TRANSP", "OPAQUE")
	}
	if e.Private {
		w.raw("CLASS", "PRIVATE")
	}
	w.text("SUMMARY", e.Summary)
	w.text("LOCATION", e.Location)
	w.text("DESCRIPTION", e.Description)
	if e.URL != "" {
		w.raw("URL", e.URL)
	}
	if e.Organizer.Email != "" {
		w.raw("ORGANIZER"+cn(e.Organizer.Name), "mailto:"+e.Organizer.Email)
	}
	for _, a := range e.Attendees {
		reply := a.Reply
		if reply == "" {
			reply = NeedsAction
		}
		params := ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=" + string(reply)
		if a.RSVP {
			params += ";RSVP=TRUE"
		}
		w.raw("ATTENDEE"+params+cn(a.Name), "mailto:"+a.Email)
	}
	w.raw("END", "VEVENT")
}
