package booking

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"slices"

	"klear/internal/modules/identity"
)

// actor is the caller as the permission table sees them for this booking: the account, or the guest who holds the
// booking's secret. An account that also holds the secret keeps whichever may act.
func (c Caller) actor(b *Booking, action identity.Action, res identity.Resource) (identity.Principal, bool) {
	subject := b.subjectFor(c.Principal)
	if identity.Allowed(c.Principal, action, res, subject) {
		return c.Principal, true
	}
	if c.holdsSecretOf(b) || (c.Guest && c.BookingID == b.ID) {
		guest := identity.Principal{PersonID: b.subject().Owner, Guest: true, BookingID: b.ID, Zone: c.Zone, Locale: c.Locale}
		return guest, identity.Allowed(guest, action, res, b.subject())
	}
	return c.Principal, false
}

// Reader is whoever may read what was paid for a booking: the caller, or its guest while the caller holds its secret.
func (c Caller) Reader(b *Booking) identity.Principal {
	who, _ := c.actor(b, identity.Read, identity.ResPayment)
	return who
}

func (c Caller) holdsSecretOf(b *Booking) bool {
	if c.Access == "" {
		return false
	}
	h := sha256.Sum256([]byte(c.Access))
	return subtle.ConstantTimeCompare(h[:], b.accessHash) == 1
}

// authorize lets the caller act on b. Whoever may not even read it learns that there is no such booking; whoever may
// read but not act is told so.
func (c Caller) authorize(b *Booking, action identity.Action) error {
	if _, ok := c.actor(b, action, identity.ResBooking); ok {
		return nil
	}
	if _, ok := c.actor(b, identity.Read, identity.ResBooking); ok {
		return identity.ErrForbidden
	}
	return ErrNotFound
}

// side is on whose behalf the caller acts on b, for the state machine and the refund rule.
func (c Caller) side(b *Booking) string {
	switch {
	case c.SignedIn() && b.HeldBy(c.PersonID):
		return byPractitioner
	case c.Role == identity.Admin && c.PersonID != b.SeekerID:
		return byAdmin
	default:
		return bySeeker
	}
}

// Operates reports that the caller sees b as an operator only: what concerns the two sides alone is not theirs to read.
func (c Caller) Operates(b *Booking) bool { return c.side(b) == byAdmin && !c.holdsSecretOf(b) }

// AccessScope names a visitor in an idempotency scope without giving their secret away.
func (c Caller) AccessScope() string {
	if c.Access == "" {
		return ""
	}
	h := sha256.Sum256([]byte(c.Access))
	return hex.EncodeToString(h[:8])
}

// transition is a row of booking.transition.
type transition struct{ from, to Status }

// allowed mirrors booking.transition so that a refusal can be explained before the database speaks; a test holds the
// two equal.
var allowed = map[transition][]string{
	{Held, Pending}:        {bySeeker, bySystem},
	{Held, Confirmed}:      {bySeeker, bySystem},
	{Held, Expired}:        {bySystem},
	{Held, Cancelled}:      {bySeeker, byAdmin, bySystem},
	{Pending, Confirmed}:   {byPractitioner, byAdmin},
	{Pending, Declined}:    {byPractitioner, byAdmin},
	{Pending, Expired}:     {bySystem},
	{Pending, Cancelled}:   {bySeeker, byAdmin},
	{Confirmed, InSession}: {byPractitioner, byAdmin},
	{Confirmed, Cancelled}: {bySeeker, byPractitioner, byAdmin, bySystem},
	{Confirmed, NoShow}:    {byPractitioner, byAdmin},
	{Confirmed, Completed}: {byPractitioner, bySystem, byAdmin},
	{InSession, Completed}: {byPractitioner, bySystem, byAdmin},
	{InSession, Cancelled}: {bySystem}, // the last three: it did not take place after all (contest_answer.go)
	{Completed, Cancelled}: {bySystem},
	{NoShow, Cancelled}:    {bySystem},
}

// may reports whether side may move b to the status.
func may(b *Booking, to Status, side string) bool {
	return slices.Contains(allowed[transition{b.Status, to}], side)
}

// check is may as an error that says where the booking stands.
func check(b *Booking, to Status, side string) error {
	if may(b, to, side) {
		return nil
	}
	return ErrState.WithDetails(map[string]any{"status": b.Status, "wanted": to})
}

// seen refuses an update that was decided on an older version; 0 means the caller did not look.
func seen(b *Booking, version int64) error {
	if version != 0 && version != b.Version {
		return ErrVersion.WithDetails(map[string]any{"version": b.Version, "status": b.Status})
	}
	return nil
}
