package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"

	"github.com/google/uuid"
)

const (
	// chargeBefore is how long before a session its kept method is charged, or when leaving stops being free if that is sooner:
	// whoever leaves for free was never charged.
	chargeBefore = 24 * time.Hour
	// chargeLate is when the sweep charges what the job did not.
	chargeLate = 2 * time.Minute
	// notNeeded is the decline code of a kept payment that was given up before its time.
	notNeeded = "not_needed"
)

// ChargeTime is when a booking is charged that is paid later.
func (b *Booking) ChargeTime() time.Time {
	return b.Start.Add(-max(chargeBefore, time.Duration(b.FreeCancelHours)*time.Hour))
}

// LaterOf is when b would be charged if its payer chose to pay later; false: it has to be paid now. It can be paid later
// when it costs something, is by itself, and is further off than its gateway reserves money.
func (s *Service) LaterOf(ctx context.Context, b *Booking, now time.Time) (time.Time, bool, error) {
	at := b.ChargeTime()
	if b.Price.Minor == 0 || b.SeriesID != uuid.Nil || !at.After(now) {
		return at, false, nil
	}
	far, err := s.Payments.LaterThan(ctx, b.PractitionerID, b.Price.Currency)
	return at, far > 0 && b.Start.After(now.Add(far)), err
}

// beginLaterTx begins the payment of a hold whose payer agreed to be charged later. With a method that is kept already
// nothing more is to be asked, and the booking stands. Errors: ErrNotLater, payment.ErrNoMethod.
func (s *Service) beginLaterTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, r PayRequest, now time.Time) (*Booking, *payment.Payment, error) {
	_, may, err := s.LaterOf(ctx, b, now)
	if err != nil {
		return nil, nil, err
	}
	if !may || !c.SignedIn() || c.PersonID != b.SeekerID {
		return nil, nil, ErrNotLater
	}
	p, err := s.attemptTx(ctx, tx, b, r, now)
	if err != nil || r.MethodID == uuid.Nil {
		return b, &p, err
	}
	if p, err = s.Payments.RecordTx(ctx, tx, now, p.ID, payment.Outcome{Status: payment.Later}, PaymentNews); err != nil {
		return nil, nil, err
	}
	if err := s.acceptTx(ctx, tx, b, c, now); err != nil {
		return nil, nil, err
	}
	return b, nil, s.planChargeTx(ctx, tx, p)
}

// Charge is the job that charges a kept method when the session is near.
type Charge struct {
	BookingID uuid.UUID `json:"booking_id"`
	PaymentID uuid.UUID `json:"payment_id"`
}

// Kind names the job.
func (Charge) Kind() string { return "booking_charge" }

func (s *Service) planChargeTx(ctx context.Context, tx db.Tx, p payment.Payment) error {
	return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Charge{BookingID: p.BookingID, PaymentID: p.ID}, At: *p.ChargeAt, Queue: jobs.QueueMoney})
}

// putOffTx lets the charge of a moved booking follow its new time.
func (s *Service) putOffTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) error {
	at := b.ChargeTime()
	if at.Before(now) {
		at = now
	}
	p, kept, err := s.Payments.PutOffTx(ctx, tx, b.ID, at)
	if err != nil || !kept || b.Status != Confirmed { // a request is planned when it is accepted
		return err
	}
	return s.planChargeTx(ctx, tx, p)
}

// ChargeKept charges what is due. It may run any number of times: the charge is begun once, under the payment's own key,
// and an answer that nobody has is read before it is asked for again.
func (s *Service) ChargeKept(ctx context.Context, j Charge) error {
	begun, err := s.beginCharge(ctx, j)
	if err != nil || !begun {
		return err
	}
	outcome, err := s.Payments.ChargeAway(ctx, j.PaymentID)
	if err != nil {
		return err
	}
	_, err = s.settle(ctx, j.BookingID, j.PaymentID, outcome, Caller{})
	switch {
	case errors.Is(err, payment.ErrDeclined), errors.Is(err, payment.ErrClosed), errors.Is(err, ErrLost):
		return nil // decided
	case errors.Is(err, payment.ErrActionRequired), errors.Is(err, payment.ErrProcessing), errors.Is(err, payment.ErrUnknown):
		return errStillOpen
	}
	return err
}

// beginCharge writes down that the charge is begun. false: there is nothing to charge, or not yet.
func (s *Service) beginCharge(ctx context.Context, j Charge) (begun bool, err error) {
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		begun = false
		now := s.Clock.Now()
		b, err := s.lock(ctx, bookingdb.New(tx), j.BookingID)
		if err != nil || (b.Status != Confirmed && b.Status != InSession && b.Status != Completed) {
			return err
		}
		p, err := s.Payments.AskChargeTx(ctx, tx, now, j.PaymentID)
		begun = p.ChargeAskedAt != nil && p.Status.Live() && p.Status != payment.Captured
		return err
	})
	return begun, err
}

// chargeDue charges what the jobs did not: they were lost, or the process was.
func (s *Service) chargeDue(ctx context.Context, now time.Time) error {
	due, err := s.Payments.DueCharges(ctx, now.Add(-chargeLate))
	faults := []error{err}
	for _, d := range due {
		err := s.ChargeKept(ctx, Charge{BookingID: d.BookingID, PaymentID: d.PaymentID})
		if !errors.Is(err, errStillOpen) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}
