package page

import (
	"errors"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
)

// sessionless are the paths that ask nobody who they are: they must work when the database does not, or are the same
// for everybody.
var sessionless = []string{"/static/", "/portraits/", "/photos/", "/cards/", "/card.png", "/help-now", "/icon.svg", "/icons/", "/favicon.ico",
	"/embed", "/manifest.webmanifest", "/sw.js", "/offline", "/robots.txt", "/sitemap", "/healthz", "/readyz"}

func needsSession(path string) bool {
	for _, p := range sessionless {
		if strings.HasPrefix(path, p) {
			return false
		}
	}
	return true
}

// Session finds out who is asking and puts the principal into the context: pages by the session cookie, /api/ by an
// access token and never by the cookie, so that no page of another site can make the API act for a signed-in browser. A
// cookie whose session is over is cleared and the visitor anonymous; a bad bearer is refused with 401.
func (k *Kit) Session(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !plain(r.URL.Path) {
			httpx.WriteError(w, r, httpx.ErrNotFound)
			return
		}
		var p identity.Principal
		var err error
		switch path := r.URL.Path; {
		case strings.HasPrefix(path, "/api/"):
			p, err = k.byBearer(w, r)
		case needsSession(path):
			p, err = k.byCookie(w, r)
		}
		if err != nil {
			httpx.WriteError(w, r, err)
			return
		}
		if p.SignedIn() {
			if !httpx.AllowPerson(w, r, p.PersonID) {
				return
			}
			r = r.WithContext(identity.WithPrincipal(r.Context(), p))
		}
		next.ServeHTTP(w, r)
	})
}

// plain refuses what no address of ours holds and no database column takes.
func plain(path string) bool {
	return utf8.ValidString(path) && !strings.ContainsFunc(path, unicode.IsControl)
}

func (k *Kit) byCookie(w http.ResponseWriter, r *http.Request) (identity.Principal, error) {
	secret := k.cookie(r, sessionCookie)
	if secret == "" {
		return identity.Principal{}, nil
	}
	p, err := k.Sessions.PrincipalByCookie(r.Context(), secret)
	if errors.Is(err, identity.ErrUnauthenticated) {
		k.setSecret(w, sessionCookie, "", -1)
		return identity.Principal{}, nil
	}
	return p, err
}

func (k *Kit) byBearer(w http.ResponseWriter, r *http.Request) (identity.Principal, error) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return identity.Principal{}, nil
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		token = ""
	}
	p, err := k.Sessions.PrincipalByToken(r.Context(), strings.TrimSpace(token))
	if errors.Is(err, identity.ErrUnauthenticated) {
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	return p, err
}
