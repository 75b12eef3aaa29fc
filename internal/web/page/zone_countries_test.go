package page_test

import (
	"testing"

	"klear/internal/platform/clock"
	"klear/internal/web/page"
)

// Help lines are those of the country under every name of its zones; a zone that says nothing is no country.
func TestAZoneHasManyNames(t *testing.T) {
	for zone, want := range map[string]string{
		"America/New_York": "US", "US/Eastern": "US", "America/Indiana/Knox": "US", "America/Boise": "US", "GB": "GB", "Europe/Belfast": "GB", "NZ": "NZ",
		"Mexico/General": "MX", "America/Tijuana": "MX", "Canada/Pacific": "CA", "Australia/ACT": "AU", "Asia/Calcutta": "IN", "Japan": "JP", "Eire": "IE",
		"UTC": "", "EST": "", "Etc/GMT+5": "", "": "", "Africa/Asmera": "",
	} {
		if got := page.CountryOf(zone); got != want {
			t.Errorf("%q is in %q, not %q", zone, got, want)
		}
		if _, err := clock.Zone(zone); want != "" && err != nil {
			t.Errorf("%q: %v", zone, err)
		}
	}
}
