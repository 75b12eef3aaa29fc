package signin

import (
	"errors"
	"net/http"
	"net/url"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showSignIn(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	next := destination(page.Query(r).Get("next"))
	if who.SignedIn() {
		page.See(w, r, h.start(next, who))
		return nil
	}
	v := SignIn{Page: h.page(w, r, "signin.title"), Next: next}
	if next != "" {
		v.Reason = v.Page.L.T("signin.reason")
	}
	httpx.WritePage(w, r, http.StatusOK, SignInPage(v))
	return nil
}

func (h Handler) signIn(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	next := destination(form.Get("next"))
	var v apperr.Validation
	v.Check(form.Get("email") != "", "email", "required", "Enter your email address.")
	v.Check(form.Get("password") != "", "password", "required", "Enter a password.")
	if err := v.Err(); err != nil {
		return h.signInAgain(w, r, form, err)
	}
	in, err := h.People.Login(r.Context(), identity.Credentials{
		Email: form.Get("email"), Password: form.Get("password"), Kind: identity.PageSession, Device: h.Kit.Device(r), Replaces: who,
	})
	if err != nil {
		return h.signInAgain(w, r, form, err)
	}
	h.Kit.SignIn(w, in)
	page.See(w, r, h.start(next, in.Principal))
	return nil
}

func (h Handler) signInAgain(w http.ResponseWriter, r *http.Request, form url.Values, err error) error {
	v := SignIn{Page: h.page(w, r, "signin.title"), Next: destination(form.Get("next"))}
	e, ok := apperr.As(err)
	switch {
	case errors.Is(err, identity.ErrBadCredentials):
		v.Page.Errors = []ui.FieldError{{Field: "email", Message: v.Page.L.T("error.credentials")}}
		page.Keep(&v.Page, form)
	case errors.Is(err, identity.ErrTooManyAttempts) || errors.Is(err, identity.ErrNotActive):
		v.Page.Notices = []ui.Notice{{Tone: ui.Warning, Text: page.Words(v.Page, e)}}
		page.Keep(&v.Page, form)
	case !ok || !h.Kit.Wrong(&v.Page, form, err, nil):
		return err
	}
	httpx.WritePage(w, r, statusOf(err), SignInPage(v))
	return nil
}

func (h Handler) signOut(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	_, err := h.Kit.Form(w, r)
	switch {
	case errors.Is(err, identity.ErrUnauthenticated): // the session ended by itself: so be it
	case err != nil:
		return err
	case who.SignedIn():
		if err := h.People.Logout(r.Context(), who, h.Kit.Device(r)); err != nil {
			return err
		}
	}
	h.Kit.SignOut(w)
	h.Kit.Flash(w, ui.Success, "signed_out")
	page.See(w, r, "/")
	return nil
}
