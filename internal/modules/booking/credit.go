package booking

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/db"
)

// spendTx pays for a hold, or for a booking that is owed, from its seeker's credit and makes it stand; false: the credit does
// not cover the price, and nothing happened. What was paid so goes back as credit.
func (s *Service) spendTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) (bool, error) {
	if _, paying, err := s.livePayment(ctx, tx, b.ID); err != nil || paying {
		return false, err // an attempt that is under way goes on
	}
	paid, err := s.coverTx(ctx, tx, b, now)
	if err != nil || !paid {
		return false, err
	}
	if b.Owes() {
		return true, s.paidUpTx(ctx, tx, b, c, now)
	}
	return true, s.acceptTx(ctx, tx, b, c, now)
}

// coverTx takes the whole price from the seeker's credit, or nothing.
func (s *Service) coverTx(ctx context.Context, tx db.Tx, b *Booking, now time.Time) (bool, error) {
	_, paid, err := s.Payments.SpendTx(ctx, tx, now, payment.Spend{BookingID: b.ID, PayerID: b.SeekerID, PractitionerID: b.PractitionerID,
		PractitionerPersonID: b.PractitionerPersonID, Amount: b.Price, Quote: b.Quote})
	return paid, err
}

// spendEarlyTx pays from credit for a booking whose charge is to come, which is given up. One that is paid, or that is being
// charged, stays as it is. Errors: ErrCreditShort.
func (s *Service) spendEarlyTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) error {
	p, live, err := s.livePayment(ctx, tx, b.ID)
	if err != nil || !live || p.Status != payment.Later || p.ChargeAskedAt != nil {
		return err
	}
	if err := s.giveBackTx(ctx, tx, b, p, now, notNeeded); err != nil {
		return err
	}
	paid, err := s.coverTx(ctx, tx, b, now)
	switch {
	case err != nil:
		return err
	case !paid:
		return ErrCreditShort // and with it the charge is there again
	}
	return s.paidUpTx(ctx, tx, b, c, now)
}
