package holidays_test

import (
	"slices"
	"testing"
	"time"

	"klear/internal/platform/holidays"
)

func has(t *testing.T, country, date, name string) bool {
	t.Helper()
	list, known := holidays.Of(country, date, date)
	return known && slices.ContainsFunc(list, func(h holidays.Holiday) bool { return h.Date == date && h.Name == name })
}

func TestDaysOfCountries(t *testing.T) {
	for _, c := range []struct{ country, date, name string }{
		{"IN", "2026-01-26", "Republic Day"}, {"IN", "2031-08-15", "Independence Day"}, {"IN", "2027-03-26", "Good Friday"}, {"IN", "2026-11-24", "Guru Nanak's birthday"},
		{"US", "2026-11-26", "Thanksgiving Day"}, {"GB", "2026-12-28", "Boxing Day"}, {"DE", "2026-10-03", "Tag der Deutschen Einheit"},
	} {
		if !has(t, c.country, c.date, c.name) {
			list, _ := holidays.Of(c.country, c.date, c.date)
			t.Errorf("%s, %s is not %q: %v", c.country, c.date, c.name, list)
		}
	}
	if list, known := holidays.Of("XX", "2026-01-01", "2026-12-31"); known || list != nil {
		t.Errorf("an unknown country has %v", list)
	}
	if list, _ := holidays.Of("IN", "nonsense", "2026-12-31"); len(list) != 0 {
		t.Errorf("nonsense has %v", list)
	}
}

// TestEveryCountryHasAYear: in order, within the range, and with names.
func TestEveryCountryHasAYear(t *testing.T) {
	for _, c := range holidays.Countries() {
		list, known := holidays.Of(c, "2027-01-01", "2027-12-31")
		if !known || len(list) < 5 || len(list) > 30 {
			t.Errorf("%s: %d holidays", c, len(list))
		}
		for i, h := range list {
			if _, err := time.Parse(time.DateOnly, h.Date); err != nil || h.Name == "" || h.Date < "2027-01-01" || h.Date > "2027-12-31" || (i > 0 && h.Date < list[i-1].Date) {
				t.Errorf("%s: %+v", c, h)
			}
		}
	}
}
