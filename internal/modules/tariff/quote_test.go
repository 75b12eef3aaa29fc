package tariff_test

import (
	"math/rand/v2"
	"testing"

	"klear/internal/modules/tariff"
	"klear/internal/platform/money"

	"pgregory.net/rapid"
)

// scale is one whole unit of a currency with 0, 2 or 3 decimals.
var scale = []struct {
	currency string
	unit     int64
}{{"JPY", 1}, {"INR", 100}, {"KWD", 1000}}

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

func randomTaxes(r *rand.Rand) tariff.Taxes {
	rate := func() tariff.TaxRule { return tariff.TaxRule{Country: "IN", Name: "GST", Bps: 50 * r.Int64N(61)} }
	switch r.IntN(3) {
	case 0:
		return tariff.Taxes{}
	case 1:
		supply := rate()
		supply.Deemed = true
		return tariff.Taxes{Commission: rate(), Supply: supply}
	}
	return tariff.Taxes{Commission: rate(), Supply: rate(), Withheld: rate(), Registered: true}
}

// TestAMillionQuotesSumExactly: what the client pays is the practitioner's share, the commission and the tax, to the minor
// unit, in currencies of 0, 2 and 3 decimals; no part is negative, and each is the rounded part that its rule says. What comes on top
// is in steps of the currency.
func TestAMillionQuotesSumExactly(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(20261121, 64))
	for n := range 1_000_000 {
		unit, in := scale[n%3].unit, func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: scale[n%3].currency} }
		price := 1 + r.Int64N(50_000*unit)
		rule := tariff.Rule{Practitioner: randomSide(r, unit), Client: randomSide(r, unit)}
		taxes := randomTaxes(r)
		off := tariff.Off{Minor: max(0, r.Int64N(2*price)-price), Platform: n%2 == 0}
		q, err := tariff.SplitOff(in(price), off, rule, taxes)
		if err != nil {
			t.Fatal(err)
		}
		if q.PayinMinor()+q.BorneMinor != q.ShareMinor()+q.CommissionMinor()+q.TaxMinor() {
			t.Fatalf("%d by %+v: the parts of %+v are not the whole", price, rule, q)
		}
		if full, err := tariff.Split(in(price), rule, taxes); err != nil || q.FullMinor() != price || q.OffMinor != off.Minor || off.Platform && (q.ShareMinor() != full.ShareMinor() || q.PayinMinor() != full.PayinMinor()-off.Minor) {
			t.Fatalf("%d by %+v with %+v: %+v; without it %+v, %v", price, rule, off, q, full, err)
		}
		if !off.Platform {
			price -= off.Minor // everything else is of the lower price
		}
		if top := halfUp(price, rule.Client.Bps) + rule.Client.FixedMinor; q.ClientMinor() != money.Down(max(top, rule.Client.MinMinor), in(0).Currency) {
			t.Fatalf("%d by %+v: %d comes on top", price, rule, q.ClientMinor())
		}
		if q.ShareMinor() < q.WithheldMinor || min(q.FeeMinor, q.FeeTaxMinor, q.ClientFeeMinor, q.ClientTaxMinor, q.SupplyTaxMinor, q.WithheldMinor) < 0 || q.ListMinor != price {
			t.Fatalf("%d by %+v: a part of %+v is impossible", price, rule, q)
		}
		if want := min(max(halfUp(price, rule.Practitioner.Bps)+rule.Practitioner.FixedMinor, rule.Practitioner.MinMinor), price-q.SupplyTaxMinor); q.FeeMinor != want && q.ShareMinor() != 0 {
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
		taxes tariff.Taxes
		want  tariff.Quote
	}{
		"nothing costs nothing":     {0, tariff.Rule{Practitioner: tariff.Side{Bps: 1500, MinMinor: 100}, Client: tariff.Side{FixedMinor: 50}}, tariff.Taxes{}, tariff.Quote{}},
		"half a unit goes up":       {10, tariff.Rule{Practitioner: tariff.Side{Bps: 1500}}, tariff.Taxes{}, tariff.Quote{ListMinor: 10, FeeMinor: 2}},
		"the minimum counts":        {1_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000, MinMinor: 250}}, tariff.Taxes{}, tariff.Quote{ListMinor: 1_000, FeeMinor: 250}},
		"fixed on top of the part":  {1_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000, FixedMinor: 30}}, tariff.Taxes{}, tariff.Quote{ListMinor: 1_000, FeeMinor: 130}},
		"never more than the price": {80, tariff.Rule{Practitioner: tariff.Side{MinMinor: 250}}, tariff.Taxes{}, tariff.Quote{ListMinor: 80, FeeMinor: 80}},
		"the client pays on top":    {1_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000}, Client: tariff.Side{Bps: 500}}, tariff.Taxes{}, tariff.Quote{ListMinor: 1_000, FeeMinor: 100, ClientFeeMinor: 50}},
		"GST on the commission, TCS of a registered practitioner": {118_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000}}, india(true, false),
			tariff.Quote{ListMinor: 118_000, FeeMinor: 11_800, FeeTaxMinor: 2_124, WithheldMinor: 500, TaxOwner: "GST:IN", WithheldOwner: "TCS:IN"}},
		"the platform is the deemed supplier": {118_000, tariff.Rule{Practitioner: tariff.Side{Bps: 1000}, Client: tariff.Side{FixedMinor: 1_180}}, india(false, true),
			tariff.Quote{ListMinor: 118_000, FeeMinor: 11_800, SupplyTaxMinor: 18_000, ClientFeeMinor: 1_000, ClientTaxMinor: 180, TaxOwner: "GST:IN"}},
		"a minimum with its tax takes all": {118, tariff.Rule{Practitioner: tariff.Side{MinMinor: 500}}, india(true, false), tariff.Quote{ListMinor: 118, FeeMinor: 100, FeeTaxMinor: 18, TaxOwner: "GST:IN"}},
		"the client's minimum may, too":    {10, tariff.Rule{Client: tariff.Side{MinMinor: 25}}, tariff.Taxes{}, tariff.Quote{ListMinor: 10, ClientFeeMinor: 25}},
	} {
		if got, err := tariff.Split(rupees(x.price), x.rule, x.taxes); err != nil || bare(got) != x.want {
			t.Errorf("%s: %+v, want %+v, %v", name, got, x.want, err)
		}
	}
}

func india(registered, deemed bool) tariff.Taxes {
	gst := tariff.TaxRule{Country: "IN", Name: "GST", Bps: 1800}
	t := tariff.Taxes{Commission: gst, Supply: gst, Registered: registered}
	t.Supply.Deemed = deemed
	if registered {
		t.Withheld = tariff.TaxRule{Country: "IN", Name: "TCS", Bps: 50}
	}
	return t
}

// TestThePartsSumToTheWhole: over any package every amount comes out exactly, sessions are in steps and differ by one at most, and
// no session owes anything.
func TestThePartsSumToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sessions := rapid.IntRange(2, 100).Draw(t, "sessions")
		step := rapid.SampledFrom([]int64{1, 10}).Draw(t, "step")
		price := step * rapid.Int64Range(int64(sessions), 10_000_000_000).Draw(t, "price")
		whole := tariff.Quote{ListMinor: price, FeeMinor: rapid.Int64Range(0, price).Draw(t, "fee")}
		whole.FeeTaxMinor = rapid.Int64Range(0, price-whole.FeeMinor).Draw(t, "tax")
		whole.WithheldMinor = rapid.Int64Range(0, whole.ShareMinor()).Draw(t, "withheld")
		var sum tariff.Quote
		least := price / step / int64(sessions) * step
		for i, p := range whole.Parts(sessions, step) {
			if p.ListMinor != least && p.ListMinor != least+step {
				t.Fatalf("session %d costs %d, want %d or a step more", i+1, p.ListMinor, least)
			}
			if min(p.FeeMinor, p.FeeTaxMinor, p.WithheldMinor) < 0 || p.ShareMinor() < p.WithheldMinor {
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
	if _, err := tariff.Split(rupees(1<<62), tariff.Rule{Practitioner: tariff.Side{Bps: 20_000}}, tariff.Taxes{}); err == nil {
		t.Error("it overflows in silence")
	}
	o := open(t)
	if q := o.quote(money.Amount{Currency: "INR"}); q != (tariff.Quote{}) {
		t.Errorf("free, but %+v", q)
	}
}
