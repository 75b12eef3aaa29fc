package booking

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/fault"
	"klear/internal/platform/idem"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

// Accept confirms a request. The time is made firm first; the money is captured right after, and if this process dies in
// between, by the job that the same transaction left behind. Of two who accept at once one acts, and both see the
// confirmed booking. Errors: ErrNotFound, ErrState, ErrVersion, ErrUnpaid, schedule.ErrTaken (an open request whose time
// went to another).
func (s *Service) Accept(ctx context.Context, c Caller, id uuid.UUID, version int64) (*Booking, error) {
	var b *Booking
	var captureID uuid.UUID
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		now := s.Clock.Now()
		captureID = uuid.Nil
		if b, err = s.lockFor(ctx, tx, c, id, identity.Decide); err != nil {
			return err
		}
		if b.Status == Confirmed {
			return nil
		}
		if err := seen(b, version); err != nil {
			return err
		}
		captureID, err = s.acceptRequestTx(ctx, tx, b, c, now)
		return err
	})
	if err != nil || captureID == uuid.Nil {
		return b, err
	}
	fault.Point("accepted")
	// A failure here is the job's to repeat: the practitioner's answer stands.
	_ = s.CapturePayment(context.WithoutCancel(ctx), Capture{BookingID: id, PaymentID: captureID})
	return b, nil
}

// acceptRequestTx confirms a locked request; what was proposed instead is over. It names the payment to capture after the
// transaction; uuid.Nil: none.
func (s *Service) acceptRequestTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) (uuid.UUID, error) {
	if err := check(b, Confirmed, c.side(b)); err != nil {
		return uuid.Nil, err
	}
	if err := s.closeProposalTx(ctx, tx, b, withdrawn, now); err != nil {
		return uuid.Nil, err
	}
	return s.confirmTx(ctx, tx, b, c, now)
}

func (s *Service) confirmTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) (uuid.UUID, error) {
	occupancy, room, err := s.Schedule.KeepTx(ctx, tx, schedule.Keep{Place: b.place(), Status: slots.Confirmed, Again: s.again(ctx, tx, b, now)})
	if err != nil {
		return uuid.Nil, err
	}
	b.Version, err = bookingdb.New(tx).SetStatus(ctx, bookingdb.SetStatusParams{ID: b.ID, Status: string(Confirmed), OccupancyID: &occupancy, RoomID: maybe(room)})
	if err != nil {
		return uuid.Nil, err
	}
	b.Status, b.OccupancyID, b.ExpiresAt = Confirmed, occupancy, time.Time{}
	b.inRoom(room)
	if err := s.announceTx(ctx, tx, b, "booking.confirmed", c, now); err != nil {
		return uuid.Nil, err
	}
	p, paid, err := s.livePayment(ctx, tx, b.ID)
	switch {
	case err != nil:
		return uuid.Nil, err
	case !paid && b.Price.Minor > 0 && !b.AtVenue:
		return uuid.Nil, ErrUnpaid
	case !paid: // it is free, or paid at the venue
		return uuid.Nil, nil
	case p.Status == payment.Later:
		return uuid.Nil, s.planChargeTx(ctx, tx, p)
	}
	if err := s.Payments.AskCaptureTx(ctx, tx, now, p.ID); err != nil {
		return uuid.Nil, err
	}
	return p.ID, s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Capture{BookingID: b.ID, PaymentID: p.ID}, At: now.Add(settleAfter), Queue: jobs.QueueMoney})
}

// Capture is the job that takes the money of an accepted request.
type Capture struct {
	BookingID uuid.UUID `json:"booking_id"`
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (Capture) Kind() string { return "booking_capture" }

// CapturePayment takes an authorised amount. A gateway that refuses for good (the authorisation ran out) ends the
// booking: nobody is asked to come to a session that was not paid.
func (s *Service) CapturePayment(ctx context.Context, j Capture) error {
	outcome, err := s.Payments.CaptureAuthorised(ctx, j.PaymentID, 0)
	if errors.Is(err, payment.ErrState) { // it ended meanwhile, and the news of it was first
		return s.DB.InTx(ctx, func(tx db.Tx) error {
			b, err := s.lock(ctx, bookingdb.New(tx), j.BookingID)
			if err != nil {
				return err
			}
			return s.endUnpaidTx(ctx, tx, b, s.Clock.Now())
		})
	} else if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		now := s.Clock.Now()
		b, err := s.lock(ctx, bookingdb.New(tx), j.BookingID)
		if err != nil {
			return err
		}
		p, err := s.Payments.RecordTx(ctx, tx, now, j.PaymentID, outcome, PaymentNews)
		if err != nil {
			return err
		}
		fault.Point("captured")
		switch {
		case p.Status == payment.Captured && b.Status == Completed:
			return s.earnTx(ctx, tx, p, now)
		case p.Status == payment.Captured && !b.Live():
			return s.giveBackTx(ctx, tx, b, p, now, "cancelled") // cancelled while the capture was on its way
		case !p.Status.Live():
			return s.endUnpaidTx(ctx, tx, b, now)
		case p.Status != payment.Captured: // the request was lost, or nobody knows: ask again
			return errors.Join(errStillOpen, outcome.Err())
		}
		return nil
	})
}

// Decline refuses a request; nothing is charged. The reason, if any, is told to the seeker.
func (s *Service) Decline(ctx context.Context, c Caller, id uuid.UUID, version int64, reason string) (*Booking, error) {
	if utf8.RuneCountInString(reason) > maxReason {
		return nil, apperr.ErrValidation.WithFields(apperr.Field{Path: "reason", Code: "length", Message: "A reason has at most 1,000 characters."})
	}
	var b *Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		now := s.Clock.Now()
		if b, err = s.lockFor(ctx, tx, c, id, identity.Decide); err != nil {
			return err
		}
		if err := errors.Join(seen(b, version), check(b, Declined, c.side(b))); err != nil {
			return err
		}
		return s.endPaidTx(ctx, tx, b, end{to: Declined, by: c.side(b), event: "booking.declined", caller: c, now: now}, reason)
	})
	return b, err
}

const maxReason = 1000 // characters

// lockFor locks a booking and lets the caller act on it.
func (s *Service) lockFor(ctx context.Context, tx db.Tx, c Caller, id uuid.UUID, action identity.Action) (*Booking, error) {
	b, err := s.lock(ctx, bookingdb.New(tx), id)
	if err != nil {
		return nil, err
	}
	return b, c.authorize(b, action)
}

// endPaidTx ends a booking that may have been paid and gives all of the money back.
func (s *Service) endPaidTx(ctx context.Context, tx db.Tx, b *Booking, e end, reason string) error {
	if reason != "" && b.SeekerID != uuid.Nil {
		sealed, err := s.seal(ctx, tx, b.SeekerID, field(b.ID, "reason_sealed"), reason)
		if err != nil {
			return err
		}
		e.reason = sealed
	}
	p, paid, err := s.livePayment(ctx, tx, b.ID)
	if err != nil {
		return err
	}
	if paid {
		if err := s.giveBackTx(ctx, tx, b, p, e.now, string(e.to)); err != nil {
			return err
		}
	}
	return s.endTx(ctx, tx, b, e)
}
