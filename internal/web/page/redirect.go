package page

import (
	"net/http"
	"net/url"
	"strings"

	"klear/internal/platform/httpx"
)

// maxNext limits a path that travels through a query, in bytes.
const maxNext = 1000

// Local returns next when it is a path of this site, else fallback. Anything a browser could read as another site is
// refused: schemes, //host, /\host, user info, control characters and blanks, encoded or not.
func Local(next, fallback string) string {
	if len(next) == 0 || len(next) > maxNext || next[0] != '/' || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\") {
		return fallback
	}
	for _, c := range next {
		if c <= 0x20 || c == 0x7f || c == 0xfffd || (c >= 0x80 && c < 0xa0) {
			return fallback
		}
	}
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return fallback
	}
	// A path that decodes to //host or /\host would be one for whoever decodes it again.
	if strings.HasPrefix(u.Path, "//") || strings.ContainsAny(u.Path, "\\\x00\r\n\t") {
		return fallback
	}
	return next
}

// Next is how a form that was sent by script, as the outbox does, learns what happened: the page that would have come.
type Next struct {
	URL string `json:"url"`
}

// See answers a POST with 303: a reload then asks for the page and does not send the form again. to is a local path. A
// client that asks for JSON gets the address as Next.
func See(w http.ResponseWriter, r *http.Request, to string) {
	if r.Method == http.MethodPost && httpx.WantsJSON(r) {
		httpx.WriteJSON(w, r, http.StatusOK, Next{Local(to, "/")})
		return
	}
	http.Redirect(w, r, Local(to, "/"), http.StatusSeeOther)
}

// Moved answers 301: the page has another address for good.
func Moved(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.Redirect(w, r, Local(to, "/"), http.StatusMovedPermanently)
}

// SignInPath is the sign-in page that leads back to the page that was asked for; after a refused form, to the page the
// form was on.
func SignInPath(r *http.Request) string {
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		next = ""
		if u, err := url.Parse(r.Referer()); err == nil && u.Host == r.Host {
			next = u.RequestURI()
		}
	}
	if next = Local(next, ""); next == "" || next == "/" {
		return "/sign-in"
	}
	return "/sign-in?next=" + url.QueryEscape(next)
}
