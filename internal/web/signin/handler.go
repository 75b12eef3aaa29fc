package signin

import (
	"net/http"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the ways in and out. No answer tells whether an address has an account.
type Handler struct {
	Kit    *page.Kit
	People *identity.Service
}

// Mount adds the area's routes. Posting to any of them belongs to httpx.ClassAuth.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /sign-in", h.Kit.Anybody(h.showSignIn))
	mux.HandleFunc("POST /sign-in", h.Kit.Anybody(h.signIn))
	mux.HandleFunc("GET /sign-up", h.Kit.Anybody(h.showSignUp))
	mux.HandleFunc("POST /sign-up", h.Kit.Anybody(h.signUp))
	mux.HandleFunc("POST /sign-out", h.Kit.Anybody(h.signOut))
	mux.HandleFunc("GET /recover", h.Kit.Anybody(h.showRecover))
	mux.HandleFunc("POST /recover", h.Kit.Anybody(h.recover))
	mux.HandleFunc("GET /recover/{token}", h.Kit.Anybody(h.showReset))
	mux.HandleFunc("POST /recover/{token}", h.Kit.Anybody(h.reset))
	mux.HandleFunc("GET /verify", h.Kit.Anybody(h.showVerify))
	mux.HandleFunc("POST /verify", h.Kit.Anybody(h.resend))
	mux.HandleFunc("GET /verify/{token}", h.Kit.Anybody(h.showConfirm))
	mux.HandleFunc("POST /verify/{token}", h.Kit.Anybody(h.confirm))
}

// page is the frame of this area's pages: nothing but the mark, help and the one task.
func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Title = layout.Focus, p.L.T(title)
	return p
}

// destination is where to go after signing in: a path of this site that is not itself a way in or out; "" for the
// person's own start page.
func destination(next string) string {
	next = page.Local(next, "")
	path, _, _ := strings.Cut(next, "?")
	for _, own := range []string{"/sign-in", "/sign-up", "/sign-out", "/recover", "/verify"} {
		if path == own || strings.HasPrefix(path, own+"/") {
			return ""
		}
	}
	return next
}

// start is where somebody begins: where they wanted to go, else with their work.
func (h Handler) start(next string, who identity.Principal) string {
	switch {
	case next != "" && !(next == "/welcome" && who.Role != identity.Seeker): // the welcome is for those who look for somebody
		return next
	case who.Role == identity.Practitioner && h.Kit.Brand().Has(brand.Booking):
		return "/pro"
	case who.Role == identity.Admin:
		return "/admin"
	}
	return "/"
}

// linkLen is the length of a mailed link's token; anything else is no link of ours.
const linkLen = 43

func isLink(token string) bool {
	return len(token) == linkLen && strings.Trim(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == ""
}

// keepLink lets no other site see the address of a page whose path is a secret.
func keepLink(w http.ResponseWriter) { w.Header().Set("Referrer-Policy", "same-origin") }

// statusOf is how a failed form is answered: 422 for wrong fields, else the error's own status.
func statusOf(err error) int {
	_, status := httpx.Public(err)
	if status == http.StatusUnauthorized {
		return http.StatusUnprocessableEntity // a wrong password is a wrong field of this form
	}
	return status
}
