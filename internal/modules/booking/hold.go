package booking

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/modules/tariff"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
	"klear/internal/platform/db"
	"klear/internal/platform/fault"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// HoldRequest asks to keep a time while its caller pays.
type HoldRequest struct {
	ServiceID uuid.UUID
	// TeamServiceID is booked instead of a service; PractitionerID then is the member who is wished, if anybody is.
	TeamServiceID  uuid.UUID
	PractitionerID uuid.UUID

	Start    time.Time
	Mode     string    // online, at_practitioner, at_customer; "" when the service has one
	Zone     string    // IANA zone in which the caller reads times; "" is the practitioner's
	Replaces uuid.UUID // a hold of the same caller that this one takes the place of
}

// Hold keeps the time for Policy.HoldFor. The caller is signed in, or brings an access secret of their own making under
// which the hold is theirs. The answer is remembered under the key as it is given here: what a Booking exports is no
// secret, and the rest is not written down. Errors: ErrServiceClosed, catalog.ErrNoTeam, ErrMode, ErrOwnService, ErrEmailUnverified, ErrTooManyHolds,
// schedule.ErrTaken, schedule.ErrNotOffered, idem.ErrReused.
func (s *Service) Hold(ctx context.Context, c Caller, r HoldRequest, key idem.Key) (*Booking, error) {
	b, err := s.hold(ctx, c, r, key)
	if e, refused := apperr.As(err); refused && s.Refused != nil {
		s.Refused(e.Code)
	}
	return b, err
}

func (s *Service) hold(ctx context.Context, c Caller, r HoldRequest, key idem.Key) (*Booking, error) {
	if c.SignedIn() && !c.Verified {
		return nil, ErrEmailUnverified
	}
	if err := checkZone(r.Zone); err != nil {
		return nil, err
	}
	var out *Booking
	err := s.DB.InTx(ctx, func(tx db.Tx) error {
		var err error
		out, _, err = idem.Run(ctx, tx, key, s.Clock.Now(), func() (*Booking, error) { return s.holdTx(ctx, tx, c, r) })
		return err
	})
	fault.Point("held")
	return out, err
}

// checkZone accepts "" and the zones of the IANA list.
func checkZone(name string) error {
	if name == "" {
		return nil
	}
	if _, err := clock.Zone(name); err != nil {
		return apperr.ErrValidation.WithFields(apperr.Field{Path: "zone", Code: "zone", Message: "This is not a time zone of the IANA list, like Asia/Kolkata."})
	}
	return nil
}

func (s *Service) holdTx(ctx context.Context, tx db.Tx, c Caller, r HoldRequest) (*Booking, error) {
	now := s.Clock.Now()
	if r.TeamServiceID != uuid.Nil {
		return s.holdTeamTx(ctx, tx, c, r, now)
	}
	svc, mode, err := s.bookable(ctx, tx, c, r.ServiceID, r.Mode)
	if err != nil {
		return nil, err
	}
	if err := s.replaceTx(ctx, tx, c, r); err != nil {
		return nil, err
	}
	h := s.newHold(r, now)
	h.Offering = schedule.OfferingOf(svc)
	taken, err := s.Schedule.HoldTx(ctx, tx, h)
	if err != nil {
		return nil, err
	}
	return s.keepHeld(ctx, tx, c, held{svc: svc, mode: mode, zone: r.Zone, hold: h, taken: taken})
}

// replaceTx gives up the hold that the new one takes the place of. A payment under way decides about the old hold, not a
// new wish.
func (s *Service) replaceTx(ctx context.Context, tx db.Tx, c Caller, r HoldRequest) error {
	if r.Replaces == uuid.Nil {
		return nil
	}
	_, err := s.releaseOwnTx(ctx, tx, c, r.Replaces)
	return err
}

func (s *Service) newHold(r HoldRequest, now time.Time) schedule.Hold {
	return schedule.Hold{BookingID: s.IDs.ID(), Start: r.Start.UTC(), Now: now, ExpiresAt: now.Add(s.Policy.HoldFor), Status: slots.Hold}
}

// held is what was chosen and taken, on the way to becoming a booking.
type held struct {
	svc   catalog.Bookable
	mode  catalog.Mode
	zone  string
	hold  schedule.Hold
	taken schedule.Taken
	// Of a team service: itself, and who else holds the session.
	team *catalog.TeamBookable
	with []catalog.Bookable
	// Of a series: itself, and which of it, from 1; nil: a booking by itself.
	series *uuid.UUID
	no     *int16
}

func (s *Service) keepHeld(ctx context.Context, tx db.Tx, c Caller, h held) (*Booking, error) {
	b, err := s.insertHeld(ctx, tx, c, h)
	if err != nil {
		return nil, err
	}
	return b, s.Events.PublishTx(ctx, tx, s.event(b, "booking.held", c, h.hold.Now))
}

// accessHash is what a hold remembers of who made it: the caller's secret, or the account.
func accessHash(c Caller) []byte {
	access := c.Access
	if access == "" {
		// An account needs no secret; the limit on holds counts by it. The zero byte, which no header and no cookie can
		// carry, keeps whoever knows the person's id from passing it off as the secret.
		access = "account\x00" + c.PersonID.String()
	}
	hash := sha256.Sum256([]byte(access))
	return hash[:]
}

func (s *Service) insertHeld(ctx context.Context, tx db.Tx, c Caller, h held) (*Booking, error) {
	svc, zone := h.svc, h.zone
	quote, err := s.Tariff.QuoteFor(ctx, tx, tariff.Ask{PractitionerID: svc.PractitionerID, PersonID: svc.PersonID, Country: svc.Country, CategoryID: svc.CategoryID, Price: svc.Price, At: h.hold.Now})
	if err != nil {
		return nil, err
	}
	kept, err := json.Marshal(quote)
	if err != nil {
		return nil, err
	}
	if zone == "" {
		zone = svc.Zone
	}
	p := bookingdb.InsertParams{
		ID: h.hold.BookingID, Code: s.IDs.Code(8), SeekerID: nil, PractitionerID: svc.PractitionerID, PractitionerPersonID: svc.PersonID,
		PractitionerName: svc.DisplayName, PractitionerSlug: svc.Slug, ServiceID: svc.ID, ServiceName: svc.Title(), OccupancyID: h.taken.OccupancyID,
		GroupSession: svc.Capacity > 1, Mode: string(h.mode), StartsAt: h.taken.Start, EndsAt: h.taken.End, PractitionerZone: svc.Zone, SeekerZone: zone,
		PriceMinor: quote.PayinMinor(), Currency: svc.Price.Currency, CommissionMinor: quote.CommissionMinor(), Quote: kept, FreeCancelHours: int32(svc.FreeCancelHours),
		LateCancelFeeBps: int32(svc.LateCancelFeeBps), Confirmation: string(svc.Confirmation), ExpiresAt: h.hold.ExpiresAt, AccessHash: accessHash(c), CreatedAt: h.hold.Now,
		RoomID: maybe(h.taken.RoomID), CompanionPersons: []uuid.UUID{},
		SeriesID: h.series, SeriesNo: h.no,
	}
	h.joined(&p)
	if c.SignedIn() {
		p.SeekerID = &c.PersonID
	}
	n, err := bookingdb.New(tx).Insert(ctx, p)
	if db.Violates(err, licenceConstraint) || db.Violates(err, openConstraint) {
		return nil, ErrServiceClosed.With(err)
	}
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, ErrTooManyHolds
	}
	return heldAs(p), h.joinTx(ctx, tx)
}

// The triggers that keep bookings from beginning: after the end of their practitioner's licence, in a closed business.
const (
	licenceConstraint = "booking_licence"
	openConstraint    = "business_open"
)

// heldAs is the booking that the insert made.
func heldAs(p bookingdb.InsertParams) *Booking {
	return fromRow(&bookingdb.BookingBooking{
		ID: p.ID, Code: p.Code, SeekerID: p.SeekerID, PractitionerID: p.PractitionerID, PractitionerPersonID: p.PractitionerPersonID,
		PractitionerName: p.PractitionerName, PractitionerSlug: p.PractitionerSlug, ServiceID: p.ServiceID, ServiceName: p.ServiceName,
		OccupancyID: p.OccupancyID, GroupSession: p.GroupSession, Status: string(Held), Mode: p.Mode, StartsAt: p.StartsAt, EndsAt: p.EndsAt,
		PractitionerZone: p.PractitionerZone, SeekerZone: p.SeekerZone, PriceMinor: p.PriceMinor, Currency: p.Currency,
		CommissionMinor: p.CommissionMinor, Quote: p.Quote, FreeCancelHours: p.FreeCancelHours, LateCancelFeeBps: p.LateCancelFeeBps,
		Confirmation: p.Confirmation, ExpiresAt: &p.ExpiresAt, Version: 1, CreatedAt: p.CreatedAt, AccessHash: p.AccessHash,
		RoomID: p.RoomID, TeamServiceID: p.TeamServiceID, BusinessID: p.BusinessID, CompanionPersons: p.CompanionPersons,
		SeriesID: p.SeriesID, SeriesNo: p.SeriesNo,
	})
}

// chooseMode takes the wish when the service offers it, and the only place there is when there was no wish.
func chooseMode(svc catalog.Bookable, wish string) (catalog.Mode, error) {
	if wish == "" && len(svc.Modes) > 0 {
		return svc.Modes[0], nil
	}
	if !svc.Has(catalog.Mode(wish)) {
		return "", ErrMode
	}
	return catalog.Mode(wish), nil
}

// releaseOwnTx gives up a hold of the same caller; anything else under that id is left alone. kept reports that it is the
// caller's and still takes its time, because it is being paid or was.
func (s *Service) releaseOwnTx(ctx context.Context, tx db.Tx, c Caller, id uuid.UUID) (kept bool, err error) {
	row, err := bookingdb.New(tx).Lock(ctx, id)
	if db.IsNoRows(err) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	b := fromRow(&row)
	if b.Status != Held || c.authorize(b, cancelAction) != nil {
		return b.Live() && c.authorize(b, cancelAction) == nil, nil
	}
	if _, paying, err := s.livePayment(ctx, tx, b.ID); err != nil || paying {
		return paying, err
	}
	return false, s.endTx(ctx, tx, b, end{to: Cancelled, by: bySeeker, event: "booking.cancelled", caller: c, now: s.Clock.Now()})
}
