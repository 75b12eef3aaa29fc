package notify

import (
	"context"
	"strings"
	"testing"

	"klear/brands"
	"klear/internal/platform/brand"
	"klear/internal/platform/i18n"
	"klear/internal/platform/mail"
	"klear/locales"
)

type box struct{ sent []mail.Message }

func (b *box) Send(_ context.Context, m mail.Message) error {
	b.sent = append(b.sent, m)
	return nil
}

func newService(t *testing.T, override func(lang, name string) (Words, bool)) (*Service, *box, *[]string) {
	t.Helper()
	b, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
	if err != nil {
		t.Fatal(err)
	}
	out, broken := &box{}, &[]string{}
	s, err := New(Deps{Sender: out, Brand: b, Bundle: bundle, Override: override, Broken: func(name string, err error) { *broken = append(*broken, name+": "+err.Error()) }})
	if err != nil {
		t.Fatal(err)
	}
	return s, out, broken
}

// TestEveryOriginalPassesTheCheck: whoever opens a letter and saves it unchanged is not told off.
func TestEveryOriginalPassesTheCheck(t *testing.T) {
	t.Parallel()
	s, _, _ := newService(t, nil)
	for _, name := range s.Names() {
		for _, lang := range Languages {
			w, ok := s.Original(lang, name)
			if faults := s.Check(lang, name, w); !ok || len(faults) > 0 {
				t.Errorf("%s/%s: %v", lang, name, faults)
			}
			if _, text, markup, err := s.Preview(lang, name, w); err != nil || !strings.Contains(text, "https://klear.example/link?x=1") || !strings.Contains(markup, "<html") {
				t.Errorf("%s/%s: preview %v\n%s", lang, name, err, text)
			}
		}
	}
}

func TestCheckNamesTheFaultAndItsLine(t *testing.T) {
	t.Parallel()
	s, _, _ := newService(t, nil)
	const link = "\n\n-> Confirm: {{.Link}}"
	for name, tc := range map[string]struct {
		w    Words
		want Fault
	}{
		"no subject":        {Words{" ", "Hello" + link}, Fault{Field: "subject", Code: "required"}},
		"long":              {Words{"Hi", strings.Repeat("a", MaxBody) + link}, Fault{Field: "body", Code: "too_long", Word: "8000"}},
		"two lines":         {Words{"Hi\nBcc: x", "Hello" + link}, Fault{Field: "subject", Code: "characters"}},
		"a mark of ours":    {Words{"Hi", "\x00 Pay: https://evil.example" + link}, Fault{Field: "body", Code: "characters"}},
		"open braces":       {Words{"Hi", "Hello\nyou {{if}}x{{end}}" + link}, Fault{Field: "body", Line: 2, Code: "syntax", Word: "missing value for if"}},
		"unknown":           {Words{"Hi", "Hello\n\n{{.Nmae}}" + link}, Fault{Field: "body", Line: 3, Code: "unknown", Word: "Nmae"}},
		"of another letter": {Words{"Hi", "{{.Price}}" + link}, Fault{Field: "body", Line: 1, Code: "unknown", Word: "Price"}},
		"function":          {Words{"Hi", `{{printf "%999999999d" 1}}` + link}, Fault{Field: "body", Line: 1, Code: "not_allowed", Word: `printf "%999999999d" 1`}},
		"definition":        {Words{"Hi", `{{define "x"}}{{template "x"}}{{end}}` + link}, Fault{Field: "body", Line: 1, Code: "not_allowed", Word: "define"}},
		"range":             {Words{"Hi", "{{range .Name}}{{end}}" + link}, Fault{Field: "body", Line: 1, Code: "not_allowed", Word: "range .Name"}},
		"method":            {Words{"Hi", "{{.Name.Foo}}" + link}, Fault{Field: "body", Line: 1, Code: "not_allowed", Word: ".Name.Foo"}},
		"private":           {Words{"{{.Name}}, confirm", "Hello" + link}, Fault{Field: "subject", Line: 1, Code: "private", Word: "Name"}},
		"no link":           {Words{"Hi", "Hello {{.Name}}"}, Fault{Field: "body", Code: "missing", Word: "Link"}},
		"sometimes a link":  {Words{"Hi", "{{if .Support}}{{else}}-> Confirm: {{.Link}}{{end}}"}, Fault{Field: "body", Code: "missing", Word: "Link"}},
		"a link in a text":  {Words{"Hi", "Look at {{.Link}}"}, Fault{Field: "body", Code: "missing", Word: "Link"}},
	} {
		got := s.Check("en", "verify_email", tc.w)
		if len(got) == 0 || got[0] != tc.want {
			t.Errorf("%s: %+v, want %+v", name, got, tc.want)
		}
	}
	if got := s.Check("en", "verify_email", Words{"{{.Brand}}", "Hello {{.Name}}, {{if .Support}}write to {{.Support}}{{else}}hi{{end}}" + link}); len(got) > 0 {
		t.Errorf("words as they should be: %v", got)
	}
}

// TestABrokenOverrideStopsNoLetter: it goes out as the program brings it, and the fault is heard of.
func TestABrokenOverrideStopsNoLetter(t *testing.T) {
	t.Parallel()
	var words Words
	s, sent, broken := newService(t, func(lang, name string) (Words, bool) { return words, lang == "en" && name == "verify_email" })
	l := Letter{Name: "verify_email", To: "kavya@example.org", Locale: "en-IN", Fields: Fields{Name: "Kavya", Link: "https://klear.example/v"}}
	for i, tc := range []struct {
		words  Words
		broken bool
	}{
		{Words{"Welcome", "Namaste {{.Name}}\n\n-> Go: {{.Link}}"}, false},
		{Words{"Welcome", "Namaste {{.Name"}, true},
		{Words{"Welcome", "Namaste {{.Nmae}}"}, true},
		{Words{"Welcome", "Namaste, without a link"}, true},
		{Words{"{{if .Reason}}x{{end}}", "-> Go: {{.Link}}"}, true},
	} {
		words, *broken = tc.words, nil
		if err := s.Send(t.Context(), l); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		m := sent.sent[len(sent.sent)-1]
		if len(*broken) > 0 != tc.broken || strings.Contains(m.Text, "Namaste") == tc.broken || !strings.Contains(m.Text, l.Fields.Link) || m.Subject == "" {
			t.Errorf("%d: heard of %v, sent %q\n%s", i, *broken, m.Subject, m.Text)
		}
	}
	if len(sent.sent) != 5 {
		t.Errorf("%d letters", len(sent.sent))
	}
}
