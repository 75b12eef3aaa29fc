package listing

import (
	"errors"
	"net/http"
	"slices"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/ui"
)

func (h Handler) showPapers(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	v, err := h.papersView(w, r, who, p)
	if err != nil {
		return err
	}
	v.Form = paperForm(v.Page, p, nil)
	httpx.WritePage(w, r, http.StatusOK, StartDocumentsPage(v))
	return nil
}

func (h Handler) papersView(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) (StartDocuments, error) {
	list, _, err := h.Catalog.Documents(r.Context(), who, p.ID)
	return StartDocuments{Start: h.start(w, r, catalog.StepDocuments), Sent: len(list)}, err
}

func (h Handler) savePaper(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	fault := h.takePaper(r, who, p, form)
	if fault == nil {
		return h.passed(w, r, who, p, catalog.StepDocuments)
	}
	v, err := h.papersView(w, r, who, p)
	if err != nil {
		return errors.Join(fault, err)
	}
	v.Form = paperForm(v.Page, p, form)
	status, err := h.refused(&v.Page, fault)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, status, StartDocumentsPage(v))
	return nil
}

// showDone says what happens next, and what is still missing before anybody can book.
func (h Handler) showDone(w http.ResponseWriter, r *http.Request, who identity.Principal, p catalog.Practitioner) error {
	setup, _, err := h.Catalog.Setup(r.Context(), p.ID)
	if err != nil {
		return err
	}
	v := StartDone{Start: h.start(w, r, "done"), Slug: p.Slug, Public: p.Visible()}
	for _, step := range []catalog.Step{catalog.StepWhere, catalog.StepService, catalog.StepHours} {
		if !slices.Contains(setup.Done, step) {
			v.Missing = append(v.Missing, ui.Link{URL: stepPath(step), Label: v.Page.L.T("start." + string(step))})
		}
	}
	list, _, err := h.Catalog.Documents(r.Context(), who, p.ID)
	if err != nil {
		return err
	}
	v.Papers = len(list)
	httpx.WritePage(w, r, http.StatusOK, StartDonePage(v))
	return nil
}
