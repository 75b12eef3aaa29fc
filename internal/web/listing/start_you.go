package listing

import (
	"errors"
	"net/http"
	"net/url"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) showYou(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v := StartYou{Start: h.start(w, r, stepYou), Unproved: !who.Verified}
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	switch {
	case err == nil:
		v.Draft = draftOf(p)
	case errors.Is(err, catalog.ErrNoPractitioner):
		v.Draft = Draft{Name: who.Name, Languages: []string{v.Page.L.Lang()}}
	default:
		return err
	}
	v.Languages = languageChoices(v.Draft.Languages)
	httpx.WritePage(w, r, http.StatusOK, StartYouPage(v))
	return nil
}

// saveYou makes the profile, or changes the one that is there: the form may be sent twice.
func (h Handler) saveYou(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, maxFields)
	if err != nil {
		return err
	}
	fault := h.keepYou(r, who, form)
	if fault == nil {
		page.See(w, r, stepPath(after(stepYou)))
		return nil
	}
	v := StartYou{Start: h.start(w, r, stepYou), Unproved: !who.Verified, Languages: languageChoices(form["language"]),
		Draft: Draft{Name: form.Get("name"), Headline: form.Get("headline")}}
	status, err := h.refused(&v.Page, fault)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, status, StartYouPage(v))
	return nil
}

func (h Handler) keepYou(r *http.Request, who identity.Principal, form url.Values) error {
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		_, zone := h.Kit.Reader(r)
		_, err = h.Catalog.CreatePractitioner(r.Context(), who, catalog.Profile{
			DisplayName: form.Get("name"), Headline: form.Get("headline"), Languages: form["language"], Currency: h.Kit.Brand().Currency,
			Country: h.Kit.Brand().Country, Zone: zone.String(), Confirmation: catalog.Instant, Listed: true,
		})
		return err
	}
	if err != nil {
		return err
	}
	d := draftOf(p)
	d.Name, d.Headline, d.Languages = form.Get("name"), form.Get("headline"), form["language"]
	in, err := d.profile(p)
	if err == nil {
		_, err = h.Catalog.UpdatePractitioner(r.Context(), who, p.ID, p.Version, in)
	}
	return err
}
