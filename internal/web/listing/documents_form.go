package listing

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

const (
	maxPaperMB = 15
	warnWithin = 60 * 24 * time.Hour // before the end of a licence
)

func (h Handler) showDocuments(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	v, err := h.documents(w, r, who, p, nil)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, DocumentsPage(v))
	return nil
}

func (h Handler) documents(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner, form url.Values) (Documents, error) {
	list, claims, err := h.Catalog.Documents(r.Context(), who, p.ID)
	if err != nil {
		return Documents{}, err
	}
	v := Documents{Page: h.page(w, r, "documents", "nav.documents")}
	v.Form = paperForm(v.Page, p, form)
	for _, d := range list {
		v.Items = append(v.Items, documentItem(v.Page, d, claims[d.ID]))
	}
	if n, ok := licenceNotice(v.Page, p); ok {
		v.Page.Notices = append(v.Page.Notices, n)
	}
	return v, nil
}

func documentItem(p layout.Page, d catalog.Document, said catalog.Claims) DocumentItem {
	it := DocumentItem{ID: d.ID.String(), Kind: p.L.T("admin.kind_" + d.Kind), Number: said.Number, Issuer: said.Issuer, Country: d.Country, Uploaded: d.UploadedAt}
	if ends, err := time.Parse(time.DateOnly, d.ExpiresOn); err == nil {
		it.Ends = ends
	}
	return it
}

// licenceNotice says plainly what the end of the licence means, or what is being done about it.
func licenceNotice(p layout.Page, who catalog.Practitioner) (ui.Notice, bool) {
	last, err := time.Parse(time.DateOnly, who.LicenceExpiresOn)
	on := i18n.D{"Date": p.L.DateYear(last, time.UTC)}
	switch {
	case who.ClaimsWait():
		return ui.Notice{Tone: ui.Info, Text: p.L.T("listing.claims_wait")}, true
	case who.RenewalAt != nil || who.LicenceEnded && who.VerificationStatus == catalog.Pending:
		return ui.Notice{Tone: ui.Info, Text: p.L.T("documents.renewal")}, true
	case err != nil || who.LicenceUntil == nil:
		return ui.Notice{}, false
	case !p.Now.Before(*who.LicenceUntil):
		return ui.Notice{Tone: ui.Danger, Title: p.L.T("documents.ended_title", on), Text: p.L.T("documents.ended_text")}, true
	case who.LicenceUntil.Sub(p.Now) <= warnWithin:
		return ui.Notice{Tone: ui.Warning, Title: p.L.T("documents.ending_title", on), Text: p.L.T("documents.ending_text")}, true
	}
	return ui.Notice{}, false
}

// paperForm is the form for one more paper, as it was typed.
func paperForm(p layout.Page, who catalog.Practitioner, form url.Values) PaperForm {
	f := PaperForm{MaxMB: maxPaperMB, Number: form.Get("number"), Issuer: form.Get("issuer"), ExpiresOn: form.Get("expires_on")}
	kind, country := form.Get("kind"), form.Get("country")
	if form == nil {
		kind, country, f.Number, f.Issuer = "registration", who.Country, who.Registration.Number, who.Registration.Body
	}
	for _, k := range catalog.DocumentKinds {
		f.Kinds = append(f.Kinds, ui.Choice{Value: k, Label: p.L.T("admin.kind_" + k), Selected: k == kind})
	}
	f.Countries = countryChoices(p, country)
	return f
}

// takePaper reads the form and hands the paper in.
func (h Handler) takePaper(r *http.Request, who identity.Principal, p catalog.Practitioner, form url.Values) error {
	content, name, err := upload(r, "document")
	if err != nil {
		return err
	}
	_, err = h.Catalog.AddDocument(r.Context(), who, p.ID, catalog.Paper{Kind: form.Get("kind"), Name: name, Content: content,
		Number: form.Get("number"), Issuer: form.Get("issuer"), Country: form.Get("country"), ExpiresOn: form.Get("expires_on")})
	return beside("document", err)
}

func (h Handler) addDocument(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	fault := h.takePaper(r, who, p, form)
	if fault == nil {
		return h.Kit.Done(w, r, "document_added", "/pro/documents")
	}
	v, err := h.documents(w, r, who, p, form)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, err := h.refused(&v.Page, fault)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, status, DocumentsPage(v))
	return nil
}

// refused puts what went wrong on the page and is the status to answer; an error that no page can say comes back.
func (h Handler) refused(p *layout.Page, fault error) (int, error) {
	if h.Kit.Wrong(p, nil, fault, fieldOf) {
		return http.StatusUnprocessableEntity, nil
	}
	e, status, ok := page.Refused(fault)
	if !ok {
		return 0, fault
	}
	page.Warn(p, e)
	return status, nil
}

// document hands a paper back to its owner; others' are missing.
func (h Handler) document(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return catalog.ErrNoDocument
	}
	d, name, content, err := h.Catalog.ReadDocument(r.Context(), who, id)
	if err != nil {
		return err
	}
	page.Attachment(w, d.ContentType, name, content)
	return nil
}

func (h Handler) removeDocument(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return catalog.ErrNoDocument
	}
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	if err := h.Catalog.RemoveDocument(r.Context(), who, p.ID, id); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "document_removed", "/pro/documents")
}
