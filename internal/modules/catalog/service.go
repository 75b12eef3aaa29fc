package catalog

import (
	"time"

	"github.com/google/uuid"

	"klear/internal/platform/money"
)

// Service is something of a practitioner that can be booked, with all its booking rules. Minutes are elapsed minutes.
type Service struct {
	ID               uuid.UUID
	PractitionerID   uuid.UUID
	CategoryID       uuid.UUID
	CategorySlug     string
	Name             string // of a variant: its heading's
	Description      string
	DurationMin      int
	IntervalMin      *int         // grid of starts; nil: the duration
	Price            money.Amount // per seat, tax included; 0 is free
	Modes            []Mode
	BufferBeforeMin  int
	BufferAfterMin   int
	NoticeMin        int // between booking and start
	Window           Window
	Capacity         int // seats; 1 is a private session
	PerDay           int // bookings of this service per local date; 0: no limit
	PerWeek          int // per local week; 0: no limit
	PendingBlocks    bool
	PayAtVenue       bool // may be paid to the practitioner when they meet
	FreeCancelHours  int  // cancelling is free until so many hours before the start
	LateCancelFeeBps int  // of the price, after that; 1/10,000
	Active           bool
	SortOrder        int
	Version          int64
	VariantOf        uuid.UUID // the heading service, of the same practitioner; zero: this is one
	VariantLabel     string    // what tells it from the other variants: "90 min"; never "" in a variant
	// Rooms that it may use, of which a session takes one; read-only here. Nil: it needs none. Empty: all are closed.
	Rooms []uuid.UUID
	// What it answers to the attributes of its category (Tree.Attributes). Nil in a change: as before.
	Details Details
}

// in is the service with its rooms.
func (s Service) in(rooms []uuid.UUID) Service {
	s.Rooms = rooms
	return s
}

// Mode is where a service happens.
type Mode string

// The modes.
const (
	Online         Mode = "online"
	AtPractitioner Mode = "at_practitioner"
	AtCustomer     Mode = "at_customer"
)

// Has reports whether the service can happen in mode m.
func (s Service) Has(m Mode) bool {
	for _, have := range s.Modes {
		if have == m {
			return true
		}
	}
	return false
}

// Title names the service among others: with the label where it has one.
func (s Service) Title() string {
	if s.VariantLabel == "" {
		return s.Name
	}
	return s.Name + ", " + s.VariantLabel
}

// Heading is the service under which s is shown: its own id unless it is a variant.
func (s Service) Heading() uuid.UUID {
	if s.VariantOf != uuid.Nil {
		return s.VariantOf
	}
	return s.ID
}

// Grouped puts each service together with its variants, in the order of the list. No group is empty.
func Grouped(list []Service) [][]Service {
	at := make(map[uuid.UUID]int, len(list))
	var out [][]Service
	for _, s := range list {
		i, ok := at[s.Heading()]
		if !ok {
			i = len(out)
			at[s.Heading()] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// MaxWindowDays is the longest booking window, in days or business days; schedule reads other calendars as far ahead.
const MaxWindowDays = 730

// Window says how far ahead a service can be booked, in calendar dates of the practitioner.
type Window struct {
	Kind WindowKind
	Days int    // of the rolling and available kinds
	From string // date, 2006-01-02, of WindowRange; inclusive
	To   string // inclusive
}

// WindowKind names the way in which the end of the booking window is found.
type WindowKind string

// The window kinds.
const (
	WindowNone         WindowKind = "none"                  // no limit
	WindowRolling      WindowKind = "rolling_days"          // today to today + Days
	WindowBusinessDays WindowKind = "rolling_business_days" // the same, counting Monday to Friday
	WindowAvailable    WindowKind = "available_days"        // the first Days dates that have an opening
	WindowRange        WindowKind = "range"                 // From to To
)

// Bookable is a service with what its practitioner contributes to a booking: all that listing times, holding one and
// writing the confirmation need, read in one query.
type Bookable struct {
	Service
	PersonID     uuid.UUID // of the practitioner's account
	Zone         string    // IANA
	Country      string    // ISO 3166-1 alpha-2, of the practice
	Confirmation Confirmation
	Verified     bool
	Barred       bool       // an operator's no: the profile was rejected, or the account is suspended
	Listed       bool       // wished by the practitioner, and not suspended
	LicenceUntil *time.Time // no new bookings from then on; nil: no licence that ends
	LicenceEnded bool
	DisplayName  string
	Slug         string
	City         string
	Area         string
	Address      string // give it only to those with a confirmed booking
}

// Open reports whether new bookings may be made now. The database refuses bookings after LicenceUntil by itself.
func (b Bookable) Open(now time.Time) bool {
	return b.Active && b.Verified && b.Listed && b.Licensed(now)
}

// Licensed reports that no licence that stands behind the profile has ended.
func (b Bookable) Licensed(now time.Time) bool {
	return !b.LicenceEnded && (b.LicenceUntil == nil || now.Before(*b.LicenceUntil))
}
