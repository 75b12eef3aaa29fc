package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// payableAtVenue reports whether a hold may be paid when the two meet: they do meet, it is one session with one practitioner,
// the practitioner wants it so for the service, and they paid the platform its share of what they took so before.
func (s *Service) payableAtVenue(ctx context.Context, q db.Querier, b *Booking) (bool, error) {
	if b.Price.Minor == 0 || b.Mode == "online" || b.SeriesID != uuid.Nil || b.TeamServiceID != uuid.Nil {
		return false, nil
	}
	svc, err := s.Catalog.ServiceForBooking(ctx, q, b.ServiceID)
	if err != nil || !svc.PayAtVenue || s.VenueStopped == nil {
		return svc.PayAtVenue, err
	}
	stopped, err := s.VenueStopped(ctx, q, b.PractitionerID)
	return !stopped, err
}

// PayableAtVenue is payableAtVenue for pages.
func (s *Service) PayableAtVenue(ctx context.Context, b *Booking) (bool, error) {
	if !payment.BearableAtVenue(b.Quote) {
		return false, nil
	}
	return s.payableAtVenue(ctx, s.DB, b)
}

// atVenueTx makes a hold stand that is paid when the two meet: a request where the practitioner answers requests, else a
// booking. There is nothing to reserve, and so nothing to keep: its terms become those of a free cancellation.
func (s *Service) atVenueTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) error {
	may, err := s.payableAtVenue(ctx, tx, b)
	if err != nil {
		return err
	}
	if !may {
		return payment.ErrMethod
	}
	if !payment.BearableAtVenue(b.Quote) {
		return payment.ErrCodeAtVenue
	}
	_, paying, err := s.livePayment(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	if paying {
		return payment.ErrAlreadyLive // a gateway has yet to say what became of an attempt
	}
	if err := bookingdb.New(tx).SetAtVenue(ctx, b.ID); err != nil {
		return err
	}
	b.AtVenue, b.LateCancelFeeBps, b.FreeCancelHours = true, 0, 0
	return s.acceptTx(ctx, tx, b, c, now)
}

// How somebody paid at the venue.
const (
	Cash  = "cash"
	Other = "other" // a card machine, UPI from hand to hand
)

// The statuses in which a practitioner may note that they were paid, and that they gave it back.
var (
	receivable = []Status{Confirmed, InSession, Completed}
	returnable = []Status{Confirmed, InSession, Completed, NoShow, Cancelled}
)

// Receive notes that the client paid the practitioner at the venue, all of the price; the client is sent a receipt. It may be
// noted from a quarter of an hour before the start on, once. Errors: ErrNotFound, ErrVersion, ErrTooEarly, ErrNotAtVenue, ErrState, payment.ErrAlreadyLive
// (it was noted before), validation of method.
func (s *Service) Receive(ctx context.Context, c Caller, id uuid.UUID, version int64, method string) (*Booking, error) {
	var v apperr.Validation
	v.Check(method == Cash || method == Other, "method", "unknown", "Choose cash or other.")
	if err := v.Err(); err != nil {
		return nil, err
	}
	return s.atVenue(ctx, c, id, version, receivable, func(tx db.Tx, b *Booking, now time.Time) error {
		if now.Before(b.Start.Add(-StartEarly)) {
			return ErrTooEarly
		}
		if err := s.uncontestedTx(ctx, tx, b); err != nil {
			return err
		}
		_, err := s.Payments.ReceiveTx(ctx, tx, now, payment.VenueReceipt{BookingID: b.ID, PayerID: b.SeekerID, PractitionerID: b.PractitionerID,
			PractitionerPersonID: b.PractitionerPersonID, Method: method, Amount: b.Price, Quote: b.Quote})
		if err != nil {
			return err
		}
		return s.sayTx(ctx, tx, c, b, "booking.paid_at_venue", now)
	})
}

// GiveBackAtVenue notes that the practitioner gave all of the price back at the venue; what they owed of it they no longer do.
// Errors: ErrNotFound, ErrVersion, ErrNotAtVenue, ErrNotReceived, payment.ErrRefundExceeds (it was noted before).
func (s *Service) GiveBackAtVenue(ctx context.Context, c Caller, id uuid.UUID, version int64) (*Booking, error) {
	return s.atVenue(ctx, c, id, version, returnable, func(tx db.Tx, b *Booking, now time.Time) error {
		p, paid, err := s.livePayment(ctx, tx, b.ID)
		switch {
		case err != nil:
			return err
		case !paid:
			return ErrNotReceived
		case p.KeptMinor() == 0:
			return payment.ErrRefundExceeds
		}
		_, err = s.Payments.RefundTx(ctx, tx, now, payment.Refund{PaymentID: p.ID, AmountMinor: p.CapturedMinor, EventKey: "ref:" + b.ID.String() + ":venue", Reason: "given_back_at_venue"})
		if err != nil {
			return err
		}
		return s.sayTx(ctx, tx, c, b, "booking.given_back_at_venue", now)
	})
}

// atVenue is the frame of what a practitioner notes about money that they took or gave themself.
func (s *Service) atVenue(ctx context.Context, c Caller, id uuid.UUID, version int64, in []Status, act func(tx db.Tx, b *Booking, now time.Time) error) (*Booking, error) {
	var b *Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		if b, err = s.lockFor(ctx, tx, c, id, identity.Conduct); err != nil {
			return err
		}
		if err := seen(b, version); err != nil {
			return err
		}
		if !b.AtVenue {
			return ErrNotAtVenue
		}
		if !slices.Contains(in, b.Status) {
			return ErrState
		}
		return act(tx, b, s.Clock.Now())
	})
	return b, err
}

// sayTx publishes what was noted about a booking whose status it leaves alone.
func (s *Service) sayTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, kind string, now time.Time) (err error) {
	if b.Version, err = bookingdb.New(tx).NotePaid(ctx, b.ID); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, s.event(b, kind, c, now))
}
