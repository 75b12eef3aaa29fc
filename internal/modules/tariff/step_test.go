package tariff_test

import (
	"testing"

	"klear/internal/modules/tariff"
	"klear/internal/platform/money"
)

// TestWhatComesOnTopGoesInSteps: gateways take dinars in tens of fils, so that a price that they take stays one with what the
// client pays on top, and is the one that lists show. The step is to the client's good.
func TestWhatComesOnTopGoesInSteps(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.add(tariff.Rule{Client: tariff.Side{Bps: 500}})
	for price, want := range map[money.Amount]int64{
		{Minor: 12_350, Currency: "KWD"}:  12_960, // 12.350 and 0.618
		{Minor: 12_345, Currency: "KWD"}:  12_955, // a price of somebody's own; what we add is in steps
		{Minor: 100, Currency: "BHD"}:     100,    // 0.005 is no amount
		{Minor: 123_450, Currency: "INR"}: 129_623,
		{Minor: 12_345, Currency: "JPY"}:  12_962,
	} {
		q := o.quote(price)
		shown, err := o.Shown(ctx, []tariff.Offered{{PractitionerID: o.practitioner, CategoryID: o.massage, Price: price}})
		if o.ok(err); q.PayinMinor() != want || shown[0].Minor != want {
			t.Errorf("%s %s comes to %d, and %d is shown; want %d", price.Decimal(), price.Currency, q.PayinMinor(), shown[0].Minor, want)
		}
		if q.ShareMinor()+q.CommissionMinor()+q.TaxMinor() != want {
			t.Errorf("the parts of %+v are not the whole", q)
		}
	}
}
