package i18n

import (
	"testing"

	"klear/internal/platform/money"
)

// TestAmountsInWords: as they stand on Indian receipts; nothing where nobody wrote the numbers.
func TestAmountsInWords(t *testing.T) {
	if len(hindiBelow) != 100 {
		t.Fatalf("%d Hindi numbers", len(hindiBelow))
	}
	seen := map[string]bool{}
	for _, w := range hindiBelow {
		if seen[w] {
			t.Errorf("%s stands for two numbers", w)
		}
		seen[w] = true
	}
	for _, c := range []struct {
		lang  string
		minor int64
		want  string
	}{
		{"en", 0, "Rupees zero only"}, {"en", 120_000, "Rupees one thousand two hundred only"},
		{"en", 12_500_050, "Rupees one lakh twenty-five thousand and fifty paise only"},
		{"en", 12_345_678_901, "Rupees twelve crore thirty-four lakh fifty-six thousand seven hundred eighty-nine and one paise only"},
		{"en", 1_000_000_000_000_00, "Rupees one lakh crore only"},
		{"hi", 120_000, "एक हज़ार दो सौ रुपये मात्र"}, {"hi", 9_999_99, "नौ हज़ार नौ सौ निन्यानवे रुपये निन्यानवे पैसे मात्र"},
		{"ar", 100, ""}, {"en", -100, ""},
	} {
		l := &Localizer{lang: c.lang}
		if got := l.MoneyWords(money.Amount{Minor: c.minor, Currency: "INR"}); got != c.want {
			t.Errorf("%d in %s: %q, want %q", c.minor, c.lang, got, c.want)
		}
	}
	if got := (&Localizer{lang: "en"}).MoneyWords(money.Amount{Minor: 100, Currency: "EUR"}); got != "" {
		t.Errorf("euros: %q", got)
	}
}
