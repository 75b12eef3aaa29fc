package booking_test

import (
	"testing"
	"time"

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

// Where nothing is kept there is no hour from which on it is late: what may be cancelled for nothing may be moved.
func TestWithoutAFeeNothingIsLate(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 21, 18, 0, 0, 0, time.UTC)
	b := &booking.Booking{Price: money.Amount{Minor: 5000, Currency: "INR"}, Start: start, FreeCancelHours: 24}
	if free := booking.TermsOf(b).FreeUntil; !free.Equal(start) {
		t.Errorf("free until %v", free)
	}
	b.LateCancelFeeBps = 1
	if free := booking.TermsOf(b).FreeUntil; !free.Equal(start.Add(-24 * time.Hour)) {
		t.Errorf("with a fee free until %v", free)
	}
}
