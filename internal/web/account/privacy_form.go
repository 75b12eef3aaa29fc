package account

import (
	"net/http"
	"slices"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
)

// free are the consents that may be given and withdrawn; bound ones come and go with the account.
var (
	free  = []identity.Purpose{identity.ConsentMarketing}
	bound = []identity.Purpose{identity.ConsentTerms, identity.ConsentPrivacy}
)

// consentView is one purpose as it stands: what the latest consent to it was, and whether it still holds.
func consentView(p layout.Page, purpose identity.Purpose, given []identity.Consent) Consent {
	c := Consent{Name: string(purpose), Label: p.L.T("account.consent_" + string(purpose)), Hint: p.L.T("account.consent_" + string(purpose) + "_hint"), Free: slices.Contains(free, purpose)}
	for _, g := range given {
		if g.Purpose == purpose {
			c.Given, c.Since, c.Version = g.WithdrawnAt == nil, g.GivenAt, g.TextVersion
		}
	}
	return c
}

func (h Handler) showPrivacy(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	given, err := h.People.Consents(r.Context(), who)
	if err != nil {
		return err
	}
	v := Privacy{Page: h.page(w, r)}
	for _, purpose := range slices.Concat(free, bound) {
		v.Consents = append(v.Consents, consentView(v.Page, purpose, given))
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
