package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"klear/internal/api"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/platform/dbtest"
)

// site is the API with a session middleware, as the composition root builds it.
type site struct {
	*identitytest.Kit
	handler http.Handler
}

func newSite(t *testing.T) site {
	t.Helper()
	t.Parallel()
	k := identitytest.New(t, dbtest.New(t))
	mux := http.NewServeMux()
	a := api.New(mux, "https://klear.test", nil)
	api.Auth(a, k.Service)
	api.Users(a, k.Service, func(key string) string { return "/files/" + key })
	return site{k, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			p, err := k.PrincipalByToken(r.Context(), bearer)
			if err != nil {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			r = r.WithContext(identity.WithPrincipal(r.Context(), p))
		}
		mux.ServeHTTP(w, r)
	})}
}

// reply is an answer in its envelope.
type reply struct {
	Status int
	Header http.Header
	Body   struct {
		Success bool            `json:"success"`
		Data    json.RawMessage `json:"data"`
		Error   *struct {
			Code    string          `json:"code"`
			Message string          `json:"message"`
			Details json.RawMessage `json:"details"`
		} `json:"error"`
	}
}

func (r reply) code() string {
	if r.Body.Error == nil {
		return ""
	}
	return r.Body.Error.Code
}

func data[T any](t *testing.T, r reply) (v T) {
	t.Helper()
	if r.Status >= 300 {
		t.Fatalf("answered %d %s %s", r.Status, r.code(), r.Body.Error.Details)
	}
	if err := json.Unmarshal(r.Body.Data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func (s site) do(t *testing.T, method, path, bearer string, body any) reply {
	t.Helper()
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	return s.send(t, method, path, bearer, "application/json", &b)
}

func (s site) send(t *testing.T, method, path, bearer, contentType string, body io.Reader) reply {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, body)
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("User-Agent", "test agent")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	out := reply{Status: w.Code, Header: w.Header()}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &out.Body); err != nil {
			t.Fatalf("%s %s answered %d %q", method, path, w.Code, w.Body)
		}
	}
	return out
}

type object = map[string]any

func TestTheWholeLifeOfAnAccount(t *testing.T) {
	s := newSite(t)
	const email, password, second = "anna@example.org", "an unusual long phrase", "some other unusual phrase"
	r := s.do(t, "POST", "/auth/register", "", object{"email": email, "password": password, "name": "Anna", "acceptTerms": true, "zone": "Europe/Oslo"})
	if r.Status != http.StatusAccepted {
		t.Fatalf("register: %d %s", r.Status, r.code())
	}
	tokens := data[api.TokensView](t, s.do(t, "POST", "/auth/login", "", object{"email": email, "password": password}))
	if tokens.User.EmailVerified || tokens.User.UserType != identity.Seeker {
		t.Errorf("user %+v", tokens.User)
	}
	data[api.Empty](t, s.do(t, "POST", "/auth/verify-email", "", object{"token": s.Mail.Next(t, email).Token()}))
	profile := data[api.ProfileView](t, s.do(t, "GET", "/users/profile", tokens.AccessToken, nil))
	if !profile.EmailVerified || profile.Name != "Anna" || profile.Zone != "Europe/Oslo" || profile.AvatarURL != "" {
		t.Errorf("profile %+v", profile)
	}

	rotated := s.do(t, "POST", "/auth/refresh", "", object{"refreshToken": tokens.RefreshToken})
	tokens = data[api.TokensView](t, rotated)
	if rotated.Header.Get("Cache-Control") != "no-store" {
		t.Error("tokens may be cached")
	}
	data[api.Empty](t, s.do(t, "POST", "/auth/change-password", tokens.AccessToken, object{"currentPassword": password, "newPassword": second}))
	s.Mail.Next(t, email)
	if r := s.do(t, "POST", "/auth/login", "", object{"email": email, "password": password}); r.Status != 401 || r.code() != "bad_credentials" {
		t.Errorf("old password: %d %s", r.Status, r.code())
	}
	data[api.Empty](t, s.do(t, "POST", "/auth/forgot-password", "", object{"email": email}))
	data[api.Empty](t, s.do(t, "POST", "/auth/reset-password", "", object{"token": s.Mail.Next(t, email).Token(), "password": password}))
	if r := s.do(t, "GET", "/users/profile", tokens.AccessToken, nil); r.Status != 401 {
		t.Errorf("after the reset: %d", r.Status)
	}
	tokens = data[api.TokensView](t, s.do(t, "POST", "/auth/login", "", object{"email": email, "password": password}))
	if r := s.do(t, "DELETE", "/users/account", tokens.AccessToken, object{"password": "wrong"}); r.Status != 422 {
		t.Errorf("delete with a wrong password: %d %s", r.Status, r.code())
	}
	data[api.Empty](t, s.do(t, "DELETE", "/users/account", tokens.AccessToken, object{"password": password}))
	if r := s.do(t, "GET", "/users/profile", tokens.AccessToken, nil); r.Status != 401 {
		t.Errorf("after the end: %d", r.Status)
	}
}

func TestAnswersDoNotTellWhoHasAnAccount(t *testing.T) {
	s := newSite(t)
	s.Account(t, "owner@example.org", identity.Seeker)
	same := func(path string, body func(email string) object) {
		t.Helper()
		a, b := s.do(t, "POST", path, "", body("owner@example.org")), s.do(t, "POST", path, "", body("nobody@example.org"))
		if a.Status != b.Status || a.code() != b.code() || !bytes.Equal(a.Body.Data, b.Body.Data) || len(a.Header) != len(b.Header) {
			t.Errorf("%s: %d %s against %d %s", path, a.Status, a.code(), b.Status, b.code())
		}
	}
	same("/auth/login", func(e string) object { return object{"email": e, "password": "a guess of mine"} })
	same("/auth/forgot-password", func(e string) object { return object{"email": e} })
	same("/auth/resend-verification", func(e string) object { return object{"email": e} })
	same("/auth/register", func(e string) object {
		return object{"email": e, "password": "an unusual long phrase", "name": "N", "acceptTerms": true}
	})
}

func TestLogoutByBearerAndByRefreshToken(t *testing.T) {
	s := newSite(t)
	s.Account(t, "anna@example.org", identity.Seeker)
	login := func() api.TokensView {
		return data[api.TokensView](t, s.do(t, "POST", "/auth/login", "", object{"email": "anna@example.org", "password": identitytest.Password}))
	}
	one, two := login(), login()
	data[api.Empty](t, s.do(t, "POST", "/auth/logout", one.AccessToken, nil))
	data[api.Empty](t, s.do(t, "POST", "/auth/logout", "", object{"refreshToken": two.RefreshToken}))
	for _, tokens := range []api.TokensView{one, two} {
		for _, c := range [][2]string{{"GET", "/users/profile"}, {"GET", "/users/sessions"}, {"POST", "/auth/logout"}} {
			if r := s.do(t, c[0], c[1], tokens.AccessToken, nil); r.Status != 401 {
				t.Errorf("%s after logout: %d", c[1], r.Status)
			}
		}
		if r := s.do(t, "POST", "/auth/refresh", "", object{"refreshToken": tokens.RefreshToken}); r.Status != 401 || r.code() != "refresh_refused" {
			t.Errorf("refresh after logout: %d %s", r.Status, r.code())
		}
	}
	if r := s.do(t, "POST", "/auth/logout", "", nil); r.Status != 401 {
		t.Errorf("logout of nobody: %d", r.Status)
	}
}

func TestVisitorsGetNowhere(t *testing.T) {
	s := newSite(t)
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/users/profile", nil}, {"PUT", "/users/profile", object{"name": "X"}}, {"DELETE", "/users/account", object{"password": "x"}},
		{"GET", "/users/sessions", nil}, {"DELETE", "/users/sessions", nil}, {"DELETE", "/users/sessions/0191d2a0-0000-7000-8000-000000000000", nil},
		{"DELETE", "/users/avatar", nil}, {"GET", "/users/consents", nil}, {"PUT", "/users/consents/marketing", object{"given": true}},
		{"POST", "/auth/change-password", object{"currentPassword": "x", "newPassword": "an unusual long phrase"}},
	} {
		if r := s.do(t, c.method, c.path, "", c.body); r.Status != 401 || r.code() != "unauthenticated" {
			t.Errorf("%s %s: %d %s", c.method, c.path, r.Status, r.code())
		}
	}
}

func TestNobodyRaisesThemselves(t *testing.T) {
	s := newSite(t)
	if r := s.do(t, "POST", "/auth/register", "", object{"email": "a@example.org", "password": "an unusual long phrase", "name": "A", "acceptTerms": true, "userType": "admin"}); r.Status != 422 {
		t.Errorf("register as admin: %d", r.Status)
	}
	s.Account(t, "anna@example.org", identity.Seeker)
	tokens := data[api.TokensView](t, s.do(t, "POST", "/auth/login", "", object{"email": "anna@example.org", "password": identitytest.Password}))
	before := data[api.ProfileView](t, s.do(t, "GET", "/users/profile", tokens.AccessToken, nil))
	for field, value := range (object{"userType": "admin", "role": "admin", "emailVerified": true, "email": "x@example.org", "id": "0191d2a0-0000-7000-8000-000000000000", "status": "active", "avatarUrl": "http://x"}) {
		if r := s.do(t, "PUT", "/users/profile", tokens.AccessToken, object{field: value, "name": "Anna Berg"}); r.Status != 422 {
			t.Errorf("%s: %d", field, r.Status)
		}
	}
	if after := data[api.ProfileView](t, s.do(t, "GET", "/users/profile", tokens.AccessToken, nil)); after != before {
		t.Errorf("changed from %+v to %+v", before, after)
	}
}

func TestSessionsOfOthersDoNotExist(t *testing.T) {
	s := newSite(t)
	s.Account(t, "anna@example.org", identity.Seeker)
	s.Account(t, "eve@example.org", identity.Admin)
	login := func(email string) string {
		return data[api.TokensView](t, s.do(t, "POST", "/auth/login", "", object{"email": email, "password": identitytest.Password})).AccessToken
	}
	anna, phone, eve := login("anna@example.org"), login("anna@example.org"), login("eve@example.org")
	list := data[[]api.SessionView](t, s.do(t, "GET", "/users/sessions", anna, nil))
	if len(list) != 2 || list[0].UserAgent != "test agent" {
		t.Fatalf("sessions %+v", list)
	}
	for _, v := range list {
		path := "/users/sessions/" + v.ID.String()
		theirs, missing := s.do(t, "DELETE", path, eve, nil), s.do(t, "DELETE", "/users/sessions/0191d2a0-0000-7000-8000-000000000000", eve, nil)
		if theirs.Status != 404 || theirs.code() != missing.code() {
			t.Errorf("theirs %d %s, missing %d %s", theirs.Status, theirs.code(), missing.Status, missing.code())
		}
		if !v.Current {
			data[api.Empty](t, s.do(t, "DELETE", path, anna, nil))
		}
	}
	if r := s.do(t, "GET", "/users/profile", phone, nil); r.Status != 401 {
		t.Errorf("the ended session: %d", r.Status)
	}
}

func TestUploadAvatar(t *testing.T) {
	s := newSite(t)
	s.Account(t, "anna@example.org", identity.Seeker)
	token := data[api.TokensView](t, s.do(t, "POST", "/auth/login", "", object{"email": "anna@example.org", "password": identitytest.Password})).AccessToken
	upload := func(field, content string) reply {
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		f, err := form.CreateFormFile(field, "../../me.svg")
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err == nil {
			err = form.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		return s.send(t, "POST", "/users/upload-avatar", token, form.FormDataContentType(), &b)
	}
	p := data[api.ProfileView](t, upload("avatar", "image of me"))
	if !strings.HasPrefix(p.AvatarURL, "/files/avatars/") || strings.Contains(p.AvatarURL, "me.svg") {
		t.Errorf("picture at %q", p.AvatarURL)
	}
	if r := upload("avatar", "<svg onload=alert(1)>"); r.Status != 422 || r.code() != "image_unreadable" {
		t.Errorf("no picture: %d %s", r.Status, r.code())
	}
	if r := upload("cover", "image of me"); r.Status != 422 {
		t.Errorf("another field: %d %s", r.Status, r.code())
	}
	if p := data[api.ProfileView](t, s.do(t, "DELETE", "/users/avatar", token, nil)); p.AvatarURL != "" {
		t.Errorf("picture at %q", p.AvatarURL)
	}
}

func TestConsentsOverREST(t *testing.T) {
	s := newSite(t)
	s.Account(t, "anna@example.org", identity.Seeker)
	token := data[api.TokensView](t, s.do(t, "POST", "/auth/login", "", object{"email": "anna@example.org", "password": identitytest.Password})).AccessToken
	for _, given := range []bool{true, false} {
		data[api.Empty](t, s.do(t, "PUT", "/users/consents/marketing", token, object{"given": given}))
		list := data[[]api.ConsentView](t, s.do(t, "GET", "/users/consents", token, nil))
		if len(list) != 1 || (list[0].WithdrawnAt == nil) != given {
			t.Errorf("consents %+v", list)
		}
	}
	if r := s.do(t, "PUT", "/users/consents/terms", token, object{"given": false}); r.Status != 422 {
		t.Errorf("terms withdrawn: %d", r.Status)
	}
}
