package identity

import (
	"github.com/google/uuid"

	"klear/internal/platform/apperr"
)

// Resource is a kind of thing that permissions speak of.
type Resource string

// Action is what is done to it.
type Action string

// Condition narrows a permission to the things a person stands in a relation to.
type Condition string

// Resources, actions and conditions of the permission table.
const (
	ResProfile      Resource = "profile"
	ResBooking      Resource = "booking"
	ResPractitioner Resource = "practitioner"
	ResAvailability Resource = "availability"
	ResPayment      Resource = "payment"
	ResSession      Resource = "session"
	ResVerification Resource = "verification"
	ResCategory     Resource = "category"
	ResNote         Resource = "note"
	ResClient       Resource = "client"    // a practitioner's record of whom they work with
	ResAccount      Resource = "account"   // somebody's account as an operator sees it: role and status
	ResPayout       Resource = "payout"    // a practitioner's account for payouts, and what was sent to it
	ResDispute      Resource = "dispute"   // a payer's bank took money back: what the platform answers
	ResDesk         Resource = "desk"      // what waits for operators, and what they do about it
	ResBooks        Resource = "books"     // the ledger as operators read it, and its reconciliation with the gateways
	ResWellbeing    Resource = "wellbeing" // what people keep between sessions: mood, goals, insights
	ResSettings     Resource = "settings"  // what an operator changes without a developer: flags, the brand, letters

	Create  Action = "create"
	Read    Action = "read"
	Update  Action = "update"
	Delete  Action = "delete"
	Cancel  Action = "cancel"
	Decide  Action = "decide"  // accept, decline, verify
	Conduct Action = "conduct" // start and end a session, mark a no-show
	Refund  Action = "refund"

	Any            Condition = ""             // no condition
	Owner          Condition = "owner"        // the thing is the person's own
	AsPractitioner Condition = "practitioner" // the person is the practitioner in it
)

// Permission is one row of the table: role may do Action on Resource when Condition holds.
type Permission struct {
	Resource  Resource
	Action    Action
	Condition Condition
}

// String is the form used in the access token's permissions claim: "booking:read:owner".
func (p Permission) String() string {
	s := string(p.Resource) + ":" + string(p.Action)
	if p.Condition != Any {
		s += ":" + string(p.Condition)
	}
	return s
}

// permissions is the one table. What is not listed is refused.
var permissions = map[Role][]Permission{
	Seeker: {
		{ResProfile, Read, Owner}, {ResProfile, Update, Owner}, {ResProfile, Delete, Owner},
		{ResWellbeing, Read, Owner}, {ResWellbeing, Update, Owner},
		{ResSession, Read, Owner}, {ResSession, Delete, Owner},
		{ResBooking, Create, Any}, {ResBooking, Read, Owner}, {ResBooking, Update, Owner}, {ResBooking, Cancel, Owner},
		{ResPayment, Create, Owner}, {ResPayment, Read, Owner},
		{ResPractitioner, Create, Any},
	},
	Practitioner: {
		{ResProfile, Read, Owner}, {ResProfile, Update, Owner}, {ResProfile, Delete, Owner},
		{ResWellbeing, Read, Owner}, {ResWellbeing, Update, Owner},
		{ResSession, Read, Owner}, {ResSession, Delete, Owner},
		{ResPractitioner, Create, Any}, {ResPractitioner, Update, Owner},
		{ResAvailability, Update, Owner}, {ResAvailability, Read, Owner},
		{ResBooking, Create, Any}, {ResBooking, Read, Owner}, {ResBooking, Update, Owner}, {ResBooking, Cancel, Owner},
		{ResBooking, Read, AsPractitioner}, {ResBooking, Update, AsPractitioner}, {ResBooking, Cancel, AsPractitioner},
		{ResBooking, Decide, AsPractitioner}, {ResBooking, Conduct, AsPractitioner},
		{ResPayment, Create, Owner}, {ResPayment, Read, Owner}, {ResPayment, Read, AsPractitioner},
		{ResPayout, Read, Owner}, {ResPayout, Update, Owner}, {ResDispute, Read, Owner}, {ResDispute, Update, Owner},
		{ResNote, Read, AsPractitioner}, {ResNote, Update, AsPractitioner},
		{ResClient, Create, Owner}, {ResClient, Read, Owner}, {ResClient, Update, Owner}, {ResClient, Delete, Owner},
	},
	Admin: {
		{ResProfile, Read, Owner}, {ResProfile, Update, Owner}, {ResProfile, Delete, Owner},
		{ResWellbeing, Read, Owner}, {ResWellbeing, Update, Owner},
		{ResSession, Read, Owner}, {ResSession, Delete, Owner},
		{ResPractitioner, Update, Any}, {ResAvailability, Update, Any}, {ResAvailability, Read, Any},
		{ResBooking, Create, Any}, {ResBooking, Read, Any}, {ResBooking, Update, Any}, {ResBooking, Cancel, Any}, {ResBooking, Decide, Any}, {ResBooking, Conduct, Any},
		{ResPayment, Read, Any}, {ResPayment, Refund, Any},
		{ResPayout, Read, Any}, {ResPayout, Update, Any}, {ResDispute, Read, Any}, {ResDispute, Update, Any},
		{ResVerification, Read, Any}, {ResVerification, Decide, Any}, {ResCategory, Update, Any},
		{ResAccount, Read, Any}, {ResAccount, Update, Any},
		{ResDesk, Read, Any}, {ResDesk, Update, Any},
		{ResSettings, Read, Any}, {ResSettings, Update, Any},
		{ResBooks, Read, Any}, {ResBooks, Update, Any},
	},
}

// guestPermissions is what the link of a booking allows, on that booking only.
var guestPermissions = []Permission{
	{ResBooking, Read, Owner}, {ResBooking, Update, Owner}, {ResBooking, Cancel, Owner},
	{ResPayment, Create, Owner}, {ResPayment, Read, Owner},
}

// Subject says how a thing relates to people: whose it is and who the practitioner in it is (person ids).
type Subject struct {
	Owner        uuid.UUID
	Practitioner uuid.UUID
	Booking      uuid.UUID // set for a booking and its payments, so that a guest's link opens this one and no other
}

// Errors of authorisation.
var (
	ErrUnauthenticated = apperr.New(apperr.Unauthenticated, "unauthenticated", "Sign in to continue.")
	ErrForbidden       = apperr.New(apperr.Forbidden, "forbidden", "Your account is not allowed to do this.")
)

// PermissionsOf lists a role's permissions in the token's form.
func PermissionsOf(r Role) []string {
	out := make([]string, 0, len(permissions[r]))
	for _, p := range permissions[r] {
		out = append(out, p.String())
	}
	return out
}

// Allowed is the one place where "may they?" is answered. Default is no.
func Allowed(p Principal, action Action, res Resource, s Subject) bool {
	if p.Guest {
		return p.BookingID != uuid.Nil && p.BookingID == s.Booking && holds(guestPermissions, p, action, res, s)
	}
	return p.PersonID != uuid.Nil && holds(permissions[p.Role], p, action, res, s)
}

// Authorize is Allowed as an error: ErrUnauthenticated for an anonymous visitor, ErrForbidden otherwise. Callers that
// read a thing by id answer "not found" instead, so that a stranger cannot tell missing from not theirs.
func Authorize(p Principal, action Action, res Resource, s Subject) error {
	switch {
	case Allowed(p, action, res, s):
		return nil
	case p.Anonymous():
		return ErrUnauthenticated
	default:
		return ErrForbidden
	}
}

func holds(list []Permission, p Principal, action Action, res Resource, s Subject) bool {
	for _, perm := range list {
		if perm.Resource == res && perm.Action == action && met(perm.Condition, p, s) {
			return true
		}
	}
	return false
}

func met(c Condition, p Principal, s Subject) bool {
	switch c {
	case Any:
		return true
	case Owner:
		return s.Owner != uuid.Nil && s.Owner == p.PersonID
	case AsPractitioner:
		return s.Practitioner != uuid.Nil && s.Practitioner == p.PersonID
	}
	return false
}
