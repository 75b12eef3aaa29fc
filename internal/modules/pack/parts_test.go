package pack_test

import (
	"testing"

	"klear/internal/modules/pack"

	"pgregory.net/rapid"
)

// TestThePartsSumToTheWhole: over any package, price and commission come out exactly, sessions differ by one unit at most,
// and no session is commissioned beyond what it costs.
func TestThePartsSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sessions := rapid.IntRange(2, 100).Draw(t, "sessions")
		price := rapid.Int64Range(int64(sessions), 100_000_000_000).Draw(t, "price")
		commission := rapid.Int64Range(0, price).Draw(t, "commission")
		var paid, taken int64
		least := price / int64(sessions)
		for i, p := range pack.PartsOf(price, commission, sessions) {
			if p.AmountMinor < least || p.AmountMinor > least+1 {
				t.Fatalf("session %d costs %d, want %d or one more", i+1, p.AmountMinor, least)
			}
			if p.CommissionMinor < 0 || p.CommissionMinor > p.AmountMinor {
				t.Fatalf("session %d: %d of %d is commission", i+1, p.CommissionMinor, p.AmountMinor)
			}
			paid += p.AmountMinor
			taken += p.CommissionMinor
		}
		if paid != price || taken != commission {
			t.Fatalf("the parts sum to %d and %d, want %d and %d", paid, taken, price, commission)
		}
	})
}
