package page

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/platform/flags"
)

// Action answers a request, or returns the error to answer it with. who is the zero Principal for a visitor.
type Action func(w http.ResponseWriter, r *http.Request, who identity.Principal) error

// Anybody serves visitors and signed-in people.
func (k *Kit) Anybody(do Action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(w, r, identity.PrincipalFrom(r.Context())); err != nil {
			k.Error(w, r, err)
		}
	}
}

// When serves an area while its flag is on; while it is off there is no such page for anybody.
func (k *Kit) When(flag flags.Name, do http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !k.Flags.On(r.Context(), flag) {
			k.Error(w, r, flags.ErrOff)
			return
		}
		do(w, r)
	}
}

// SignedIn serves signed-in people; others are sent to sign in, and then back.
func (k *Kit) SignedIn(do Action) http.HandlerFunc {
	return k.Anybody(func(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
		if !who.SignedIn() {
			return identity.ErrUnauthenticated
		}
		return do(w, r, who)
	})
}

// Only serves one role; other people get 403. What they may do with which record the modules decide.
func (k *Kit) Only(role identity.Role, do Action) http.HandlerFunc {
	return k.SignedIn(func(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
		if who.Role != role {
			return identity.ErrForbidden
		}
		return do(w, r, who)
	})
}
