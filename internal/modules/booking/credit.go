package booking

import (
	"context"
	"time"

	"klear/internal/modules/payment"
	"klear/internal/platform/db"
)

// spendTx pays for a hold from its seeker's credit and makes it stand; false: the credit does not cover the price, and nothing
// happened. What was paid so goes back as credit.
func (s *Service) spendTx(ctx context.Context, tx db.Tx, b *Booking, c Caller, now time.Time) (bool, error) {
	if _, paying, err := s.livePayment(ctx, tx, b.ID); err != nil || paying {
		return false, err // an attempt that is under way goes on
	}
	_, paid, err := s.Payments.SpendTx(ctx, tx, now, payment.Spend{BookingID: b.ID, PayerID: b.SeekerID, PractitionerID: b.PractitionerID,
		PractitionerPersonID: b.PractitionerPersonID, Amount: b.Price, Quote: b.Quote})
	if err != nil || !paid {
		return false, err
	}
	return true, s.acceptTx(ctx, tx, b, c, now)
}
