package assets_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"klear/assets"
)

func build(t *testing.T) *assets.Assets {
	t.Helper()
	a, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(t *testing.T, a *assets.Assets, method, url, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, url, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, r)
	return w.Result()
}

// The budgets of ux.md §15, gzip: style sheet 15 KB, script 10 KB, 2 and 3 KB more on the pages for the time between sessions, each font 30 KB.
func TestBudgets(t *testing.T) {
	t.Parallel()
	a := build(t)
	for name, limit := range map[string]int{assets.Style: 15 << 10, assets.Between: 2 << 10, assets.Script: 10 << 10, assets.BetweenScript: 3 << 10} {
		body, err := io.ReadAll(get(t, a, http.MethodGet, a.URL(name), "gzip").Body)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes gzip", name, len(body))
		if len(body) > limit {
			t.Errorf("%s: %d bytes gzip, limit %d", name, len(body), limit)
		}
	}
	for _, font := range []string{"klearkarma", "loconomy", "rebloom"} {
		res := get(t, a, http.MethodGet, a.URL("fonts/anek-"+font+".woff2"), "")
		if res.ContentLength > 30<<10 || res.Header.Get("Content-Type") != "font/woff2" {
			t.Errorf("%s: %d bytes of %s", font, res.ContentLength, res.Header.Get("Content-Type"))
		}
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	a := build(t)
	url := a.URL(assets.Style)
	tests := []struct {
		accept, coding string
		decode         func(io.Reader) (io.Reader, error)
	}{
		{"gzip, deflate, br", "br", func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil }},
		{"gzip", "gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		{"br;q=0, gzip;q=0.5", "gzip", func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) }},
		{"", "", func(r io.Reader) (io.Reader, error) { return r, nil }},
	}
	for _, tc := range tests {
		res := get(t, a, http.MethodGet, url, tc.accept)
		if got := res.Header.Get("Content-Encoding"); got != tc.coding {
			t.Errorf("accept %q: coding %q, want %q", tc.accept, got, tc.coding)
		}
		r, err := tc.decode(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil || !bytes.HasPrefix([]byte(a.CSS()), body) || len(body) < len(a.CSS())/2 {
			t.Errorf("accept %q: the body is not the style sheet (%v)", tc.accept, err)
		}
		if !strings.Contains(res.Header.Get("Cache-Control"), "immutable") || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("accept %q: headers %v", tc.accept, res.Header)
		}
	}
}

func TestHandlerRefuses(t *testing.T) {
	t.Parallel()
	a := build(t)
	if res := get(t, a, http.MethodGet, "/static/0000000000000000.css", ""); res.StatusCode != http.StatusNotFound {
		t.Errorf("unknown hash: %d", res.StatusCode)
	}
	if res := get(t, a, http.MethodPost, a.URL(assets.Script), ""); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", res.StatusCode)
	}
	res := get(t, a, http.MethodHead, a.URL(assets.Script), "")
	if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK || len(body) != 0 {
		t.Errorf("HEAD: %d with %d bytes", res.StatusCode, len(body))
	}
}

// The sheet names fonts by their hashed addresses, keeps what white space means, and holds no comment.
func TestStyleSheetIsMinifiedSafely(t *testing.T) {
	t.Parallel()
	css := build(t).CSS()
	for _, bad := range []string{"/static/fonts/", "/*", "\n", ";}"} {
		if strings.Contains(css, bad) {
			t.Errorf("the style sheet contains %q", bad)
		}
	}
	for _, want := range []string{"@layer reset,tokens,base,layout,components,utilities;", "1.22rem + .4vw", ".week a", "calc(var(--page) + 2 * var(--gutter))"} {
		if !strings.Contains(css, want) {
			t.Errorf("the style sheet lost %q", want)
		}
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("unbalanced braces")
	}
}
