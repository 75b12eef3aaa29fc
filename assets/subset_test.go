package assets_test

import (
	"regexp"
	"strings"
	"testing"
)

// A first page has the rules that it uses, in the sheet's order, and none of other pages and brands.
func TestCSSForAPage(t *testing.T) {
	t.Parallel()
	a := build(t)
	css := a.CSSFor([]byte(`<html data-brand="klearkarma"><link href="` + a.URL("fonts/anek-klearkarma.woff2") + `"><body><p class="btn primary">x</p></body></html>`))
	for _, want := range []string{"@layer reset,tokens,base,layout,components,utilities;", ".btn{", `[data-brand="klearkarma"]`, a.URL("fonts/anek-klearkarma.woff2"), "Anek KK Fallback", ":focus-visible", "&:hover{", "&[aria-busy"} {
		if !strings.Contains(css, want) {
			t.Errorf("the page's rules lost %q", want)
		}
	}
	for _, bad := range []string{".agenda", "&.danger", ":lang(hi)", "Anek RE Fallback", ".outbox", `[data-brand="rebloom"]`, a.URL("fonts/anek-rebloom.woff2"), "{}"} {
		if strings.Contains(css, bad) {
			t.Errorf("the page's rules hold %q", bad)
		}
	}
	for _, m := range regexp.MustCompile(`[;{](--[\w-]+):`).FindAllStringSubmatch(css, -1) {
		if !strings.Contains(css, "var("+m[1]) {
			t.Errorf("nothing reads %s", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`var\((--[\w-]+)`).FindAllStringSubmatch(css, -1) {
		if strings.Contains(a.CSS(), m[1]+":") && !strings.Contains(css, m[1]+":") {
			t.Errorf("%s is read and was dropped", m[1])
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("unbalanced braces")
	}
	if len(css) > len(a.CSS())/2 {
		t.Errorf("%d of %d bytes are left for one button", len(css), len(a.CSS()))
	}
}

// Of a page that uses everything nothing is lost.
func TestCSSForEverything(t *testing.T) {
	t.Parallel()
	a := build(t)
	var page strings.Builder
	for _, m := range []string{"klearkarma", "loconomy", "rebloom"} {
		page.WriteString(` lang="` + map[string]string{"klearkarma": "hi-IN", "loconomy": "ar", "rebloom": "ur"}[m] + `" data-brand="` + m + `" href="` + a.URL("fonts/anek-"+m+".woff2") + `"`)
	}
	page.WriteString(` class="` + strings.NewReplacer(".", " ", ",", " ", ":", " ", ">", " ", "{", " ", "}", " ", "[", " ", "(", " ", ")", " ", "+", " ", "~", " ", "&", " ", `"`, " ").Replace(a.CSS()) + `"`)
	for _, m := range regexp.MustCompile(`[;{](--[\w-]+):`).FindAllStringSubmatch(a.CSS(), -1) {
		page.WriteString(" var(" + m[1] + ")")
	}
	if got := a.CSSFor([]byte(page.String())); got != a.CSS() {
		i := 0
		for i < len(got) && got[i] == a.CSS()[i] {
			i++
		}
		t.Fatalf("the sheet differs from byte %d:\n…%.90s\n…%.90s", i, got[max(i-40, 0):], a.CSS()[max(i-40, 0):])
	}
}
