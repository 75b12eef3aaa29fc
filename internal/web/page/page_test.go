package page_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/google/uuid"

	"klear/assets"
	"klear/brands"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
	"klear/internal/platform/clock"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/ids"
	"klear/internal/web/errorpage"
	"klear/internal/web/page"
	"klear/internal/web/ui"
	"klear/locales"
)

// people stands in for identity: one cookie, one token, one person.
type people struct{ id uuid.UUID }

const (
	goodCookie = "cookie-of-asha"
	goodToken  = "token-of-asha"
)

func (p people) principal() identity.Principal {
	return identity.Principal{PersonID: p.id, SessionID: p.id, Role: identity.Seeker, Name: "Asha", Zone: "Europe/London", Locale: "en-GB", Verified: true}
}

func (p people) PrincipalByCookie(_ context.Context, secret string) (identity.Principal, error) {
	if secret == goodCookie {
		return p.principal(), nil
	}
	return identity.Principal{}, identity.ErrUnauthenticated
}

func (p people) PrincipalByToken(_ context.Context, bearer string) (identity.Principal, error) {
	if bearer == goodToken {
		return p.principal(), nil
	}
	return identity.Principal{}, identity.ErrUnauthenticated
}

func newKit(t *testing.T, secure bool) *page.Kit {
	t.Helper()
	b, err := brand.Load(brands.FS, "klearkarma")
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(locales.FS, i18n.Voice{Words: b.Words, Messages: b.Messages})
	if err != nil {
		t.Fatal(err)
	}
	a, err := assets.New()
	if err != nil {
		t.Fatal(err)
	}
	return page.New(page.Deps{
		Live: brand.NewLive(b), Bundle: bundle, Assets: a, CSRF: httpx.NewCSRF(make([]byte, 32)), IDs: ids.NewSource(nil), Secure: secure,
		Clock: clock.NewFake(time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)), Sessions: people{uuid.New()}, BaseURL: "https://example.org",
		ErrorView: func(v errorpage.View) templ.Component {
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				_, err := io.WriteString(w, "error page")
				return err
			})
		},
	})
}

// serve is a server with the whole chain around the handlers, and a browser that has no page open yet.
func serve(t *testing.T, k *page.Kit, mux *http.ServeMux) (*httptest.Server, *http.Client) {
	t.Helper()
	stack, err := httpx.New(httpx.Options{ErrorPage: k.ErrorPage})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(stack.Wrap(k.Languages(k.Session(httpx.Routes(mux)))))
	t.Cleanup(srv.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return srv, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func do(t *testing.T, c *http.Client, r *http.Request) (*http.Response, string) {
	t.Helper()
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func get(t *testing.T, c *http.Client, address string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return do(t, c, r)
}

func post(t *testing.T, c *http.Client, address string, form url.Values) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return do(t, c, r)
}

// formMux shows a token on GET / and takes the form on POST /.
func formMux(k *page.Kit) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, k.Page(w, r).CSRF) })
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		form, err := k.Form(w, r, 4)
		if err != nil {
			k.Error(w, r, err)
			return
		}
		_, _ = io.WriteString(w, form.Get("name"))
	})
	return mux
}

func TestFormNeedsTheTokenOfThisBrowser(t *testing.T) {
	t.Parallel()
	k := newKit(t, false)
	srv, c := serve(t, k, formMux(k))
	_, token := get(t, c, srv.URL+"/")
	_, other := serve(t, k, formMux(k))
	_, stolen := get(t, other, srv.URL+"/")
	many := url.Values{"csrf": {token}, "name": {"a", "b", "c", "d"}}
	tests := []struct {
		name   string
		form   url.Values
		status int
		body   string
	}{
		{"own token", url.Values{"csrf": {token}, "name": {"A\x00sha\r\n\xff"}}, 200, "Asha\n"},
		{"no token", url.Values{"name": {"x"}}, 403, "error page"},
		{"another browser's token", url.Values{"csrf": {stolen}}, 403, "error page"},
		{"too many fields", many, 400, "error page"},
		{"field too long", url.Values{"csrf": {token}, "name": {strings.Repeat("x", 70_000)}}, 413, "error page"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			res, body := post(t, c, srv.URL+"/", tc.form)
			if res.StatusCode != tc.status || body != tc.body {
				t.Errorf("got %d %q, want %d %q", res.StatusCode, body, tc.status, tc.body)
			}
		})
	}
}

func TestFormOfAnEndedSessionLeadsToSignIn(t *testing.T) {
	t.Parallel()
	k := newKit(t, false)
	srv, c := serve(t, k, formMux(k))
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/", strings.NewReader("csrf=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "klear_session=ended")
	r.Header.Set("Referer", srv.URL+"/account/profile?x=1")
	res, _ := do(t, c, r)
	if res.StatusCode != 303 || res.Header.Get("Location") != "/sign-in?next=%2Faccount%2Fprofile%3Fx%3D1" {
		t.Errorf("got %d %q", res.StatusCode, res.Header.Get("Location"))
	}
}

func whoMux() *http.ServeMux {
	mux := http.NewServeMux()
	who := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, identity.PrincipalFrom(r.Context()).Name)
	}
	mux.HandleFunc("GET /who", who)
	mux.HandleFunc("GET /api/who", who)
	mux.HandleFunc("GET /help-now", who)
	return mux
}

func TestSession(t *testing.T) {
	t.Parallel()
	k := newKit(t, false)
	srv, c := serve(t, k, whoMux())
	tests := []struct {
		name, path, cookie, bearer string
		status                     int
		body                       string
	}{
		{"page by cookie", "/who", goodCookie, "", 200, "Asha"},
		{"page without cookie", "/who", "", "", 200, ""},
		{"page with an ended session is anonymous", "/who", "ended", "", 200, ""},
		{"page never by bearer", "/who", "", "Bearer " + goodToken, 200, ""},
		{"api by bearer", "/api/who", "", "bearer " + goodToken, 200, "Asha"},
		{"api never by cookie", "/api/who", goodCookie, "", 200, ""},
		{"api with a bad bearer", "/api/who", "", "Bearer nonsense", 401, `"code":"unauthenticated"`},
		{"api with another scheme", "/api/who", "", "Basic " + goodToken, 401, `"code":"unauthenticated"`},
		{"help asks nobody", "/help-now", goodCookie, "", 200, ""},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+tc.path, nil)
			if tc.cookie != "" {
				r.Header.Set("Cookie", "klear_session="+tc.cookie)
			}
			if tc.bearer != "" {
				r.Header.Set("Authorization", tc.bearer)
			}
			res, body := do(t, c, r)
			if res.StatusCode != tc.status || !strings.Contains(body, tc.body) || (tc.body == "" && body != "") {
				t.Errorf("got %d %q, want %d %q", res.StatusCode, body, tc.status, tc.body)
			}
		})
	}
}

func TestPageResolvesTheReader(t *testing.T) {
	t.Parallel()
	k := newKit(t, false)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /search", func(w http.ResponseWriter, r *http.Request) {
		p := k.Page(w, r)
		_, _ = io.WriteString(w, strings.Join([]string{p.L.Tag(), p.Zone.String(), p.Theme, p.Search.What, p.Path}, " "))
	})
	srv, c := serve(t, k, mux)
	tests := []struct{ name, path, cookie, accept, want string }{
		{"brand's defaults", "/search?q=sleep", "", "", "en-IN Asia/Kolkata  sleep /search?q=sleep"},
		{"browser's language", "/search", "", "hi-IN,hi;q=0.9,en;q=0.5", "hi-IN Asia/Kolkata   /search"},
		{"address decides the language", "/hi/search?q=x", "lang=en", "", "hi-IN Asia/Kolkata  x /search?q=x"},
		{"every language has addresses", "/ar/search?q=x", "lang=hi", "", "ar-IN Asia/Kolkata  x /search?q=x"},
		{"cookies", "/search", "lang=hi; zone=America/New_York; theme=dark", "en", "hi-US America/New_York dark  /search"},
		{"nonsense in cookies", "/search", "lang=xx; zone=Local; theme=pink", "", "en-IN Asia/Kolkata   /search"},
		{"the person's own", "/search", "klear_session=" + goodCookie, "hi", "en-GB Europe/London   /search"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			c.Jar, _ = cookiejar.New(nil)
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+tc.path, nil)
			r.Header.Set("Cookie", tc.cookie)
			r.Header.Set("Accept-Language", tc.accept)
			if _, body := do(t, c, r); body != tc.want {
				t.Errorf("got %q, want %q", body, tc.want)
			}
		})
	}
	for path, want := range map[string][2]string{
		"/hi": {"hi", "/"}, "/ar/": {"ar", "/"}, "/ar/p/anna": {"ar", "/p/anna"}, "/arab": {"", "/arab"}, "/en/search": {"", "/en/search"}, "/": {"", "/"},
	} {
		if lang, rest := page.Localised(path); lang != want[0] || rest != want[1] {
			t.Errorf("Localised(%q) = %q, %q", path, lang, rest)
		}
	}
	if res, _ := get(t, c, srv.URL+"/hi/account"); res.StatusCode != 404 {
		t.Errorf("a private page has an address per language: %d", res.StatusCode)
	}
}

func TestSecureCookies(t *testing.T) {
	t.Parallel()
	k := newKit(t, true)
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	secret := k.Visitor(w, r)
	k.SignIn(w, identity.SignedIn{CookieSecret: "s", DeviceToken: "d", Ends: k.Clock.Now().Add(time.Hour)})
	for _, c := range w.Result().Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-klear_") || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
			t.Errorf("unsafe cookie %v", c)
		}
	}
	r.AddCookie(&http.Cookie{Name: "__Host-klear_visitor", Value: secret})
	if got := k.Caller(r).Access; got != secret {
		t.Errorf("caller holds %q, want %q", got, secret)
	}
	r = httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(&http.Cookie{Name: "__Host-klear_visitor", Value: uuid.NewString()})
	if got := k.Caller(r).Access; got != "" {
		t.Errorf("an id passes for a visitor's secret: %q", got)
	}
}

func TestFlashIsShownOnceAndOnlyOurs(t *testing.T) {
	t.Parallel()
	k := newKit(t, false)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /set", func(w http.ResponseWriter, r *http.Request) { k.Flash(w, ui.Success, "moved") })
	mux.HandleFunc("GET /show", func(w http.ResponseWriter, r *http.Request) {
		for _, n := range k.Page(w, r).Flash {
			_, _ = io.WriteString(w, string(n.Tone)+" "+n.Text)
		}
	})
	srv, c := serve(t, k, mux)
	get(t, c, srv.URL+"/set")
	_, first := get(t, c, srv.URL+"/show")
	_, second := get(t, c, srv.URL+"/show")
	if !strings.HasPrefix(first, "success ") || second != "" {
		t.Errorf("shown %q, then %q", first, second)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/show", nil)
	r.Header.Set("Cookie", "klear_flash=danger:moved|forged")
	if _, body := do(t, c, r); body != "" {
		t.Errorf("a forged message was shown: %q", body)
	}
}

func TestLocal(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"/", "/bookings", "/p/ananya-rao?service=1&on=2026-11-21", "/search?q=%E0%A4%AF%E0%A5%8B%E0%A4%97#x", "/a//b"} {
		if got := page.Local(next, "/no"); got != next {
			t.Errorf("Local(%q) = %q", next, got)
		}
	}
	for _, next := range []string{"", "bookings", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example",
		"HTTPS:evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/%2Fevil.example", "/%5Cevil.example",
		"/\x00", "/%00", "/%0d%0aSet-Cookie:x", "/\u0085x", "/%zz", "//user@evil.example", "/" + strings.Repeat("x", 2000), "mailto:x", "/ x"} {
		if got := page.Local(next, "/no"); got != "/no" {
			t.Errorf("Local(%q) = %q: leads away", next, got)
		}
	}
}

func TestWrongKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	k := newKit(t, false)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	p := k.Page(httptest.NewRecorder(), r)
	form := url.Values{"name": {"Asha"}, "card": {"4242"}, "password": {"secret"}, "csrf": {"t"}}
	err := apperr.ErrValidation.WithFields(apperr.Field{Path: "contact.email", Code: "nonsense-code", Message: "Write an address."})
	if !k.Wrong(&p, form, err, map[string]string{"contact.email": "email"}) {
		t.Fatal("wrong fields were not recognised")
	}
	if p.Err("email") != "Write an address." || p.Val("name", "") != "Asha" {
		t.Errorf("error %q, name %q", p.Err("email"), p.Val("name", ""))
	}
	for _, secret := range []string{"card", "password", "csrf"} {
		if _, kept := p.Values[secret]; kept {
			t.Errorf("%s is sent back to the page", secret)
		}
	}
	if k.Wrong(&p, form, errors.New("x"), nil) || k.Wrong(&p, form, identity.ErrForbidden, nil) {
		t.Error("an error without fields was taken for one with")
	}
}

func TestIndexNamesEachLanguage(t *testing.T) {
	t.Parallel()
	k := newKit(t, false)
	p := k.Page(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	k.Index(&p, "/", nil)
	if p.Canonical != "https://example.org/" || len(p.Alternates) != 4 || p.Alternates[2].URL != "https://example.org/hi" || p.Alternates[3].URL != "https://example.org/ar" {
		t.Errorf("canonical %q, alternates %v", p.Canonical, p.Alternates)
	}
}
