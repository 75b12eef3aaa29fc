package i18n_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"klear/internal/platform/i18n"
	"klear/internal/platform/money"
	"klear/locales"
)

func bundle(t *testing.T, v i18n.Voice) *i18n.Bundle {
	t.Helper()
	b, err := i18n.Load(locales.FS, v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestTimes(t *testing.T) {
	t.Parallel()
	b := bundle(t, i18n.Voice{})
	at := time.Date(2026, 11, 21, 3, 30, 0, 0, time.UTC)
	india, london := zone(t, "Asia/Kolkata"), zone(t, "Europe/London")
	en, us, hi := b.Localizer("en", "IN"), b.Localizer("en", "US"), b.Localizer("hi", "IN")
	tests := []struct{ name, got, want string }{
		{"when en-IN", en.When(at, india), "Sat 21 Nov, 9:00\u00a0am"},
		{"when en-US", us.When(at, india), "Sat, Nov 21, 9:00\u00a0AM"},
		{"when hi", hi.When(at, india), "शनि, 21 नव॰, सुबह 9:00"},
		{"night hi", hi.Clock(time.Date(2026, 11, 21, 16, 0, 0, 0, time.UTC), india), "रात 9:30"},
		{"another zone", en.When(at, london), "Sat 21 Nov, 3:30\u00a0am"},
		{"long", en.DateLong(at, india), "Saturday 21 November"},
		{"record", en.WhenYear(at, india), "21 Nov 2026, 9:00\u00a0am"},
		{"zone", en.Zone(india, at), "India (IST, UTC+5:30)"},
		{"zone hi", hi.Zone(india, at), "भारत (IST, UTC+5:30)"},
		{"zone without abbreviation", en.Zone(zone(t, "Asia/Dubai"), at), "Dubai (UTC+4)"},
		{"zone behind", en.Zone(zone(t, "America/Chicago"), at), "Chicago (CST, UTC\u22126)"},
		{"unnamed zone", en.Zone(zone(t, "America/Sao_Paulo"), at), "Sao Paulo (UTC\u22123)"},
		{"range in a month", en.DayRange(at.AddDate(0, 0, -1), at.AddDate(0, 0, 5)), "20 to 26 November"},
		{"range over months", en.DayRange(at.AddDate(0, 0, 7), at.AddDate(0, 0, 13)), "28 November to 4 December"},
		{"range en-US", us.DayRange(at.AddDate(0, 0, -1), at.AddDate(0, 0, 5)), "November 20 to 26"},
		{"minutes", en.Duration(60), "60 min"},
		{"hour and a half", en.Duration(90), "1 h 30 min"},
		{"two hours", en.Duration(120), "2 h"},
		{"tenths", en.Tenths(49), "4.9"},
		{"number", en.Number(125000), "1,25,000"},
		{"number hi", hi.Number(125000), "1,25,000"},
		{"money", en.Money(money.Amount{Minor: 12500000, Currency: "INR"}), "₹1,25,000"},
		{"money exact", en.MoneyExact(money.Amount{Minor: 120000, Currency: "INR"}), "₹1,200.00"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tc.want, tc.got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A wall time that happens twice says which one it is; the same time a week later does not.
func TestDoubledWallTimeShowsItsOffset(t *testing.T) {
	t.Parallel()
	en := bundle(t, i18n.Voice{}).Localizer("en", "GB")
	london := zone(t, "Europe/London")
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC) // 1:30 am, summer time
	if got := en.Clock(first, london); got != "1:30\u00a0am (UTC+1)" {
		t.Errorf("first: %q", got)
	}
	if got := en.Clock(first.Add(time.Hour), london); got != "1:30\u00a0am (UTC+0)" {
		t.Errorf("second: %q", got)
	}
	if got := en.Clock(first.AddDate(0, 0, 7), london); got != "12:30\u00a0am" {
		t.Errorf("a week later: %q", got)
	}
}

func TestPluralsAndWords(t *testing.T) {
	t.Parallel()
	words := map[string]map[string]string{"en": {"practitioner": "local pro", "practitioners": "local pros"}}
	en := bundle(t, i18n.Voice{Words: words}).Localizer("en", "IN")
	if got := en.N("find.count", 1); got != "1 local pro has openings this week." {
		t.Error(got)
	}
	if got := en.N("find.count", 54); got != "54 local pros have openings this week." {
		t.Error(got)
	}
}

func TestBrandMessagesReplaceKnownKeysOnly(t *testing.T) {
	t.Parallel()
	b := bundle(t, i18n.Voice{Messages: map[string]map[string]string{"en": {"home.title": "Hello"}}})
	if got := b.Localizer("en", "").T("home.title"); got != "Hello" {
		t.Error(got)
	}
	if _, err := i18n.Load(locales.FS, i18n.Voice{Messages: map[string]map[string]string{"en": {"no.such.key": "x"}}}); err == nil {
		t.Error("a brand message for an unknown key was accepted")
	}
}

func TestNegotiate(t *testing.T) {
	t.Parallel()
	b := bundle(t, i18n.Voice{})
	tests := []struct{ chosen, header, fallback, want string }{
		{"hi", "en", "en-IN", "hi"},
		{"", "hi-IN,hi;q=0.9,en;q=0.8", "en-IN", "hi"},
		{"", "en-GB", "hi-IN", "en"},
		{"xx", "", "hi-IN", "hi"},
		{"", "ja", "en-IN", "en"},
		{"", ";;;", "", "en"},
	}
	for _, tc := range tests {
		if got := b.Negotiate(tc.chosen, tc.header, tc.fallback); got != tc.want {
			t.Errorf("Negotiate(%q, %q, %q) = %q, want %q", tc.chosen, tc.header, tc.fallback, got, tc.want)
		}
	}
}
