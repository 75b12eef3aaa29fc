package locales_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"klear/internal/platform/i18n"
	"klear/locales"
)

// text is a message in any of its forms: "" is a plain text, otherwise the CLDR plural category.
type text map[string]string

func catalogue(t *testing.T, lang string) map[string]text {
	t.Helper()
	raw, err := fs.ReadFile(locales.FS, lang+".json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatal(err)
	}
	out := make(map[string]text, len(entries))
	for key, value := range entries {
		var plain string
		if json.Unmarshal(value, &plain) == nil {
			out[key] = text{"": plain}
			continue
		}
		var forms text
		if err := json.Unmarshal(value, &forms); err != nil {
			t.Fatalf("%s %s: %v", lang, key, err)
		}
		out[key] = forms
	}
	return out
}

func keys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func TestEveryLanguageHasEveryKey(t *testing.T) {
	t.Parallel()
	en := catalogue(t, i18n.Fallback)
	for _, l := range i18n.Languages {
		if diff := cmp.Diff(keys(en), keys(catalogue(t, l.Code))); diff != "" {
			t.Errorf("%s: missing (-) and extra (+) keys:\n%s", l.Code, diff)
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{\.\w+\}\}|</?\w+>`)

// plurals are the CLDR categories that a language has for whole numbers. Hindi writes 0 as it writes 1, English as it
// writes 2; Arabic tells six apart.
var plurals = map[string][]string{
	"en": {"one", "other"},
	"hi": {"one", "other"},
	"ar": {"few", "many", "one", "other", "two", "zero"},
}

// A translation may use the brand's words differently, but it needs the same data and links, and the plural forms that
// its language has.
func TestTranslationsUseTheSameData(t *testing.T) {
	t.Parallel()
	en := catalogue(t, i18n.Fallback)
	for _, l := range i18n.Languages {
		for key, forms := range catalogue(t, l.Code) {
			shape := []string{""}
			if _, plain := en[key][""]; !plain {
				shape = plurals[l.Code]
			}
			if diff := cmp.Diff(shape, keys(forms)); diff != "" {
				t.Errorf("%s %s: forms differ:\n%s", l.Code, key, diff)
			}
			if got, want := data(forms["other"]+forms[""]), data(en[key]["other"]+en[key][""]); !slices.Equal(got, want) {
				t.Errorf("%s %s: uses %v, en uses %v", l.Code, key, got, want)
			}
			for form, text := range forms {
				for _, p := range data(text) {
					if !slices.Contains(data(en[key]["other"]+en[key][""]), p) {
						t.Errorf("%s %s %s: uses %s, which en does not", l.Code, key, form, p)
					}
				}
			}
		}
	}
}

// data is the set of upper-case placeholders and link tags of a text; lower-case ones are the brand's words.
func data(s string) []string {
	var out []string
	for _, p := range placeholder.FindAllString(s, -1) {
		if p[0] == '<' || (p[3] >= 'A' && p[3] <= 'Z') {
			out = append(out, p)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

var (
	call    = regexp.MustCompile(`\b[lL]\.(?:T|N|Has)\(\s*"([a-zA-Z0-9_.]+)"\s*(\+?)`)
	literal = regexp.MustCompile(`"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"`)
	prefix  = regexp.MustCompile(`"([a-z0-9_]+\.(?:[a-z0-9_]+\.)*[a-z0-9_]*)"\s*\+`)
)

// Keys used by pages exist, and keys that exist are used. A key built from a prefix ("status." + s) counts for all keys
// under it.
func TestKeysAndPagesAgree(t *testing.T) {
	t.Parallel()
	en := catalogue(t, i18n.Fallback)
	used := map[string]bool{}
	for _, src := range sources(t) {
		for _, m := range call.FindAllStringSubmatch(src.body, -1) {
			if m[2] == "" && en[m[1]] == nil {
				t.Errorf("%s uses %q, which no catalogue has", src.path, m[1])
			}
		}
		for _, m := range literal.FindAllStringSubmatch(src.body, -1) {
			used[m[1]] = true
		}
		for _, m := range prefix.FindAllStringSubmatch(src.body, -1) {
			n := 0
			for key := range en {
				if strings.HasPrefix(key, m[1]) {
					used[key] = true
					n++
				}
			}
			if n == 0 && strings.Contains(src.body, `T("`+m[1]) {
				t.Errorf("%s uses keys under %q, and there are none", src.path, m[1])
			}
		}
	}
	for _, key := range keys(en) {
		// error.* is looked up by code (ui.FieldErrors), zone.* by IANA name.
		if !used[key] && !strings.HasPrefix(key, "error.") && !strings.HasPrefix(key, "zone.") {
			t.Errorf("%q is in the catalogues and on no page", key)
		}
	}
}

type source struct{ path, body string }

func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	for _, root := range []string{"../internal/web", "../internal/platform/i18n", "../internal/modules/booking/notices.go"} {
		err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(p, "_templ.go") || strings.HasSuffix(p, "_test.go") {
				return err
			}
			if ext := filepath.Ext(p); ext != ".go" && ext != ".templ" {
				return nil
			}
			raw, err := os.ReadFile(p)
			out = append(out, source{p, string(raw)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) < 30 {
		t.Fatalf("only %d source files found", len(out))
	}
	return out
}

// The voice (ux.md §14): no blame, no jokes, no exclamation, and never the words that harm.
func TestVoice(t *testing.T) {
	t.Parallel()
	never := []string{"!", "oops", "simply", "please wait", "committed suicide", "failed attempt", "only 2 left", "hurry", "detox"}
	for key, forms := range catalogue(t, i18n.Fallback) {
		for _, s := range forms {
			for _, word := range never {
				if strings.Contains(strings.ToLower(s), word) {
					t.Errorf("%s says %q: %s", key, word, s)
				}
			}
		}
	}
}
