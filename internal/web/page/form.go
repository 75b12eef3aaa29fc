package page

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
)

// Errors of forms.
var (
	ErrCSRF = apperr.New(apperr.Forbidden, "csrf_token_invalid", "This form was open for too long. Go back, load the page again and send it once more.")
	ErrForm = apperr.New(apperr.Invalid, "malformed_request", "The form could not be read.")
)

// Limits of a form. The size of the whole body is limited per route in httpx.Rules.
const (
	defaultFields  = 60
	maxFieldBytes  = 64 << 10
	multipartBytes = 1 << 20 // kept in memory; larger parts go to a file
)

// Form reads a form that changes something: it checks the CSRF token and that there are at most maxFields values
// (default 60), and drops broken UTF-8 and control characters other than line breaks and tabs. Errors: ErrCSRF, ErrForm,
// httpx.ErrBodyTooLarge; identity.ErrUnauthenticated when the form was made for a session that is over.
func (k *Kit) Form(w http.ResponseWriter, r *http.Request, maxFields ...int) (url.Values, error) {
	limit := defaultFields
	if len(maxFields) > 0 {
		limit = maxFields[0]
	}
	if err := parse(r); err != nil {
		return nil, err
	}
	n := 0
	for _, values := range r.PostForm {
		n += len(values)
		for _, v := range values {
			if len(v) > maxFieldBytes {
				return nil, httpx.ErrBodyTooLarge
			}
		}
	}
	if n > limit {
		return nil, ErrForm
	}
	if !k.CSRF.Verify(k.browser(w, r), r.PostForm.Get("csrf")) {
		if k.cookie(r, sessionCookie) != "" && !identity.PrincipalFrom(r.Context()).SignedIn() {
			return nil, identity.ErrUnauthenticated
		}
		return nil, ErrCSRF
	}
	clean(r.PostForm)
	return r.PostForm, nil
}

func parse(r *http.Request) error {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		if err = r.ParseMultipartForm(multipartBytes); err == nil {
			r.PostForm = url.Values(r.MultipartForm.Value)
		}
	} else {
		err = r.ParseForm()
	}
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return tooLarge
	}
	if err != nil {
		return ErrForm.With(err)
	}
	return nil
}

// clean drops what neither a database column nor a page can hold.
func clean(values url.Values) {
	for _, list := range values {
		for i, v := range list {
			list[i] = strings.Map(func(r rune) rune {
				if r == '\n' || r == '\t' || !unicode.IsControl(r) {
					return r
				}
				return -1
			}, strings.ToValidUTF8(v, ""))
		}
	}
}

// browser is what this browser's forms are bound to: the session of a signed-in person, else an id of its own.
func (k *Kit) browser(w http.ResponseWriter, r *http.Request) string {
	if p := identity.PrincipalFrom(r.Context()); p.SignedIn() {
		return "session " + p.SessionID.String()
	}
	id := k.cookie(r, csrfCookie)
	if len(id) != secretLen {
		id = k.IDs.Secret()
		k.setSecret(w, csrfCookie, id, 0)
		// A second call in this request must find the same one.
		r.AddCookie(&http.Cookie{Name: k.cookieName(csrfCookie), Value: id})
	}
	return "browser " + id
}
