package listing

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// fieldOf names the form's field of what the module speaks of.
var fieldOf = map[string]string{
	"display_name": "name", "experience_years": "years", "specializations": "spec_0", "certifications": "cert_name_0", "certifications.name": "cert_name_0",
	"certifications.issuer": "cert_issuer_0", "certifications.number": "cert_number_0", "certifications.year": "cert_year_0", "registration.body": "reg_body",
	"registration.number": "reg_number", "travel_radius_km": "radius", "latitude": "city", "longitude": "city", "duration_min": "minutes", "modes": "mode", "name": "title",
}

func (h Handler) showEditor(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	v, err := h.editor(w, r, p, draftOf(p))
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EditorPage(v))
	return nil
}

// editor is the page about p with d in its fields.
func (h Handler) editor(w http.ResponseWriter, r *http.Request, p catalog.Practitioner, d Draft) (Editor, error) {
	known, err := h.Catalog.SpecializationsInUse(r.Context())
	if err != nil {
		return Editor{}, err
	}
	v := Editor{Page: h.page(w, r, "page", "listing.title"), Person: h.Kit.Person(&p), State: stateOf(p), Draft: d, Version: p.Version, Known: known,
		Languages: languageChoices(d.Languages), Cities: cities(d.Country), Visits: h.Kit.Brand().Has(brand.HomeVisit), MaxPhotoMB: MaxPhotoMB}
	v.Countries, v.Zones, v.Confirm = countryChoices(v.Page, d.Country), page.ZoneChoices(v.Page, d.Zone), confirmChoices(v.Page, d.Confirmation)
	if p.ClaimsWait() {
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Info, Text: v.Page.L.T("listing.claims_wait")})
	}
	if on, err := time.Parse(time.DateOnly, p.Registration.CheckedOn); err == nil {
		v.Check = &Check{On: on, Method: page.CheckMethod(v.Page.L, p.Registration.Method)}
	}
	return v, nil
}

// stateOf says in one word whether the public sees the page, and if not why.
func stateOf(p catalog.Practitioner) string {
	switch {
	case p.Suspended:
		return "suspended"
	case p.VerificationStatus == catalog.Rejected:
		return "refused"
	case p.VerificationStatus == catalog.Pending:
		return "waiting"
	case p.LicenceEnded:
		return "lapsed"
	case !p.Listed:
		return "hidden"
	}
	return "visible"
}

func (h Handler) saveEditor(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, maxFields)
	if err != nil {
		return err
	}
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	d := draftFrom(form)
	if err = h.save(r, who, p, version, d, form); err == nil {
		return h.Kit.Done(w, r, "page_saved", "/pro/page")
	}
	return h.editorAgain(w, r, p, d, err)
}

// save writes the draft. Hours and clock go together: another zone needs a tick of its own, since it moves every opening.
func (h Handler) save(r *http.Request, who identity.Principal, p catalog.Practitioner, version int64, d Draft, form url.Values) error {
	in, err := d.profile(p)
	if err != nil {
		return err
	}
	if d.Zone != p.Zone && form.Get("zone_ok") != "yes" {
		return apperr.ErrValidation.WithFields(apperr.Field{Path: "zone_ok", Code: "zone_changes_hours", Message: "Your hours will follow this clock. Tick the box to confirm."})
	}
	_, err = h.Catalog.UpdatePractitioner(r.Context(), who, p.ID, version, in)
	if errors.Is(err, catalog.ErrSlugTaken) {
		return catalog.ErrSlugTaken.WithFields(apperr.Field{Path: "slug", Code: catalog.ErrSlugTaken.Code, Message: catalog.ErrSlugTaken.Message})
	}
	return err
}

// editorAgain shows what was typed with what is wrong. A page that changed meanwhile is shown as it is now.
func (h Handler) editorAgain(w http.ResponseWriter, r *http.Request, p catalog.Practitioner, d Draft, fault error) error {
	if errors.Is(fault, catalog.ErrStale) {
		d = draftOf(p)
	}
	v, err := h.editor(w, r, p, d)
	if err != nil {
		return errors.Join(fault, err)
	}
	if h.Kit.Wrong(&v.Page, nil, fault, fieldOf) {
		httpx.WritePage(w, r, http.StatusUnprocessableEntity, EditorPage(v))
		return nil
	}
	e, status, ok := page.Refused(fault)
	if !ok {
		return fault
	}
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, EditorPage(v))
	return nil
}
