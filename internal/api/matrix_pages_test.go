package api_test

import (
	"crypto/sha256"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klear/internal/platform/ids"
)

// privatePage is a route of an area that is not everybody's.
type privatePage struct{ method, path, area string }

var registered = regexp.MustCompile(`HandleFunc\("(GET|POST) (/(account|pro|admin)(?:/[^"]*)?)"`)

// privatePages reads the routes from where they are registered: a new one is tried the moment it is written.
func privatePages(t *testing.T) (list []privatePage) {
	t.Helper()
	err := filepath.WalkDir("../web", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		raw, err := os.ReadFile(p)
		for _, m := range registered.FindAllStringSubmatch(string(raw), -1) {
			list = append(list, privatePage{m[1], m[2], m[3]})
		}
		return err
	})
	if err != nil || len(list) < 25 {
		t.Fatalf("%d routes, %v", len(list), err)
	}
	return list
}

// areas are whose the areas are.
var areas = map[string][]string{
	"account": {"seeker", "practitioner", "operator"},
	"pro":     {"practitioner"},
	"admin":   {"operator"},
}

// TestEveryRoleAtEveryPrivatePage: pages and forms of an area open to its people and to nobody else. Forms carry the
// token that a page of the same browser was given, so that it is the role that decides.
func TestEveryRoleAtEveryPrivatePage(t *testing.T) {
	w := newWorld(t)
	w.populate()
	visitors := map[string]*browser{"visitor": w.browser(""), "seeker": w.browser(w.seeker), "practitioner": w.browser(w.practitioner), "operator": w.browser(w.operator)}
	wrong := map[bool]string{true: "is let in", false: "is kept out"}
	for _, last := range []bool{false, true} { // first all refusals, while nothing has happened
		for _, p := range privatePages(t) {
			for role, b := range visitors {
				may := false
				for _, r := range areas[p.area] {
					may = may || r == role
				}
				if may != last {
					continue
				}
				rec := b.open(p)
				if rec.Code >= 500 || kept(rec) == may {
					t.Errorf("%s %s: a %s %s: %d to %q", p.method, p.path, role, wrong[!may], rec.Code, rec.Header().Get("Location"))
				}
			}
		}
	}
}

// kept reports whether somebody was refused for who they are, or sent to sign in.
func kept(rec *httptest.ResponseRecorder) bool {
	switch rec.Code {
	case http.StatusUnauthorized, http.StatusForbidden:
		return true
	case http.StatusSeeOther:
		return strings.HasPrefix(rec.Header().Get("Location"), "/sign-in")
	}
	return false
}

// TestAnothersPagesLookMissing: the right role is not enough.
func TestAnothersPagesLookMissing(t *testing.T) {
	w := newWorld(t)
	w.populate()
	others := w.ids["booking"]
	w.populate()
	b := w.browser(w.practitioner)
	for _, p := range privatePages(t) {
		if !strings.Contains(p.path, "{code}") {
			continue
		}
		w.ids["booking"] = others
		if rec := b.open(p); rec.Code != http.StatusNotFound {
			t.Errorf("%s %s: another's answers %d to %q", p.method, p.path, rec.Code, rec.Header().Get("Location"))
		}
	}
	var status string
	if err := w.db.QueryRow(t.Context(), "select status from booking.booking where id = $1", others).Scan(&status); err != nil || status != "confirmed" {
		t.Errorf("after all that the booking is %s, %v", status, err)
	}
}

// browser is somebody at the pages.
type browser struct {
	w      *world
	cookie string
	csrf   string
}

var formToken = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// browser signs an account in; "" is a visitor.
func (w *world) browser(email string) *browser {
	w.t.Helper()
	b := &browser{w: w}
	if email == "" {
		return b
	}
	b.cookie = ids.NewSource(nil).Secret()
	hash, now := sha256.Sum256([]byte(b.cookie)), w.clock.Now()
	w.exec(`insert into identity.session (id, person_id, kind, secret_hash, user_agent, created_at, last_seen_at, expires_at)
		select $1, p.id, 'page', $4, 'test', $3, $3, $3::timestamptz + interval '1 day' from identity.person p where p.email = $2`, uuid.Must(uuid.NewV7()), email, now, hash[:])
	m := formToken.FindStringSubmatch(b.open(privatePage{http.MethodGet, "/account/profile", "account"}).Body.String())
	if m == nil {
		w.t.Fatal("the profile has no form")
	}
	b.csrf = m[1]
	return b
}

// open loads a page, or sends a form with nothing but its token.
func (b *browser) open(p privatePage) *httptest.ResponseRecorder {
	b.w.t.Helper()
	path := p.path
	for name, of := range map[string]string{"{code}": b.w.code(), "{id}": b.w.ids["practitioner"], "{service}": b.w.ids["service"]} {
		path = strings.ReplaceAll(path, name, of)
	}
	path = regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, uuid.NewString())
	r := httptest.NewRequest(p.method, path, strings.NewReader(url.Values{"csrf": {b.csrf}}.Encode()))
	if p.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if b.cookie != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-klear_session", Value: b.cookie})
	}
	return b.w.serve(r)
}

// code is the booking's.
func (w *world) code() (code string) {
	w.t.Helper()
	if err := w.db.QueryRow(w.t.Context(), "select code from booking.booking where id = $1", w.ids["booking"]).Scan(&code); err != nil {
		w.t.Fatal(err)
	}
	return code
}
