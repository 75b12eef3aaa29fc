package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/notify"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/i18n"
)

const (
	payWithin = 12 * time.Hour // after a refused charge the client has as long to pay another way
	payLast   = time.Hour      // and at the latest so long before the session
)

// Owes reports that its later charge was refused, and that its client may still pay.
func (b *Booking) Owes() bool { return b.Status == Confirmed && !b.PayBy.IsZero() }

// oweTx lets a booking stand for a while whose later charge was refused. News that comes twice, or after it was paid,
// changes nothing.
func (s *Service) oweTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	if b.Status != Confirmed || b.Owes() {
		return nil
	}
	if _, paid, err := s.livePayment(ctx, tx, b.ID); err != nil || paid {
		return err
	}
	until := now.Add(payWithin)
	if last := b.Start.Add(-payLast); last.Before(until) {
		until = last
	}
	if !until.After(now) {
		if err := mootTx(ctx, tx, b, now); err != nil {
			return err
		}
		return s.endTx(ctx, tx, b, end{to: Cancelled, by: bySystem, event: "booking.cancelled", now: now})
	}
	if err := s.closeProposalTx(ctx, tx, b, withdrawn, now); err != nil {
		return err
	}
	if err := setPayBy(ctx, tx, b, &until); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, s.event(b, "booking.unpaid", Caller{}, now))
}

// paidUpTx is a booking that was paid in time after all.
func (s *Service) paidUpTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) error {
	if err := setPayBy(ctx, tx, b, nil); err != nil {
		return err
	}
	return s.Events.PublishTx(ctx, tx, s.event(b, "booking.paid", c, now))
}

func setPayBy(ctx context.Context, tx db.Tx, b *Booking, until *time.Time) (err error) {
	b.Version, err = bookingdb.New(tx).SetPayBy(ctx, bookingdb.SetPayByParams{ID: b.ID, PayBy: until})
	b.PayBy = time.Time{}
	if until != nil {
		b.PayBy = *until
	}
	return err
}

// beginOwedTx begins another attempt to pay for a booking that stands unpaid; credit that covers it pays at once. Errors:
// ErrHoldExpired, ErrTooManyCards.
func (s *Service) beginOwedTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, r PayRequest, now time.Time) (*Booking, *payment.Payment, error) {
	if !b.PayBy.After(now) {
		return nil, nil, ErrHoldExpired
	}
	if err := s.mayTry(ctx, tx, b); err != nil {
		return nil, nil, err
	}
	r.Later = false
	if r.Credit = r.Credit && c.PersonID == b.SeekerID; r.Credit {
		if paid, err := s.spendTx(ctx, tx, b, c, now); err != nil || paid {
			return b, nil, err
		}
	}
	p, err := s.attemptTx(ctx, tx, b, r, now)
	return b, &p, err
}

// cancelUnpaid ends the bookings that were not paid in time.
func (s *Service) cancelUnpaid(ctx context.Context, now time.Time) error {
	late, err := bookingdb.New(s.DB).UnpaidOverdue(ctx, now)
	faults := []error{err}
	for _, id := range late {
		faults = append(faults, s.DB.InTx(ctx, func(tx db.Tx) error {
			b, err := s.lock(ctx, bookingdb.New(tx), id)
			if err != nil || !b.Owes() || b.PayBy.After(s.Clock.Now()) {
				return err
			}
			return s.cancelUnpaidTx(ctx, tx, b, s.Clock.Now())
		}))
	}
	return errors.Join(faults...)
}

// cancelUnpaidTx cancels by rule; the time is released last. A payment that a gateway has yet to answer decides first.
func (s *Service) cancelUnpaidTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	undecided, err := s.undecided(ctx, tx, b)
	if err != nil || undecided {
		return err
	}
	return s.endPaidTx(ctx, tx, b, end{to: Cancelled, by: bySystem, event: "booking.cancelled", now: now}, "")
}

// tellUnpaid writes to both sides that the charge was refused, and until when the booking stands.
func (s *Service) tellUnpaid(ctx context.Context, b *Booking, key string) error {
	until := func(f *notify.Fields, l *i18n.Localizer, zone *time.Location) { f.AnswerBy = l.WhenYear(b.PayBy, zone) }
	return s.Notices.both(ctx, b, key, letter{"booking_unpaid", until}, letter{"booking_unpaid_pro", until})
}
