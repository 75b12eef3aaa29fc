package catalog_test

import (
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/platform/money"
)

// TestWhatASessionCostsIsInSteps, where the price leaves room for them.
func TestWhatASessionCostsIsInSteps(t *testing.T) {
	for price, want := range map[money.Amount]struct {
		sessions  int
		step, one int64
	}{
		{Minor: 9_990, Currency: "KWD"}:   {10, 10, 1_000},
		{Minor: 9_940, Currency: "KWD"}:   {10, 10, 990},
		{Minor: 9_995, Currency: "KWD"}:   {10, 1, 1_000}, // odd itself
		{Minor: 90, Currency: "KWD"}:      {10, 1, 9},     // sold before there were steps
		{Minor: 100_001, Currency: "INR"}: {2, 1, 50_001},
		{Minor: 10_000, Currency: "JPY"}:  {3, 1, 3_333},
	} {
		p := catalog.Package{Price: price, Sessions: want.sessions}
		if one := p.PerSession(); p.Step() != want.step || one != (money.Amount{Minor: want.one, Currency: price.Currency}) {
			t.Errorf("%d for %+v: %+v each, in steps of %d", p.Sessions, price, one, p.Step())
		}
	}
}
