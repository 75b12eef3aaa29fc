package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"klear/assets"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/theme"
	"klear/internal/web/layout"
)

// TestALookReachesWhateverAnswers without a restart, and is gone everywhere when it is reset.
func TestALookReachesWhateverAnswers(t *testing.T) {
	a := newApp(t)
	by := identity.Principal{PersonID: a.newAccount(t, "op@example.org", true).ID, Role: identity.Admin, Verified: true}
	s, err := a.settings.LookOf(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	s.Name, s.LegalName, s.Colours.Primary = "Clear Karma", "Clear Karma Ltd", theme.Tone{Hue: 320, Chroma: .09}
	if _, err := a.settings.SaveLook(t.Context(), by, s.Look, s.Version); err != nil {
		t.Fatal(err)
	}
	b := a.live.Now()
	link := `<link rel="stylesheet" href="` + b.Style.URL + `"`
	first := []string{b.Style.CSS + "</style>", "Clear Karma Ltd", `content="` + b.Paint.Primary + `"`}
	for path, parts := range map[string][]string{
		"/": first, "/no/such/page": first, "/sw.js": {`"` + b.Style.URL + `"`}, "/manifest.webmanifest": {`"name":"Clear Karma"`, `"theme_color":"` + b.Paint.Primary + `"`}, b.Style.URL: {b.Style.CSS},
	} {
		_, body := a.get(path)
		for _, p := range parts {
			if !strings.Contains(body, p) {
				t.Errorf("%s lacks %s", path, p)
			}
		}
	}
	if again := a.returning("/"); !strings.Contains(again.Body.String(), link) {
		t.Error("a later visit does not link the colours")
	}
	if kept := a.returning(b.Style.URL).Header().Get("Cache-Control"); !strings.Contains(kept, "immutable") {
		t.Errorf("the colours are kept: %q", kept)
	}
	if subject, _, markup, err := a.notify.Preview("en", "verify_email", notify.Words{Subject: "{{.Brand}}", Body: "-> OK: {{.Link}}"}); err != nil || subject != "Clear Karma" || !strings.Contains(markup, "background:"+b.Paint.Primary) {
		t.Errorf("a letter: %q %v", subject, err)
	}
	if _, err := a.settings.RestoreLook(t.Context(), by, 2); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/no/such/page", "/sw.js", "/manifest.webmanifest"} {
		if body := a.returning(path).Body.String(); strings.Contains(body, theme.Prefix) || strings.Contains(body, "Clear Karma") || strings.Contains(body, "--p-h:320") {
			t.Errorf("%s still has something of it", path)
		}
	}
	if gone := a.returning(b.Style.URL); gone.Code != http.StatusNotFound || !strings.Contains(gone.Header().Get("Cache-Control"), "no-store") {
		t.Errorf("the old colours: %d %q", gone.Code, gone.Header().Get("Cache-Control"))
	}
}

// returning asks as a browser that holds the style sheet already.
func (a *App) returning(path string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: layout.ShellCookie, Value: a.assets.URL(assets.Style)})
	rec := httptest.NewRecorder()
	a.Handler().ServeHTTP(rec, r)
	return rec
}
