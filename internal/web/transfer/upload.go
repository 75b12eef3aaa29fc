package transfer

import (
	"errors"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) showUpload(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.uploadView(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, UploadPage(v))
	}
	return err
}

func (h Handler) uploadView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Upload, error) {
	runs, err := h.Catalog.ImportRuns(r.Context(), who)
	return Upload{Page: h.page(w, r, "import.title"), Runs: runs}, err
}

// upload keeps the file and leads to the page that says what importing it would do.
func (h Handler) upload(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, fault := h.check(r, who)
	if fault == nil {
		page.See(w, r, "/admin/import/"+id.String())
		return nil
	}
	v, err := h.uploadView(w, r, who)
	if err != nil {
		return err
	}
	if !h.Kit.Wrong(&v.Page, form, inFile(fault), nil) {
		return fault
	}
	_, status := httpx.Public(fault)
	httpx.WritePage(w, r, status, UploadPage(v))
	return nil
}

func (h Handler) check(r *http.Request, who identity.Principal) (uuid.UUID, error) {
	file, head, err := r.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		return uuid.Nil, apperr.ErrValidation.WithFields(apperr.Field{Path: "file", Code: "required", Message: "Choose a file."})
	case err != nil:
		return uuid.Nil, page.ErrForm.With(err)
	}
	defer file.Close()
	return h.Catalog.CheckImport(r.Context(), who, head.Filename, file)
}

// inFile points at the file where the whole of it is refused.
func inFile(err error) error {
	e, ok := apperr.As(err)
	if ok && slices.ContainsFunc([]error{catalog.ErrImportFormat, catalog.ErrImportSize}, func(of error) bool { return errors.Is(err, of) }) {
		return e.WithFields(apperr.Field{Path: "file", Code: e.Code, Message: e.Message})
	}
	return err
}
