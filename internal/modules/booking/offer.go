package booking

import (
	"context"
	"time"
	"unicode/utf8"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Offer is a booking that a practitioner makes for a client, who pays by the link of a letter.
type Offer struct {
	ServiceID uuid.UUID
	Start     time.Time
	Mode      string        // "" when the service has one
	SeekerID  uuid.UUID     // somebody whom the caller had a booking with; zero makes a guest of Client
	Client    Contact       // name and address are needed without SeekerID
	Zone      string        // IANA, the client's; "" is the practitioner's
	Address   string        // of a visit, when it costs nothing; otherwise the client says it when paying
	For       time.Duration // how long the time is kept; 0 is OfferFor
	AnyTime   bool          // also outside the openings, in what is the practitioner's own time; never over something taken
}

// How long an offer keeps its time.
const (
	OfferFor    = 48 * time.Hour
	minOfferFor = time.Hour
	maxOfferFor = 7 * 24 * time.Hour
	maxOffers   = 100
)

// Offer keeps a time for a client and writes to them. It stands when they have paid, and ends by itself when they do not;
// what costs nothing stands at once. Whether the address has an account changes nothing in the answer. Errors:
// catalog.ErrNoService for others' services, ErrServiceClosed, ErrMode, ErrOwnService, ErrTooManyOffers, schedule.ErrTaken,
// schedule.ErrNotOffered; validation.
func (s *Service) Offer(ctx context.Context, c Caller, o Offer) (*Booking, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	var b *Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		b, err = s.offerTx(ctx, tx, c, o, s.Clock.Now())
		return err
	})
	return b, err
}

func (o *Offer) check() error {
	if o.For == 0 {
		o.For = OfferFor
	}
	var v apperr.Validation
	v.Check(o.For >= minOfferFor && o.For <= maxOfferFor, "hours", "range", "An offer waits between one hour and seven days.")
	v.Check(o.SeekerID != uuid.Nil || !o.Client.silent(), "email", "required", "A client who books for the first time needs a name and an address.")
	v.Check(utf8.RuneCountInString(o.Address) <= maxAddress, "address", "length", "An address has at most %d characters.", maxAddress)
	return v.Err()
}

func (s *Service) offerTx(ctx context.Context, tx db.Tx, c Caller, o Offer, now time.Time) (*Booking, error) {
	svc, mode, err := s.offeredService(ctx, tx, c, o)
	if err != nil {
		return nil, err
	}
	if err := s.countOffers(ctx, tx, c, now); err != nil {
		return nil, err
	}
	seeker := o.SeekerID
	if seeker == uuid.Nil {
		p, err := s.People.EnsureGuestTx(ctx, tx, now, o.Client.Email, o.Client.Name, o.Client.Phone, o.Zone, o.Client.Locale)
		if err != nil {
			return nil, err
		}
		seeker = p.ID
	}
	if seeker == c.PersonID {
		return nil, ErrOwnService
	}
	until := now.Add(o.For)
	if until.After(o.Start) {
		until = o.Start // nobody pays for what has begun
	}
	hold := schedule.Hold{Offering: schedule.OfferingOf(svc), BookingID: s.IDs.ID(), Start: o.Start.UTC(), Now: now, ExpiresAt: until, Status: slots.Hold, AnyTime: o.AnyTime}
	taken, err := s.Schedule.HoldTx(ctx, tx, hold)
	if err != nil {
		return nil, err
	}
	// The secret is nobody's: the client comes by the signed link of the letter.
	b, err := s.insertHeld(ctx, tx, Caller{Access: s.IDs.Secret()}, held{svc: svc, mode: mode, zone: o.Zone, hold: hold, taken: taken})
	if err != nil {
		return nil, err
	}
	if err := bookingdb.New(tx).Offered(ctx, bookingdb.OfferedParams{ID: b.ID, SeekerID: &seeker}); err != nil {
		return nil, err
	}
	b.SeekerID, b.Offered, b.Approval, b.overlapOK, b.Version = seeker, true, false, true, b.Version+1
	forms, err := s.formsTx(ctx, tx, b)
	if err != nil {
		return nil, err
	}
	if b.Price.Minor > 0 || len(forms) > 0 { // forms are the client's to answer
		return b, s.Events.PublishTx(ctx, tx, s.event(b, "booking.offered", c, now))
	}
	return b, s.giveTx(ctx, tx, b, c, o.Address, now)
}

// offeredService is the service of an offer, which must be the caller's own and bookable.
func (s *Service) offeredService(ctx context.Context, tx db.Tx, c Caller, o Offer) (catalog.Bookable, catalog.Mode, error) {
	svc, err := s.Catalog.ServiceForBooking(ctx, tx, o.ServiceID)
	if err != nil {
		return svc, "", err
	}
	if !c.SignedIn() || svc.PersonID != c.PersonID || c.Role != identity.Practitioner {
		return svc, "", catalog.ErrNoService
	}
	if !svc.Open(s.Clock.Now()) {
		return svc, "", ErrServiceClosed
	}
	mode, err := chooseMode(svc, o.Mode)
	if err == nil && mode == catalog.AtCustomer && svc.Price.Minor == 0 && o.Address == "" {
		err = apperr.ErrValidation.WithFields(apperr.Field{Path: "address", Code: "required", Message: "Enter the address of the visit."})
	}
	return svc, mode, err
}

// countOffers keeps anybody from closing a calendar, or filling mailboxes, with offers.
func (s *Service) countOffers(ctx context.Context, tx db.Tx, c Caller, now time.Time) error {
	q := bookingdb.New(tx)
	if err := q.LockOffers(ctx, c.PersonID.String()); err != nil {
		return err
	}
	rows, err := q.LiveOffers(ctx, bookingdb.LiveOffersParams{PersonID: c.PersonID, Now: now, MaxRows: maxOffers})
	if err == nil && len(rows) >= maxOffers {
		err = ErrTooManyOffers
	}
	return err
}

// giveTx makes an offer stand that costs nothing.
func (s *Service) giveTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, address string, now time.Time) error {
	sealed, err := s.seal(ctx, tx, b.SeekerID, field(b.ID, "address_sealed"), address)
	if err != nil {
		return err
	}
	q := bookingdb.New(tx)
	if err := q.SetContact(ctx, bookingdb.SetContactParams{ID: b.ID, SeekerID: &b.SeekerID, OverlapOk: true, AddressSealed: sealed, ExpiresAt: b.ExpiresAt}); err != nil {
		return err
	}
	b.Version++
	return s.acceptTx(ctx, tx, b, c, now)
}

// notPaying refuses while money is on its way for a hold.
func (s *Service) notPaying(ctx context.Context, tx db.Tx, b *Booking) error {
	_, paying, err := s.livePayment(ctx, tx, b.ID)
	if err == nil && paying {
		err = payment.ErrAlreadyLive
	}
	return err
}

// Offers lists the caller's offers that wait for their clients, those that end first at the front.
func (s *Service) Offers(ctx context.Context, c Caller) ([]*Booking, error) {
	if err := identity.Authorize(c.Principal, identity.Read, identity.ResBooking, identity.Subject{Practitioner: c.PersonID}); err != nil {
		return nil, err
	}
	rows, err := bookingdb.New(s.DB).LiveOffers(ctx, bookingdb.LiveOffersParams{PersonID: c.PersonID, Now: s.Clock.Now(), MaxRows: maxOffers})
	out := make([]*Booking, len(rows))
	for i := range rows {
		out[i] = fromRow(&rows[i])
	}
	return out, err
}

// Withdraw takes back an offer that nobody is paying for. Errors: ErrNotFound, ErrState, ErrVersion, payment.ErrAlreadyLive.
func (s *Service) Withdraw(ctx context.Context, c Caller, id uuid.UUID, version int64) (*Booking, error) {
	var b *Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		if b, err = s.lockFor(ctx, tx, c, id, identity.Cancel); err != nil {
			return err
		}
		switch {
		case !b.Offered || c.side(b) != byPractitioner:
			return ErrNotFound
		case b.Status == Cancelled:
			return nil // pressed twice
		case b.Status != Held:
			return ErrState.WithDetails(map[string]any{"status": b.Status, "wanted": Cancelled})
		}
		if err := seen(b, version); err != nil {
			return err
		}
		if err := s.notPaying(ctx, tx, b); err != nil {
			return err
		}
		return s.endTx(ctx, tx, b, end{to: Cancelled, by: byPractitioner, event: "booking.cancelled", caller: c, now: s.Clock.Now()})
	})
	return b, err
}
