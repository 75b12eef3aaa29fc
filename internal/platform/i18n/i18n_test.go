package i18n_test

import (
	"strings"
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
	en, us, hi, ar := b.Localizer("en", "IN"), b.Localizer("en", "US"), b.Localizer("hi", "IN"), b.Localizer("ar", "AE")
	tests := []struct{ name, got, want string }{
		{"when en-IN", en.When(at, india), "Sat 21 Nov, 9:00\u00a0am"},
		{"when en-US", us.When(at, india), "Sat, Nov 21, 9:00\u00a0AM"},
		{"when hi", hi.When(at, india), "शनि, 21 नव॰, सुबह 9:00"},
		{"night hi", hi.Clock(time.Date(2026, 11, 21, 16, 0, 0, 0, time.UTC), india), "रात 9:30"},
		{"when ar", ar.When(at, india), "السبت، 21 نوفمبر، 9:00\u00a0ص"},
		{"evening ar", ar.Clock(at.Add(12*time.Hour), india), "9:00\u00a0م"},
		{"long ar", ar.DateLong(at, india), "السبت، 21 نوفمبر"},
		{"record ar", ar.WhenYear(at, india), "21 نوفمبر 2026، 9:00\u00a0ص"},
		{"range ar", ar.DayRange(at.AddDate(0, 0, 7), at.AddDate(0, 0, 13)), "28 نوفمبر إلى 4 ديسمبر"},
		{"zone ar", ar.Zone(india, at), "الهند (\u2068IST\u2069، \u2068UTC+5:30\u2069)"},
		{"number ar", ar.Number(125000), "125,000"},
		{"money ar", ar.Money(money.Amount{Minor: 12500000, Currency: "INR"}), "\u200f125,000\u00a0₹"},
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

// Arabic has six plural forms; "2" needs no figure, and 100 is counted as neither few nor many.
func TestArabicPlurals(t *testing.T) {
	t.Parallel()
	ar := bundle(t, i18n.Voice{}).Localizer("ar", "AE")
	for n, want := range map[int]string{0: "لا تقييمات", 1: "تقييم واحد", 2: "تقييمان", 3: "3 تقييمات", 10: "10 تقييمات", 11: "11 تقييمًا", 99: "99 تقييمًا", 100: "100 تقييم", 103: "103 تقييمات"} {
		if got := ar.N("rating.count", n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// What runs from left to right keeps its order within an Arabic text, and nothing is marked in the other languages.
func TestIsolate(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"Ananya Rao": "\u2068Ananya Rao\u2069", "+91 98450 12345": "\u2068+91 98450 12345\u2069", "₹1,200": "\u2068₹1,200\u2069", "7Q2M": "\u20687Q2M\u2069",
		"ليلى": "ليلى", "9:00\u00a0ص": "9:00\u00a0ص", "1,200": "1,200", "": "",
	} {
		if got := i18n.Isolate(s); got != want {
			t.Errorf("Isolate(%q) = %q, want %q", s, got, want)
		}
	}
	b := bundle(t, i18n.Voice{})
	if got := b.Localizer("ar", "").T("slot.with", i18n.D{"Name": "Ananya"}); got != "مع \u2068Ananya\u2069" {
		t.Errorf("ar: %q", got)
	}
	if got := b.Localizer("hi", "").T("slot.with", i18n.D{"Name": "Ananya"}); strings.ContainsRune(got, '\u2068') {
		t.Errorf("hi: %q", got)
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
		{"", "ar-EG,ar;q=0.9,en;q=0.5", "en-IN", "ar"},
		{"ar", "en", "en-IN", "ar"},
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
