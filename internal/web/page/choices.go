package page

import (
	"encoding/base64"
	"net/http"
	"time"

	"klear/internal/platform/i18n"
)

// Chosen are the preferences that were chosen in this browser; "" where nothing was.
func (k *Kit) Chosen(r *http.Request) Preferences {
	p := Preferences{Theme: theme(r)}
	if c, err := r.Cookie(langCookie); err == nil {
		for _, l := range i18n.Languages {
			if l.Code == c.Value {
				p.Lang = c.Value
			}
		}
	}
	if c, err := r.Cookie(zoneCookie); err == nil && Location(c.Value) != nil {
		p.Zone = c.Value
	}
	return p
}

const (
	sentCookie = "klear_sent"
	sentFor    = 10 * time.Minute
	maxAddress = 300
)

// SetSent remembers the address that a mail went to, so that the page after the redirect can name it: an address has no
// place in a URL.
func (k *Kit) SetSent(w http.ResponseWriter, email string) {
	if len(email) <= maxAddress {
		k.setSecret(w, sentCookie, base64.RawURLEncoding.EncodeToString([]byte(email)), sentFor)
	}
}

// Sent is the address of the last SetSent in this browser, or "". It proves nothing.
func (k *Kit) Sent(r *http.Request) string {
	raw, err := base64.RawURLEncoding.DecodeString(k.cookie(r, sentCookie))
	if err != nil || len(raw) > maxAddress {
		return ""
	}
	values := map[string][]string{"": {string(raw)}}
	clean(values)
	return values[""][0]
}
