package money

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		a      Amount
		locale string
		trim   bool
		want   string
	}{
		{Amount{120000, "INR"}, "en-IN", true, "₹1,200"},
		{Amount{12500000, "INR"}, "en-IN", true, "₹1,25,000"},
		{Amount{1250000050, "INR"}, "en-IN", true, "₹1,25,00,000.50"},
		{Amount{120000, "INR"}, "en-IN", false, "₹1,200.00"},
		{Amount{5124, "JPY"}, "en-US", false, "¥5,124"},
		{Amount{5124, "KWD"}, "en-US", false, "KWD\u00a05.124"},
		{Amount{-20000, "INR"}, "en-IN", true, "−₹200"},
	} {
		if got := c.a.Format(c.locale, c.trim); got != c.want {
			t.Errorf("Format(%v, %s) = %q, want %q", c.a, c.locale, got, c.want)
		}
	}
}

func TestDownAndUpGoToTheStepOfTheCurrency(t *testing.T) {
	for _, c := range []struct {
		minor    int64
		currency string
		down, up int64
	}{
		{0, "KWD", 0, 0}, {1, "KWD", 0, 10}, {9, "BHD", 0, 10}, {10, "OMR", 10, 10}, {12_968, "TND", 12_960, 12_970}, {12_968, "JOD", 12_960, 12_970},
		{12_968, "INR", 12_968, 12_968}, {5_124, "JPY", 5_124, 5_124}, {7, "XXQ", 7, 7},
	} {
		if down, up := Down(c.minor, c.currency), Up(c.minor, c.currency); down != c.down || up != c.up {
			t.Errorf("%d %s is between %d and %d, want %d and %d", c.minor, c.currency, down, up, c.down, c.up)
		}
	}
}

func TestMulDivRoundAgainstBigIntegers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Int64Range(0, 1<<53).Draw(t, "a")
		num := rapid.Int64Range(0, 10_000).Draw(t, "num")
		den := rapid.Int64Range(1, 1<<40).Draw(t, "den")
		x := new(big.Int).Mul(big.NewInt(2*a), big.NewInt(num))
		x.Add(x, big.NewInt(den))
		x.Div(x, new(big.Int).Mul(big.NewInt(2), big.NewInt(den)))
		got, err := MulDivRound(a, num, den)
		if !x.IsInt64() {
			if err == nil {
				t.Fatalf("want overflow, got %d", got)
			}
			return
		}
		if err != nil || got != x.Int64() {
			t.Fatalf("got %d, %v, want %s", got, err, x)
		}
	})
}

func TestCumulativeReversalSumsToTheFee(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		captured := rapid.Int64Range(1, 1_000_000).Draw(t, "captured")
		fee := rapid.Int64Range(0, captured).Draw(t, "fee")
		var refunded, reversed int64
		for refunded < captured {
			refunded += rapid.Int64Range(1, captured-refunded).Draw(t, "part")
			r, err := CumulativeReversal(fee, captured, refunded, reversed)
			if err != nil || r < 0 {
				t.Fatalf("reversal %d, %v", r, err)
			}
			reversed += r
		}
		if reversed != fee {
			t.Fatalf("reversed %d of %d", reversed, fee)
		}
	})
}
