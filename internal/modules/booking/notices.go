package booking

import (
	"context"
	"errors"
	"strings"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/i18n"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// read loads a booking for the module itself.
func (s *Service) read(ctx context.Context, id uuid.UUID) (*Booking, error) {
	row, err := bookingdb.New(s.DB).ByID(ctx, id)
	if db.IsNoRows(err) {
		return nil, ErrNotFound
	} else if err != nil {
		return nil, err
	}
	return fromRow(&row), nil
}

// Notices tells both sides what happened to a booking.
type Notices struct {
	DB         *db.DB
	Clock      clock.Clock
	People     *identity.Service
	Catalog    Catalog
	Businesses Businesses
	Letters    *notify.Service
	BaseURL    string // of links, without a trailing slash
	// Link makes a guest's address of a booking: one that opens it without signing in.
	Link func(b *Booking) (string, error)
}

// EventTypes are the events that cause letters.
var EventTypes = []string{"booking.offered", "booking.confirmed", "booking.requested", "booking.declined", "booking.moved", "booking.cancelled", "booking.expired",
	"booking.proposed", "booking.proposal_declined", "booking.freed", "booking.unpaid", "booking.paid_at_venue",
	"booking.contested", "booking.contest_answered", "booking.contest_withdrawn", "booking.contest_stands"}

// OnBookingEvent is the subscriber behind the letters. It looks at the booking as it is now: a delivery that comes late
// or twice says what is true, and what is no longer true is not said.
func (s *Service) OnBookingEvent(ctx context.Context, d events.Delivery) error {
	b, err := s.read(ctx, d.AggregateID)
	if err != nil {
		return err
	}
	fact, err := events.Decode[Fact](d)
	if err != nil || b.SeekerID == uuid.Nil {
		return err
	}
	n, key := s.Notices, d.EventID.String()
	if b.Offered && (b.Status == Held || b.neverBooked()) {
		return s.tellOffer(ctx, b, d.Type, key)
	}
	switch {
	case b.neverBooked():
		return nil // only a hold, of which nobody else heard
	case d.Type == "booking.confirmed" && b.Status == Confirmed && b.Start.Equal(fact.Start):
		return n.both(ctx, b, key, letter{"booking_confirmed", nil}, letter{"booking_confirmed_pro", nil})
	case d.Type == "booking.requested" && b.Status == Pending:
		return n.both(ctx, b, key, letter{"booking_requested", nil}, letter{"booking_requested_pro", nil})
	case d.Type == "booking.paid_at_venue":
		return n.send(ctx, b, toSeeker, "booking_paid_at_venue", key, nil)
	case d.Type == "booking.declined":
		return n.send(ctx, b, toSeeker, "booking_declined", key, s.withReason(ctx, b))
	case d.Type == "booking.freed" && b.Status == Held && b.ExpiresAt.After(n.Clock.Now()):
		return n.send(ctx, b, toSeeker, "booking_freed", key, nil)
	case d.Type == "booking.proposed":
		return s.tellProposed(ctx, b, key)
	case d.Type == "booking.proposal_declined":
		return n.send(ctx, b, toPractitioner, "booking_proposal_declined", key, nil)
	case d.Type == "booking.moved" && fact.Proposed && fact.Status == Pending:
		return nil // the letter that confirms it says when
	case d.Type == "booking.moved" && b.Start.Equal(fact.Start):
		before := func(f *notify.Fields, l *i18n.Localizer, zone *time.Location) {
			f.Before = l.WhenYear(fact.PreviousStart, zone)
		}
		return n.both(ctx, b, key, letter{"booking_moved", before}, letter{"booking_moved", before})
	case fact.Contested || strings.HasPrefix(d.Type, "booking.contest"):
		return s.tellContest(ctx, b, d.Type, fact, key)
	case d.Type == "booking.cancelled" && fact.Status == Cancelled && fact.Sequence > 0 && b.Code != "":
		return s.tellCancelled(ctx, b, fact, key)
	case d.Type == "booking.expired":
		return s.tellExpired(ctx, b, key)
	case d.Type == "booking.unpaid" && b.Owes():
		return s.tellUnpaid(ctx, b, key)
	}
	return nil
}

// tellOffer writes to the client what is kept for them, or that it no longer is, and to the practitioner that nobody paid.
func (s *Service) tellOffer(ctx context.Context, b *Booking, kind, key string) error {
	switch {
	case kind == "booking.offered" && b.Status == Held:
		return s.Notices.send(ctx, b, toSeeker, "booking_offered", key, nil)
	case kind == "booking.expired":
		return s.Notices.send(ctx, b, toPractitioner, "booking_offer_ended", key, nil)
	case kind == "booking.cancelled" && b.EndedBy == byPractitioner:
		return s.Notices.send(ctx, b, toSeeker, "booking_offer_withdrawn", key, nil)
	case kind == "booking.cancelled":
		return s.Notices.send(ctx, b, toPractitioner, "booking_offer_ended", key, nil)
	}
	return nil
}

// tellProposed asks the client while the question is open.
func (s *Service) tellProposed(ctx context.Context, b *Booking, key string) error {
	open, err := s.Proposals(ctx, []*Booking{b})
	p, ok := open[b.ID]
	if err != nil || !ok {
		return err
	}
	return s.Notices.send(ctx, b, toSeeker, "booking_proposed", key, func(f *notify.Fields, l *i18n.Localizer, zone *time.Location) {
		for _, t := range p.Starts {
			f.Times = append(f.Times, l.WhenYear(t, zone)+" · "+l.Zone(zone, t))
		}
		f.AnswerBy = l.WhenYear(p.Until, zone)
	})
}

func (s *Service) tellCancelled(ctx context.Context, b *Booking, fact Fact, key string) error {
	reason := s.withReason(ctx, b)
	if fact.Was == Pending { // nobody was invited yet, and the money was only reserved
		return s.Notices.both(ctx, b, key, letter{"booking_withdrawn", reason}, letter{"booking_withdrawn", reason})
	}
	refund := func(f *notify.Fields, l *i18n.Localizer, zone *time.Location) {
		reason(f, l, zone)
		if fact.RefundMinor > 0 {
			f.Refund = l.MoneyExact(money.Amount{Minor: fact.RefundMinor, Currency: b.Price.Currency})
		}
		if fact.WaitsMinor > 0 {
			f.Waits = l.MoneyExact(money.Amount{Minor: fact.WaitsMinor, Currency: b.Price.Currency})
		}
	}
	return s.Notices.both(ctx, b, key, letter{"booking_cancelled", refund}, letter{"booking_cancelled", reason})
}

func (s *Service) tellExpired(ctx context.Context, b *Booking, key string) error {
	if b.Approval {
		return s.Notices.send(ctx, b, toSeeker, "booking_expired", key, nil)
	}
	paid, err := s.Payments.ByBooking(ctx, s.DB, b.ID)
	if err != nil {
		return err
	}
	for _, p := range paid {
		if p.CapturedMinor > 0 {
			return s.Notices.send(ctx, b, toSeeker, "booking_lost", key, nil)
		}
	}
	return nil
}

// touch adds what only one letter knows.
type touch func(f *notify.Fields, l *i18n.Localizer, zone *time.Location)

// withReason opens the words of a refusal or cancellation; words that cannot be opened any more are left out.
func (s *Service) withReason(ctx context.Context, b *Booking) touch {
	words, err := s.WordsOf(ctx, b)
	return func(f *notify.Fields, _ *i18n.Localizer, _ *time.Location) {
		if err == nil {
			f.Reason = words.Reason
		}
	}
}

// reader is one side of a booking.
type reader bool

const (
	toSeeker       reader = false
	toPractitioner reader = true
)

// letter is a template and what only this one knows; add may be nil.
type letter struct {
	name string
	add  touch
}

// both writes to both sides.
func (n *Notices) both(ctx context.Context, b *Booking, key string, seekers, practitioners letter) error {
	people, err := n.sides(ctx, b)
	if err != nil {
		return err
	}
	return errors.Join(n.write(ctx, b, people, toSeeker, key, seekers), n.holders(ctx, b, people, key, practitioners))
}

// holders writes to everybody who holds the session.
func (n *Notices) holders(ctx context.Context, b *Booking, people map[uuid.UUID]identity.Person, key string, what letter) error {
	faults := []error{n.writeTo(ctx, b, people[b.PractitionerPersonID], people[b.SeekerID], toPractitioner, key, what)}
	for _, id := range b.CompanionPersons {
		faults = append(faults, n.writeTo(ctx, b, people[id], people[b.SeekerID], toPractitioner, key+":"+id.String(), what))
	}
	return errors.Join(faults...)
}

// send writes one letter to one side.
func (n *Notices) send(ctx context.Context, b *Booking, to reader, name, key string, add touch) error {
	people, err := n.sides(ctx, b)
	if err != nil {
		return err
	}
	if to == toPractitioner {
		return n.holders(ctx, b, people, key, letter{name, add})
	}
	return n.write(ctx, b, people, to, key, letter{name, add})
}

func (n *Notices) sides(ctx context.Context, b *Booking) (map[uuid.UUID]identity.Person, error) {
	return n.People.PeopleByIDs(ctx, n.DB, append([]uuid.UUID{b.SeekerID, b.PractitionerPersonID}, b.CompanionPersons...))
}

// write writes one letter to a side; to the practitioners' it is holders that writes to each.
func (n *Notices) write(ctx context.Context, b *Booking, people map[uuid.UUID]identity.Person, to reader, key string, what letter) error {
	return n.writeTo(ctx, b, people[b.SeekerID], people[b.PractitionerPersonID], to, key, what)
}

// writeTo writes one letter, with the calendar entry where the letter changes it.
func (n *Notices) writeTo(ctx context.Context, b *Booking, me, other identity.Person, to reader, key string, what letter) (err error) {
	if me.Email == "" || me.Status == identity.Deleted {
		return nil
	}
	l := n.Letters.Localizer(me.Locale)
	mine, theirs := zones(b, to)
	f := notify.Fields{Name: me.Name, Other: other.Name, Service: b.ServiceName, When: l.WhenYear(b.Start, mine) + " · " + l.Zone(mine, b.Start),
		Price: l.MoneyExact(b.Price), Code: b.Code, Practitioner: bool(to)}
	if to == toSeeker {
		if f.Other, err = n.names(ctx, b); err != nil {
			return err
		}
	}
	if !i18n.SameClock(mine, theirs, b.Start) {
		f.WhenOther = l.WhenYear(b.Start, theirs) + " · " + l.Zone(theirs, b.Start)
	}
	if t := TermsOf(b); n.Clock.Now().Before(t.FreeUntil) {
		f.FreeUntil = l.WhenYear(t.FreeUntil, mine)
	}
	if !b.ExpiresAt.IsZero() {
		f.AnswerBy = l.WhenYear(b.ExpiresAt, mine)
	}
	if f.Where, err = n.where(ctx, l, b, to); err != nil {
		return err
	}
	if f.Link, err = n.link(b, to, what.name); err != nil {
		return err
	}
	if what.add != nil {
		what.add(&f, l, mine)
	}
	out := notify.Letter{Name: what.name, To: me.Email, ToName: me.Name, Locale: me.Locale, Fields: f, Key: key + ":" + what.name}
	if out.Calendar, out.Method, err = n.calendar(b, to, me, f.Other, f.Where, what.name); err != nil {
		return err
	}
	return n.Letters.Send(ctx, out)
}

// zones are the reader's and the other side's. Zones were checked when they were stored; UTC is the honest fallback.
func zones(b *Booking, to reader) (mine, theirs *time.Location) {
	mine, theirs = load(b.SeekerZone), load(b.PractitionerZone)
	if b.Mode != "online" {
		mine = theirs // in person, the clock on the wall there counts
	}
	if to == toPractitioner {
		mine, theirs = theirs, mine
	}
	return mine, theirs
}

func load(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// where says the place to those who may know it: the practitioner's address to the seeker once the booking stands.
func (n *Notices) where(ctx context.Context, l *i18n.Localizer, b *Booking, to reader) (string, error) {
	if b.Mode == "online" {
		return l.T("mode.online"), nil
	}
	if b.Mode == "at_customer" {
		return "", nil // the customer's own address is on the page, not in a mail
	}
	if b.RoomID != uuid.Nil || b.BusinessID != uuid.Nil {
		if place, err := n.shared(ctx, b, to); err != nil || place != "" || to == toPractitioner {
			return place, err
		}
	}
	if to == toPractitioner {
		return "", nil
	}
	svc, err := n.Catalog.ServiceForBooking(ctx, n.DB, b.ServiceID)
	if errors.Is(err, catalog.ErrNoService) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	if b.Status == Confirmed && svc.Address != "" {
		return svc.Address, nil
	}
	return svc.Area, nil
}

func (n *Notices) link(b *Booking, to reader, name string) (string, error) {
	switch {
	case to == toPractitioner && (name == "booking_requested_pro" || b.Status == Pending):
		return n.BaseURL + "/pro/requests", nil
	case to == toPractitioner && strings.HasPrefix(name, "contest_"):
		return n.BaseURL + "/pro/sessions/" + b.Code, nil
	case to == toPractitioner:
		return n.BaseURL + "/pro/agenda", nil
	case name == "booking_freed": // theirs alone, so they sign in; who is signed in goes on at once
		return n.BaseURL + "/sign-in?next=/book/" + b.ID.String(), nil
	case name == "booking_declined" || name == "booking_offer_withdrawn" || name == "booking_expired" || name == "booking_lost":
		return n.BaseURL + "/p/" + b.PractitionerSlug, nil
	}
	if name == "booking_unpaid" {
		return n.BaseURL + "/sign-in?next=/bookings/" + b.Code + "/pay", nil // theirs alone, like what is kept for it
	}
	return n.Link(b)
}

// Reminder writes, before the session, to whichever side wishes it; before is "24h" or "2h".
func (n *Notices) Reminder(ctx context.Context, b *Booking, before string) error {
	wishes, err := n.People.PreferencesOf(ctx, n.DB, []uuid.UUID{b.SeekerID, b.PractitionerPersonID})
	if err != nil {
		return err
	}
	key := "reminder:" + before + ":" + b.ID.String() + ":" + b.Start.Format(time.RFC3339)
	lead := func(f *notify.Fields, l *i18n.Localizer, _ *time.Location) { f.Lead = l.T("mail.lead." + before) }
	var faults []error
	for to, id := range map[reader]uuid.UUID{toSeeker: b.SeekerID, toPractitioner: b.PractitionerPersonID} {
		if w := wishes[id]; before == "24h" && w.RemindDay || before != "24h" && w.RemindHours {
			faults = append(faults, n.send(ctx, b, to, "booking_reminder", key, lead))
		}
	}
	return errors.Join(faults...)
}

// names are everybody who holds the session, as a client reads them.
func (n *Notices) names(ctx context.Context, b *Booking) (string, error) {
	if !b.Collective() {
		return b.PractitionerName, nil
	}
	rows, err := bookingdb.New(n.DB).CompanionsOf(ctx, []uuid.UUID{b.ID})
	out := b.PractitionerName
	for _, r := range rows {
		out += ", " + r.Name
	}
	return out, err
}

// shared is the place of a session in a business: its room to those who hold it, and to the client, once the booking stands,
// the address and, if the business wishes, the room. "": the business says nothing about it.
func (n *Notices) shared(ctx context.Context, b *Booking, to reader) (string, error) {
	var room business.RoomInUse
	if b.RoomID != uuid.Nil {
		rooms, err := n.Businesses.RoomsInUse(ctx, []uuid.UUID{b.RoomID})
		if err != nil {
			return "", err
		}
		room = rooms[b.RoomID]
	} else {
		in, err := n.Businesses.Read(ctx, n.DB, b.BusinessID)
		if err != nil {
			return "", err
		}
		room.Address = in.Address
	}
	switch {
	case to == toPractitioner:
		return room.Name, nil
	case b.Status != Confirmed || room.Address == "":
		return "", nil
	case room.Shown && room.Name != "":
		return room.Address + ", " + room.Name, nil
	}
	return room.Address, nil
}
