package account

import (
	"errors"
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// free are the consents that may be given and withdrawn; the others come and go with the account.
var free = []identity.Purpose{identity.ConsentMarketing}

func (h Handler) privacyView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Privacy, error) {
	given, err := h.People.Consents(r.Context(), who)
	if err != nil {
		return Privacy{}, err
	}
	has, err := h.People.HasPassword(r.Context(), who)
	if err != nil {
		return Privacy{}, err
	}
	ahead, err := h.Bookings.Upcoming(r.Context(), h.Kit.Caller(r))
	if err != nil {
		return Privacy{}, err
	}
	v := Privacy{Page: h.page(w, r), HasPassword: has, Upcoming: ahead}
	for _, purpose := range free {
		c := Consent{Name: string(purpose), Label: v.Page.L.T("account.consent_" + string(purpose)), Hint: v.Page.L.T("account.consent_" + string(purpose) + "_hint")}
		for _, g := range given {
			if g.Purpose == purpose && g.WithdrawnAt == nil {
				c.Given, c.Since, c.Version = true, g.GivenAt, g.TextVersion
			}
		}
		v.Consents = append(v.Consents, c)
	}
	return v, nil
}

func (h Handler) showPrivacy(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.privacyView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, PrivacyPage(v))
	return nil
}

func (h Handler) saveConsents(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	for _, purpose := range free {
		if err := h.People.SetConsent(r.Context(), who, purpose, form.Get("consent."+string(purpose)) == "yes"); err != nil {
			return err
		}
	}
	return h.Kit.Done(w, r, "consents_saved", "/account/privacy")
}

// remove erases the account. Bookings ahead come first: others count on them.
func (h Handler) remove(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	var missing apperr.Validation
	missing.Check(form.Get("confirm") == "yes", "confirm", "required", "Tick the box to go on.")
	fault := missing.Err()
	if fault == nil {
		fault = h.People.DeleteAccount(r.Context(), who, form.Get("password"), h.Kit.Device(r))
	}
	if fault == nil {
		h.Kit.SignOut(w)
		return h.Kit.Done(w, r, "account_deleted", "/")
	}
	v, err := h.privacyView(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	e, ok := apperr.As(fault)
	switch {
	case errors.Is(fault, booking.ErrUpcoming) || errors.Is(fault, identity.ErrTooManyAttempts):
		page.Warn(&v.Page, e)
	case !ok || !h.Kit.Wrong(&v.Page, form, fault, nil):
		return fault
	}
	httpx.WritePage(w, r, statusOf(fault), PrivacyPage(v))
	return nil
}
