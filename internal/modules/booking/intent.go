package booking

import (
	"context"

	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// PrepareIntent does everything of Pay that comes before the gateway is asked: it writes down who pays and opens the
// attempt. Pay goes on from there. The attempt is nil when there is nothing to pay, or no longer. Errors: those of Pay
// before a gateway is asked.
func (s *Service) PrepareIntent(ctx context.Context, c Caller, r PayRequest) (*Booking, *payment.Payment, error) {
	var out struct {
		Booking *Booking
		Attempt *payment.Payment
	}
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &out, func(tx db.Tx) (err error) {
		out.Booking, out.Attempt, err = s.beginPaymentTx(ctx, tx, c, r)
		return err
	})
	return out.Booking, out.Attempt, err
}
