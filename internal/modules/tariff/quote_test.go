package tariff_test

import (
	"math/rand/v2"
	"testing"

	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"pgregory.net/rapid"
)

// scale is one whole unit of a currency with 0, 2 or 3 decimals.
var scale = []int64{1, 100, 1000}

func randomSide(r *rand.Rand, unit int64) tariff.Side {
	s := tariff.Side{Bps: r.Int64N(5001)}
	if r.IntN(3) == 0 {
		s.FixedMinor = r.Int64N(20 * unit)
	}
	if r.IntN(3) == 0 {
		s.MinMinor = r.Int64N(200 * unit)
	}
	return s
}

// TestAMillionQuotesSumExactly: what the client pays is the practitioner's share, the commission and the tax, to the minor
// unit, in currencies of 0, 2 and 3 decimals; no part is negative, and each is the rounded part that its rule says.
func TestAMillionQuotesSumExactly(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(20261121, 64))
	for n := range 1_000_000 {
		unit := scale[n%3]
		price := 1 + r.Int64N(50_000*unit)
		rule := tariff.Rule{Practitioner: randomSide(r, unit), Client: randomSide(r, unit)}
		q, err := tariff.Split(price, rule)
		if err != nil {
			t.Fatal(err)
		}
		if q.PayinMinor() != q.ShareMinor()+q.CommissionMinor() {
			t.Fatalf("%d by %+v: the parts of %+v are not the whole", price, rule, q)
		}
		if q.ShareMinor() < 0 || q.FeeMinor < 0 || q.ClientFeeMinor < 0 || q.ListMinor != price {
			t.Fatalf("%d by %+v: a part of %+v is impossible", price, rule, q)
		}
		if want := min(max(halfUp(price, rule.Practitioner.Bps)+rule.Practitioner.FixedMinor, rule.Practitioner.MinMinor), price); q.FeeMinor != want {
			t.Fatalf("%d by %+v: the fee is %d, want %d", price, rule, q.FeeMinor, want)
		}
	}
}

// halfUp is the percentage by schoolbook arithmetic, for amounts that fit.
func halfUp(minor, bps int64) int64 { return (minor*bps + 5_000) / 10_000 }

func TestQuotesByHand(t *testing.T) {
	for name, x := range map[string]struct {
		price int64
		rule  tariff.Rule
		want  tariff.Quote
	}{
		"nothing costs nothing":         {0, tariff.Rule{Practitioner: tariff.Side{Bps: 1500, MinMinor: 100}, Client: tariff.Side{FixedMinor: 50}}, tariff.Quote{}},
		"half a unit goes up":           {10, tariff.Rule{Practitioner: tariff.Side{Bps: 1500}}, tariff.Quote{ListMinor: 10, FeeMinor: 2}},
		"the minimum counts":            {1_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000, MinMinor: 250}}, tariff.Quote{ListMinor: 1_000, FeeMinor: 250}},
		"fixed on top of the part":      {1_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000, FixedMinor: 30}}, tariff.Quote{ListMinor: 1_000, FeeMinor: 130}},
		"never more than the price":     {80, tariff.Rule{Practitioner: tariff.Side{MinMinor: 250}}, tariff.Quote{ListMinor: 80, FeeMinor: 80}},
		"the client pays on top":        {1_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000}, Client: tariff.Side{Bps: 500}}, tariff.Quote{ListMinor: 1_000, FeeMinor: 100, ClientFeeMinor: 50}},
		"the client's minimum may, too": {10, tariff.Rule{Client: tariff.Side{MinMinor: 25}}, tariff.Quote{ListMinor: 10, ClientFeeMinor: 25}},
	} {
		if got, err := tariff.Split(x.price, x.rule); err != nil || got != x.want {
			t.Errorf("%s: %+v, want %+v, %v", name, got, x.want, err)
		}
	}
}

// TestThePartsSumToTheWhole: over any package every amount comes out exactly, sessions differ by one unit at most, and no
// session owes anything.
func TestThePartsSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sessions := rapid.IntRange(2, 100).Draw(t, "sessions")
		price := rapid.Int64Range(int64(sessions), 100_000_000_000).Draw(t, "price")
		whole := tariff.Quote{ListMinor: price, FeeMinor: rapid.Int64Range(0, price).Draw(t, "fee")}
		var sum tariff.Quote
		least := price / int64(sessions)
		for i, p := range whole.Parts(sessions) {
			if p.ListMinor < least || p.ListMinor > least+1 {
				t.Fatalf("session %d costs %d, want %d or one more", i+1, p.ListMinor, least)
			}
			if p.FeeMinor < 0 || p.ShareMinor() < 0 {
				t.Fatalf("session %d is impossible: %+v", i+1, p)
			}
			sum = sum.Plus(p)
		}
		if sum != whole {
			t.Fatalf("the parts sum to %+v, want %+v", sum, whole)
		}
	})
}

func TestAPriceBeyondAllIsRefused(t *testing.T) {
	if _, err := tariff.Split(1<<62, tariff.Rule{Practitioner: tariff.Side{Bps: 20_000}}); err == nil {
		t.Error("it overflows in silence")
	}
	o := open(t)
	if q := o.quote(money.Amount{Currency: "INR"}); q != (tariff.Quote{}) {
		t.Errorf("free, but %+v", q)
	}
}
