package signin

import (
	"errors"
	"net/http"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/password"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showRecover(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	v := Recover{}
	if page.Query(r).Has("sent") {
		v.Sent = h.sent(r)
	}
	v.Page = h.page(w, r, map[bool]string{false: "recover.title", true: "recover.sent"}[v.Sent != ""])
	httpx.WritePage(w, r, http.StatusOK, RecoverPage(v))
	return nil
}

func (h Handler) recover(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	email := strings.TrimSpace(form.Get("email"))
	if err := checkAddress(email); err != nil {
		v := Recover{Page: h.page(w, r, "recover.title")}
		h.Kit.Wrong(&v.Page, form, err, nil)
		httpx.WritePage(w, r, statusOf(err), RecoverPage(v))
		return nil
	}
	if err := h.People.Forgot(r.Context(), email, h.Kit.Device(r)); err != nil {
		return err
	}
	h.Kit.SetSent(w, email)
	page.See(w, r, "/recover?sent")
	return nil
}

// checkAddress finds the slips that no mail could tell of. Whether somebody has the address is not its business.
func checkAddress(email string) error {
	var v apperr.Validation
	v.Check(email != "", "email", "required", "Enter your email address.")
	local, host, _ := strings.Cut(email, "@")
	v.Check(email == "" || (local != "" && host != "" && len(email) <= 254), "email", "invalid", "Enter an email address like name@example.com.")
	return v.Err()
}

func (h Handler) showReset(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	keepLink(w)
	token := r.PathValue("token")
	if !isLink(token) {
		return h.resetExpired(w, r)
	}
	httpx.WritePage(w, r, http.StatusOK, ResetPage(Reset{Page: h.page(w, r, "reset.title"), Token: token, MinPassword: password.MinLength}))
	return nil
}

func (h Handler) reset(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	keepLink(w)
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	token := r.PathValue("token")
	err = identity.ErrLink
	if isLink(token) {
		err = h.People.Reset(r.Context(), token, form.Get("password"), h.Kit.Device(r))
	}
	switch {
	case err == nil:
		h.Kit.Flash(w, ui.Success, "password_changed")
		page.See(w, r, "/sign-in")
		return nil
	case errors.Is(err, identity.ErrLink):
		return h.resetExpired(w, r)
	}
	v := Reset{Page: h.page(w, r, "reset.title"), Token: token, MinPassword: password.MinLength}
	if !h.Kit.Wrong(&v.Page, form, err, nil) {
		return err
	}
	httpx.WritePage(w, r, statusOf(err), ResetPage(v))
	return nil
}

func (h Handler) resetExpired(w http.ResponseWriter, r *http.Request) error {
	httpx.WritePage(w, r, http.StatusGone, ResetPage(Reset{Page: h.page(w, r, "reset.expired"), Expired: true}))
	return nil
}
