package money_test

import (
	"errors"
	"testing"

	"klear/internal/platform/money"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, code string
		minor      int64
	}{
		{"1200", "INR", 120_000}, {"₹1,200", "INR", 120_000}, {" 1,25,000.50 ", "INR", 12_500_050}, {"INR 1 200", "INR", 120_000}, {"१,२००", "INR", 120_000},
		{"12,50", "EUR", 1250}, {"1.200,50 €", "EUR", 120_050}, {"1,200.5", "EUR", 120_050}, {"0", "EUR", 0}, {"0.00", "EUR", 0}, {".5", "EUR", 50}, {"1’200", "CHF", 120_000},
		{"5,000", "JPY", 5000}, {"5000.00", "JPY", 5000}, {"￥5000", "JPY", 5000}, {"12.250", "KWD", 12_250}, {"12,250", "KWD", 12_250_000}, {"٢٥", "KWD", 25_000},
	} {
		if got, err := money.Parse(c.text, c.code); err != nil || got != (money.Amount{Minor: c.minor, Currency: c.code}) {
			t.Errorf("%q in %s is %+v, %v; want %d", c.text, c.code, got, err, c.minor)
		}
	}
	for _, c := range []struct{ text, code string }{
		{"", "INR"}, {" ", "INR"}, {"₹", "INR"}, {"free", "INR"}, {"-5", "INR"}, {"1.2.3", "INR"}, {"1,2,3", "INR"}, {"12.345", "INR"}, {"12.5", "JPY"}, {"1e3", "INR"}, {"0x10", "INR"},
		{"99999999999999999999", "INR"}, {"1,200,50.00", "INR"}, {".", "INR"}, {"1.234.56", "INR"},
	} {
		if got, err := money.Parse(c.text, c.code); !errors.Is(err, money.ErrText) {
			t.Errorf("%q in %s is %+v, %v", c.text, c.code, got, err)
		}
	}
	if _, err := money.Parse("1", "XXQ"); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("an unknown currency: %v", err)
	}
}

// FuzzParse: what Decimal writes is read back as the same amount, and nothing makes it panic.
func FuzzParse(f *testing.F) {
	f.Add("1,200.50")
	f.Fuzz(func(t *testing.T, text string) {
		for _, code := range []string{"INR", "JPY", "KWD"} {
			a, err := money.Parse(text, code)
			if err != nil {
				continue
			}
			if again, err := money.Parse(a.Decimal(), code); err != nil || again != a {
				t.Fatalf("%q is %+v, written %q and read as %+v, %v", text, a, a.Decimal(), again, err)
			}
		}
	})
}
