package booking

import (
	"context"

	"klear/internal/modules/payment"
)

// PrepareIntent does everything of Pay that comes before the gateway is asked: it writes down who pays and opens the
// attempt. Pay goes on from there. The attempt is nil when there is nothing to pay, or no longer. Errors: those of Pay
// before a gateway is asked.
func (s *Service) PrepareIntent(ctx context.Context, c Caller, r PayRequest) (*Booking, *payment.Payment, error) {
	return s.beginPayment(ctx, c, r)
}
