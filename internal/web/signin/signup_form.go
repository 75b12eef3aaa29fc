package signin

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/password"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// purposes are the consents asked at sign-up, each alone. Without the first two there is no account.
var purposes = []struct {
	purpose  identity.Purpose
	required bool
}{{identity.ConsentTerms, true}, {identity.ConsentPrivacy, true}, {identity.ConsentMarketing, false}}

func (h Handler) showSignUp(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	q := page.Query(r)
	next := destination(q.Get("next"))
	if who.SignedIn() {
		page.See(w, r, h.start(next, who))
		return nil
	}
	if sent := h.sent(r); sent != "" && q.Has("sent") {
		httpx.WritePage(w, r, http.StatusOK, SignUpPage(SignUp{Page: h.page(w, r, "signup.sent"), Pending: sent}))
		return nil
	}
	httpx.WritePage(w, r, http.StatusOK, SignUpPage(h.signUpView(w, r, next, url.Values{"wish": q["wish"]})))
	return nil
}

func (h Handler) signUpView(w http.ResponseWriter, r *http.Request, next string, form url.Values) SignUp {
	v := SignUp{Page: h.page(w, r, "signup.title"), Next: next, MinPassword: password.MinLength}
	if h.Kit.Brand().Has(brand.Booking) {
		v.Wishes = wishes(v.Page, form.Get("wish"))
	}
	for _, c := range purposes {
		name := "consent." + string(c.purpose)
		v.Consents = append(v.Consents, Consent{Name: name, Label: v.Page.L.T("signup.consent_" + string(c.purpose)), Required: c.required, Checked: form.Get(name) == "yes"})
	}
	return v
}

// wishes are what somebody comes for; they decide nothing but where the account begins.
func wishes(p layout.Page, chosen string) []ui.Choice {
	if chosen != "offer" {
		chosen = "book"
	}
	var out []ui.Choice
	for _, wish := range []string{"book", "offer"} {
		out = append(out, ui.Choice{Value: wish, Label: p.L.T("signup.wish_" + wish), Hint: p.L.T("signup.wish_hint_" + wish), Selected: wish == chosen})
	}
	return out
}

// roleOf is the role of a new account. A practitioner's is no privilege: nobody is shown before an operator checked them.
func roleOf(v SignUp) identity.Role {
	for _, w := range v.Wishes {
		if w.Value == "offer" && w.Selected {
			return identity.Practitioner
		}
	}
	return identity.Seeker
}

func (h Handler) signUp(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	next := destination(form.Get("next"))
	given := func(p identity.Purpose) bool { return form.Get("consent."+string(p)) == "yes" }
	v := h.signUpView(w, r, next, form)
	err = h.People.Register(r.Context(), identity.Registration{
		Email: form.Get("email"), Password: form.Get("password"), Name: form.Get("name"), Role: roleOf(v),
		Zone: h.Kit.Chosen(r).Zone, Locale: v.Page.L.Tag(), Device: h.Kit.Device(r),
		AcceptTerms: given(identity.ConsentTerms) && given(identity.ConsentPrivacy), Marketing: given(identity.ConsentMarketing),
	})
	if err != nil {
		if !h.Kit.Wrong(&v.Page, form, eachConsent(err, given), nil) {
			return err
		}
		httpx.WritePage(w, r, statusOf(err), SignUpPage(v))
		return nil
	}
	h.Kit.SetSent(w, form.Get("email"))
	page.See(w, r, "/sign-up?sent&next="+url.QueryEscape(next))
	return nil
}

// eachConsent says of each missing consent that it is missing, where identity speaks of both at once.
func eachConsent(err error, given func(identity.Purpose) bool) error {
	e, ok := apperr.As(err)
	if !ok || !errors.Is(err, apperr.ErrValidation) {
		return err
	}
	fields := slices.DeleteFunc(slices.Clone(e.Fields), func(f apperr.Field) bool { return f.Path == "acceptTerms" })
	for _, c := range purposes {
		if c.required && !given(c.purpose) {
			fields = append(fields, apperr.Field{Path: "consent." + string(c.purpose), Code: "consent_required", Message: "This is needed for an account."})
		}
	}
	return e.WithFields(fields...)
}
