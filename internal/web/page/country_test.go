package page_test

import (
	"testing"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/locales"
)

func TestCountriesAreNamed(t *testing.T) {
	for lang, want := range map[string]string{"en": "India", "hi": "भारत", "ar": "الهند"} {
		p := layout.Page{L: localizer(t, lang)}
		if got := page.CountryName(p, "IN"); got != want {
			t.Errorf("%s: %q", lang, got)
		}
		if page.CountryName(p, "") != "" || page.CountryName(p, "nowhere") != "nowhere" {
			t.Errorf("%s: what is no country is changed", lang)
		}
	}
}

func localizer(t *testing.T, lang string) *i18n.Localizer {
	t.Helper()
	bundle, err := i18n.Load(locales.FS, i18n.Voice{})
	if err != nil {
		t.Fatal(err)
	}
	return bundle.Localizer(lang, "")
}
