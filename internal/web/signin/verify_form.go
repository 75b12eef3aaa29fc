package signin

import (
	"errors"
	"net/http"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// confirmed marks the remembered address as confirmed; no address begins with it.
const confirmed = "confirmed "

// address is where a confirmation went, or would go, as far as this browser knows, and whether it came back.
func (h Handler) address(r *http.Request, who identity.Principal) (email string, done bool) {
	if who.SignedIn() {
		return who.Email, who.Verified
	}
	return strings.CutPrefix(h.Kit.Sent(r), confirmed)
}

// sent is the address that a mail went to, whatever came of it.
func (h Handler) sent(r *http.Request) string { return strings.TrimPrefix(h.Kit.Sent(r), confirmed) }

// showVerify tells how the confirmation stands: a mail is under way, or the address is confirmed.
func (h Handler) showVerify(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	email, done := h.address(r, who)
	switch {
	case email == "":
		httpx.WritePage(w, r, http.StatusOK, AskPage(Ask{Page: h.page(w, r, "verify.ask")}))
	case done:
		v := Verify{Page: h.page(w, r, "verify.done"), State: VerifyDone, Email: email, Next: "/sign-in"}
		welcome := h.Kit.Brand().Has(brand.Find) && (who.Role == identity.Seeker || !who.SignedIn())
		switch {
		case who.SignedIn() && !welcome:
			v.Next = h.start("", who)
		case who.SignedIn():
			v.Next = "/welcome"
		case welcome:
			v.Next = "/sign-in?next=/welcome"
		}
		httpx.WritePage(w, r, http.StatusOK, VerifyPage(v))
	default:
		httpx.WritePage(w, r, http.StatusOK, VerifyPage(Verify{Page: h.page(w, r, "signup.sent"), State: VerifySent, Email: email}))
	}
	return nil
}

// resend mails another link, if there is somebody to mail it to.
func (h Handler) resend(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	email := strings.TrimSpace(form.Get("email"))
	if err := checkAddress(email); err != nil {
		v := Ask{Page: h.page(w, r, "verify.ask")}
		h.Kit.Wrong(&v.Page, form, err, nil)
		httpx.WritePage(w, r, statusOf(err), AskPage(v))
		return nil
	}
	if err := h.People.ResendVerification(r.Context(), email, h.Kit.Device(r)); err != nil {
		return err
	}
	h.Kit.SetSent(w, email)
	page.See(w, r, "/verify")
	return nil
}

// showConfirm asks to press a button: mail programs and scanners open links on their own, and a link works once.
func (h Handler) showConfirm(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	keepLink(w)
	token := r.PathValue("token")
	if !isLink(token) {
		return h.confirmExpired(w, r, who)
	}
	httpx.WritePage(w, r, http.StatusOK, ConfirmPage(Confirm{Page: h.page(w, r, "verify.confirm"), Token: token}))
	return nil
}

func (h Handler) confirm(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	keepLink(w)
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	p, err := h.People.VerifyEmail(r.Context(), r.PathValue("token"), h.Kit.Device(r))
	if errors.Is(err, identity.ErrLink) {
		return h.confirmExpired(w, r, who)
	}
	if err != nil {
		return err
	}
	h.Kit.SetSent(w, confirmed+p.Email)
	page.See(w, r, "/verify")
	return nil
}

// confirmExpired offers another link: to the address this browser knows of, else to one that is asked for.
func (h Handler) confirmExpired(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	p := h.page(w, r, "verify.expired")
	if email, done := h.address(r, who); email != "" && !done {
		httpx.WritePage(w, r, http.StatusGone, VerifyPage(Verify{Page: p, State: VerifyExpired, Email: email}))
		return nil
	}
	httpx.WritePage(w, r, http.StatusGone, AskPage(Ask{Page: p, Expired: true}))
	return nil
}
