package booking_test

import (
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/platform/money"
)

// Of dinars of a thousand fils no gateway sends single ones: the fee is rounded down, and fee and refund are the price.
func TestTermsAreRoundAmounts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		price    money.Amount
		feeMinor int64
	}{
		{money.Amount{Minor: 5130, Currency: "KWD"}, 2560},
		{money.Amount{Minor: 10, Currency: "KWD"}, 0},
		{money.Amount{Minor: 5135, Currency: "INR"}, 2568},
		{money.Amount{Minor: 51, Currency: "JPY"}, 26},
	} {
		terms := booking.TermsOf(&booking.Booking{Price: tt.price, LateCancelFeeBps: 5000})
		if terms.Fee.Minor != tt.feeMinor || terms.Refund.Minor != tt.price.Minor-tt.feeMinor {
			t.Errorf("%v: keeps %v and gives back %v", tt.price, terms.Fee, terms.Refund)
		}
	}
}
