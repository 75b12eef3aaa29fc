package listing

import "testing"

func TestParsePrice(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"1200": 120_000, "1,200.50": 120_050, " ₹1 200.5 ": 120_050, "१२००": 120_000, "0": 0,
		"": -1, "-5": -1, "1.234": -1, "1e5": -1, "abc": -1, "1.2.3": -1, "99999999999999999999": -1, "+5": -1} {
		got, err := parsePrice(in, "INR")
		if want < 0 && err == nil || want >= 0 && (err != nil || got != want) {
			t.Errorf("%q is %d, %v, want %d", in, got, err, want)
		}
	}
	if got, err := parsePrice("1200", "JPY"); err != nil || got != 1200 {
		t.Errorf("yen: %d %v", got, err)
	}
	if got, err := parsePrice("1.5", "KWD"); err != nil || got != 1500 {
		t.Errorf("dinar: %d %v", got, err)
	}
}
