package booking

import (
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// Status is where a booking stands.
type Status string

// The statuses. Their transitions are rows of booking.transition.
const (
	Held      Status = "held"       // time is kept while somebody pays
	Pending   Status = "pending"    // paid for; the practitioner has yet to accept
	Confirmed Status = "confirmed"  // it stands
	InSession Status = "in_session" // under way
	Completed Status = "completed"
	Cancelled Status = "cancelled"
	Declined  Status = "declined"
	Expired   Status = "expired" // a hold or a request that ran out
	NoShow    Status = "no_show" // the client did not come
)

// stands reports that the booking was made and that news of its money changes nothing more. Completed is not among them:
// its money may still have to be earned.
func (s Status) stands() bool {
	switch s {
	case Pending, Confirmed, InSession, NoShow:
		return true
	}
	return false
}

// Booking is one appointment of a seeker with a practitioner. Instants are UTC.
type Booking struct {
	ID             uuid.UUID
	Code           string // eight letters and digits, for people
	SeekerID       uuid.UUID
	PractitionerID uuid.UUID
	// PractitionerPersonID is the account behind the practitioner.
	PractitionerPersonID uuid.UUID
	PractitionerName     string
	PractitionerSlug     string
	ServiceID            uuid.UUID
	ServiceName          string
	OccupancyID          uuid.UUID
	RoomID               uuid.UUID // uuid.Nil: it takes none
	TeamServiceID        uuid.UUID // uuid.Nil: it was booked with the practitioner alone
	BusinessID           uuid.UUID // of the team service
	// CompanionPersons are the accounts of those who hold a collective session with the practitioner.
	CompanionPersons []uuid.UUID
	Group            bool
	Status           Status
	Mode             string
	Start, End       time.Time
	PractitionerZone string
	SeekerZone       string
	Price            money.Amount
	Quote            tariff.Quote // how Price is taken apart
	FreeCancelHours  int
	LateCancelFeeBps int
	FreeCancel       bool // the practitioner moved it: leaving costs nothing
	Offered          bool // made by the practitioner for a client, who pays by a letter
	Approval         bool // the practitioner accepts each request
	ExpiresAt        time.Time
	// PayBy is until when a booking stands whose later charge was refused; zero: it is paid, or will be charged.
	PayBy          time.Time
	Extended       bool
	EndedBy        string
	InviteSequence int
	Version        int64
	CreatedAt      time.Time
	// SeriesID joins bookings that were made together, and SeriesNo counts them from 1; zero: a booking by itself.
	SeriesID uuid.UUID
	SeriesNo int
	// PackID is the package whose session pays for it; zero: it is paid for by itself, or free.
	PackID uuid.UUID
	// AtVenue: it is paid to the practitioner when they meet. Nothing is held before, and nothing kept of a cancellation.
	AtVenue bool
	// GuardianConsentAt is when a guardian agreed to the session of somebody under age; zero: nobody had to.
	GuardianConsentAt time.Time

	accessHash    []byte
	overlapOK     bool   // may meet another booking of its seeker
	forRelation   string // "": the seeker comes themself
	forSealed     []byte
	addressSealed []byte
	noteSealed    []byte
	reasonSealed  []byte
}

// Caller is who acts on bookings: a signed-in person, a visitor who holds the secret of a booking, or both.
type Caller struct {
	identity.Principal
	// Access is the secret a browser or a guest's link holds; "" when there is none.
	Access    string
	RequestID string
}

// subject says to whom the booking belongs, for the permission table.
func (b *Booking) subject() identity.Subject {
	owner := b.SeekerID
	if owner == uuid.Nil {
		owner = b.ID // a hold of a visitor belongs to whoever knows its secret
	}
	return identity.Subject{Owner: owner, Practitioner: b.PractitionerPersonID, Booking: b.ID}
}

// subjectFor is the subject as it concerns p: whoever holds a collective session with others works on it like the first.
// Its money is the first one's: payments ask subject.
func (b *Booking) subjectFor(p identity.Principal) identity.Subject {
	s := b.subject()
	if p.SignedIn() && b.HeldBy(p.PersonID) {
		s.Practitioner = p.PersonID
	}
	return s
}

// place is where the booking sits in the schedule.
func (b *Booking) place() schedule.Place {
	p := schedule.Place{OccupancyID: b.OccupancyID, BookingID: b.ID, Group: b.Group}
	if b.TeamServiceID != uuid.Nil && !b.Collective() {
		p.Turn = schedule.Turn{TeamServiceID: b.TeamServiceID, PractitionerID: b.PractitionerID}
	}
	return p
}

// inRoom notes the room that was taken anew; uuid.Nil: the one before stands.
func (b *Booking) inRoom(room uuid.UUID) {
	if room != uuid.Nil {
		b.RoomID = room
	}
}

// Drawn reports that a session of a package pays for it.
func (b *Booking) Drawn() bool { return b.PackID != uuid.Nil }

// Collective reports that several practitioners hold it together.
func (b *Booking) Collective() bool { return len(b.CompanionPersons) > 0 }

// HeldBy reports that the person is a practitioner in it: the first, or one of the others of a collective session.
func (b *Booking) HeldBy(person uuid.UUID) bool {
	return person == b.PractitionerPersonID || slices.Contains(b.CompanionPersons, person)
}

// neverBooked reports a hold that ended: it keeps its expiry, which a request or a booking that ends does not.
func (b *Booking) neverBooked() bool {
	return (b.Status == Cancelled || b.Status == Expired) && !b.ExpiresAt.IsZero()
}

// Live reports whether the booking takes time and may still change.
func (b *Booking) Live() bool {
	switch b.Status {
	case Held, Pending, Confirmed, InSession:
		return true
	}
	return false
}
