package httpx

import (
	"bytes"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCrossSiteRequests(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{
		PublicURL: "https://klear.example", CORSOrigins: []string{"https://app.example"},
		Rules: []Rule{{Match: "POST /saml/acs", CrossSite: true}},
	})
	h := s.Wrap(text("ok"))
	for _, c := range []struct {
		name, method, path string
		headers            []string
		want               int
	}{
		{"own page", "POST", "/api/a", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"own page behind a proxy that rewrites Host", "POST", "/api/a", []string{"Origin", "https://klear.example"}, 200},
		{"script or server", "POST", "/api/a", nil, 200},
		{"other site, form", "POST", "/api/a", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"other site, same registrable domain", "POST", "/api/a", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"other site, old browser", "DELETE", "/api/a", []string{"Origin", "https://evil.example"}, 403},
		{"opaque origin", "PUT", "/api/a", []string{"Origin", "null"}, 403},
		{"other site reads", "GET", "/api/a", []string{"Sec-Fetch-Site", "cross-site"}, 200},
		{"allowed origin", "POST", "/api/a", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://app.example"}, 200},
		{"identity provider's form post", "POST", "/saml/acs", []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://idp.example"}, 200},
	} {
		rec := do(h, request(c.method, c.path, "", c.headers...))
		if rec.Code != c.want {
			t.Errorf("%s: %d, want %d", c.name, rec.Code, c.want)
		}
		if c.want == 403 && failure(t, rec).Code != "cross_site_request" {
			t.Errorf("%s: %s", c.name, rec.Body)
		}
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	s, _ := newStack(t, Options{CORSOrigins: []string{"https://app.example"}})
	calls := 0
	h := s.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls++ }))
	preflight := []string{"Access-Control-Request-Method", "PUT"}

	rec := do(h, request("OPTIONS", "/api/a", "", append(preflight, "Origin", "https://app.example")...))
	if rec.Code != 204 || calls != 0 || rec.Header().Get("Access-Control-Allow-Methods") == "" {
		t.Errorf("preflight: %d, %d calls, %v", rec.Code, calls, rec.Header())
	}
	rec = do(h, get("/api/a", "Origin", "https://app.example"))
	if rec.Header().Get("Access-Control-Allow-Origin") != "https://app.example" || rec.Header().Get("Access-Control-Allow-Credentials") != "" || calls != 1 {
		t.Errorf("allowed origin: %v, %d calls", rec.Header(), calls)
	}
	for _, origin := range []string{"https://evil.example", "null", "https://app.example.evil", "http://app.example"} {
		for _, r := range []*http.Request{request("OPTIONS", "/api/a", "", append(preflight, "Origin", origin)...), get("/api/a", "Origin", origin)} {
			rec := do(h, r)
			for name := range rec.Header() {
				if len(name) > 14 && name[:14] == "Access-Control" {
					t.Errorf("%s got %s", origin, name)
				}
			}
			if diff := cmp.Diff([]string{"Origin"}, rec.Header()["Vary"]); diff != "" {
				t.Error(diff)
			}
		}
	}
	if _, err := New(Options{CORSOrigins: []string{"https://a.example/path"}}); err == nil {
		t.Error("an origin with a path was accepted")
	}
}

func TestCSRFToken(t *testing.T) {
	t.Parallel()
	c := NewCSRF(bytes.Repeat([]byte{1}, 32))
	other := NewCSRF(bytes.Repeat([]byte{2}, 32))
	rapid.Check(t, func(t *rapid.T) {
		session := rapid.String().Draw(t, "session")
		token := c.Token(session)
		if !c.Verify(session, token) {
			t.Fatal("own token refused")
		}
		if c.Verify(session+"x", token) || other.Verify(session, token) {
			t.Fatal("token of another session or key accepted")
		}
		if c.Token(session) == token {
			t.Fatal("two tokens are equal: the mask is missing")
		}
		raw := []byte(token)
		i := rapid.IntRange(0, len(raw)-2).Draw(t, "i") // the last letter has unused bits
		raw[i] ^= 1
		if c.Verify(session, string(raw)) {
			t.Fatal("changed token accepted")
		}
	})
	for _, bad := range []string{"", "x", "!!!!"} {
		if c.Verify("s", bad) {
			t.Errorf("%q accepted", bad)
		}
	}
}
