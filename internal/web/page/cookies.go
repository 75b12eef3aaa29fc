package page

import (
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
)

// Cookies that prove something.
const (
	sessionCookie = "klear_session"
	visitorCookie = "klear_visitor"
	csrfCookie    = "klear_csrf"
	deviceCookie  = "klear_device"
	flashCookie   = "klear_flash"
	guestCookie   = "klear_guest"
	holdCookie    = "klear_hold"
)

const (
	day = 24 * time.Hour
	// visitorFor is how long a browser keeps the secret of its guest bookings: as long as any of them can still matter.
	visitorFor = 400 * day
	// secretLen is the length of ids.Source.Secret. Nothing else is accepted as a visitor's secret: an id, which others
	// may know, must never pass for one.
	secretLen = 43
)

// cookieName is name with the prefix that keeps other hosts of the domain, and http, from setting it.
func (k *Kit) cookieName(name string) string {
	if k.Secure {
		return "__Host-" + name
	}
	return name
}

func (k *Kit) cookie(r *http.Request, name string) string {
	c, err := r.Cookie(k.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie keeps a value for d; 0 is until the browser closes, less than 0 deletes it.
func (k *Kit) setCookie(w http.ResponseWriter, name, value string, d time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: k.Secure, SameSite: http.SameSiteLaxMode}
	switch {
	case d > 0:
		c.MaxAge = int(d / time.Second)
	case d < 0:
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

func (k *Kit) setSecret(w http.ResponseWriter, name, value string, d time.Duration) {
	k.setCookie(w, k.cookieName(name), value, d)
}

// SignIn gives the browser its page session and its device token.
func (k *Kit) SignIn(w http.ResponseWriter, in identity.SignedIn) {
	k.setSecret(w, sessionCookie, in.CookieSecret, in.Ends.Sub(k.Clock.Now()))
	k.setSecret(w, deviceCookie, in.DeviceToken, identity.DeviceFor)
}

// SignOut takes the session away and, because the next person at this browser may be another, the secret of its guest
// bookings and the flash. The device stays known.
func (k *Kit) SignOut(w http.ResponseWriter) {
	for _, name := range []string{sessionCookie, visitorCookie, csrfCookie, flashCookie, guestCookie, holdCookie, sentCookie, saveCookie} {
		k.setSecret(w, name, "", -1)
	}
	k.setCookie(w, lastSearchCookie, "", -1)
}

// Device is what the request tells about where it comes from, for identity.
func (k *Kit) Device(r *http.Request) identity.Device {
	return identity.Device{
		UserAgent: r.UserAgent(), Addr: httpx.ClientIP(r.Context()), Token: k.cookie(r, deviceCookie),
		RequestID: httpx.RequestID(r.Context()),
	}
}

// Visitor is the browser's secret for guest bookings, made now when there is none. Call it in POST handlers only, before
// anything is written.
func (k *Kit) Visitor(w http.ResponseWriter, r *http.Request) string {
	if s := k.visitor(r); s != "" {
		return s
	}
	s := k.IDs.Secret()
	k.SetVisitor(w, s)
	return s
}

// SetVisitor makes secret the browser's: a guest came by the link of their booking.
func (k *Kit) SetVisitor(w http.ResponseWriter, secret string) {
	k.setSecret(w, visitorCookie, secret, visitorFor)
}

func (k *Kit) visitor(r *http.Request) string {
	if s := k.cookie(r, visitorCookie); len(s) == secretLen {
		return s
	}
	return ""
}

// Caller is who acts on bookings: the signed-in person, the browser's guest secret, or both.
func (k *Kit) Caller(r *http.Request) booking.Caller {
	return booking.Caller{Principal: identity.PrincipalFrom(r.Context()), Access: k.visitor(r), RequestID: httpx.RequestID(r.Context())}
}
