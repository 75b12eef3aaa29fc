package tariff_test

import (
	"testing"

	"klear/internal/modules/tariff"
)

// TestTaxNumbersAreChecked with numbers that offices publish as examples: each holds, and does not with a digit changed.
func TestTaxNumbersAreChecked(t *testing.T) {
	for _, x := range []struct{ country, typed, want string }{
		{"IN", "27aapfu0939f1zv", "27AAPFU0939F1ZV"}, {"DE", "DE 136 695 976", "136695976"}, {"GB", "GB 980 7806 84", "980780684"},
		{"FR", "FR 40 303 265 045", "40303265045"}, {"IT", "IT 00743110157", "00743110157"}, {"BE", "BE 0428.759.497", "0428759497"},
		{"DK", "DK 13585628", "13585628"}, {"FI", "FI 20774740", "20774740"}, {"LU", "LU 150 274 42", "15027442"}, {"PL", "PL 8567346215", "8567346215"},
		{"PT", "PT 501 964 843", "501964843"}, {"SE", "SE 123456789701", "123456789701"}, {"HU", "HU-12892312", "12892312"}, {"EE", "EE 100 931 558", "100931558"},
	} {
		got, ok := tariff.TaxNumber(x.country, x.typed)
		if !ok || got != x.want {
			t.Errorf("%s %s: %q, %t", x.country, x.typed, got, ok)
			continue
		}
		wrong := []byte(x.want)
		wrong[3] ^= 1 // another digit or letter of the same kind
		if _, ok := tariff.TaxNumber(x.country, string(wrong)); ok {
			t.Errorf("%s %s passes", x.country, wrong)
		}
	}
	for country, number := range map[string]string{"IN": "", "XX": "123456789", "DE": "13669597"} {
		if _, ok := tariff.TaxNumber(country, number); ok {
			t.Errorf("%s %q passes", country, number)
		}
	}
}
