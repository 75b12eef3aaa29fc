package listing

import (
	"errors"
	"io"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/web/page"
)

// MaxPhotoMB is the largest picture that is taken, as the page says it.
const MaxPhotoMB = 15

// savePhoto takes a portrait. What is wrong with it is said beside its field.
func (h Handler) savePhoto(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	content, _, err := upload(r, "photo")
	if err == nil {
		if _, err = h.Catalog.SetPhoto(r.Context(), who, p.ID, content); err == nil {
			return h.Kit.Done(w, r, "picture_saved", "/pro/page")
		}
	}
	return h.editorAgain(w, r, p, draftOf(p), beside("photo", err))
}

func (h Handler) removePhoto(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	if _, err := h.Catalog.RemovePhoto(r.Context(), who, p.ID); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "picture_removed", "/pro/page")
}

// upload reads the one file of a form; httpx.Rules limit its size. No file is a wrong field.
func upload(r *http.Request, field string) (content []byte, name string, err error) {
	file, head, err := r.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, "", apperr.ErrValidation.WithFields(apperr.Field{Path: field, Code: "required", Message: "Choose a file."})
	}
	if err != nil {
		return nil, "", page.ErrForm.With(err)
	}
	defer file.Close()
	content, err = io.ReadAll(file)
	return content, head.Filename, err
}

// beside makes a refusal of a file one of its field.
func beside(field string, err error) error {
	e, ok := apperr.As(err)
	if !ok || len(e.Fields) > 0 || e.Kind != apperr.Unprocessable && e.Kind != apperr.TooLarge {
		return err
	}
	return e.WithFields(apperr.Field{Path: field, Code: e.Code, Message: e.Message})
}
