package page

import (
	"testing"

	"klear/internal/platform/i18n"
)

// TestEveryLanguageHasItsAddress: what LocalPath makes, Localised takes apart, for each language of the list; nothing
// that only begins like a language is one.
func TestEveryLanguageHasItsAddress(t *testing.T) {
	for _, l := range i18n.Languages {
		for _, path := range []string{"/", "/search", "/p/hi-five"} {
			want := l.Code
			if want == i18n.Fallback {
				want = ""
			}
			if lang, rest := Localised(LocalPath(l.Code, path)); lang != want || rest != path {
				t.Errorf("%s of %s: %q, %q", path, l.Code, lang, rest)
			}
		}
	}
	for _, path := range []string{"/hint", "/en/search", "/hi-IN/search", "//hi"} {
		if lang, rest := Localised(path); lang != "" || rest != path {
			t.Errorf("%s: %q, %q", path, lang, rest)
		}
	}
}
