package page

import (
	"net/http"
	"strings"
	"time"
)

const (
	saveCookie = "klear_save"
	saveFor    = 24 * time.Hour // long enough to make an account and prove its address
	maxSlug    = 100
)

// RememberSave notes whom a visitor wants to save once they are signed in. Signed, so that nobody else can make a browser
// save somebody.
func (k *Kit) RememberSave(w http.ResponseWriter, slug string) {
	if slug != "" && len(slug) <= maxSlug {
		k.setSecret(w, saveCookie, slug+"|"+k.CSRF.Token("save "+slug), saveFor)
	}
}

// TakeSave is what RememberSave noted in this browser, once; "" when there is nothing.
func (k *Kit) TakeSave(w http.ResponseWriter, r *http.Request) string {
	if !k.AsksToSave(r) {
		return ""
	}
	k.setSecret(w, saveCookie, "", -1)
	slug, token, _ := strings.Cut(k.cookie(r, saveCookie), "|")
	if !k.CSRF.Verify("save "+slug, token) {
		return ""
	}
	return slug
}

// AsksToSave reports whether RememberSave noted somebody in this browser.
func (k *Kit) AsksToSave(r *http.Request) bool { return k.cookie(r, saveCookie) != "" }
