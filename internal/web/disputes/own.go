package disputes

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"klear/internal/modules/dispute"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

func (h Handler) mine(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, state := List{Page: h.page(w, r, layout.Work, "nav.disputes"), Mine: true}, stateOf(r)
	n := page.Number(r)
	var total int
	var err error
	if v.Items, total, err = h.Disputes.Mine(r.Context(), who, state, dispute.Page{Number: n, Limit: perPage}); err != nil {
		return err
	}
	v.tabs(state, total)
	v.Pages = page.Pages(r, n, total, perPage)
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	v, err := h.own(w, r, who, id)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, OwnPage(v))
	}
	return err
}

func (h Handler) own(w http.ResponseWriter, r *http.Request, who identity.Principal, id uuid.UUID) (Own, error) {
	c, err := h.Disputes.Open(r.Context(), who, id)
	takes := c.State() == dispute.Waiting
	return Own{Page: h.page(w, r, layout.Work, "disp.one"), Case: c, Note: c.Note, Takes: takes, Room: takes && len(c.Files) < payment.MaxEvidenceFiles}, err
}

func (h Handler) say(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	version, _ := strconv.ParseInt(form.Get("version"), 10, 64) // what is none was never seen
	if _, err = h.Disputes.Say(r.Context(), who, id, form.Get("note"), version); err == nil {
		return h.Kit.Done(w, r, "dispute_said", "/pro/disputes/"+id.String())
	}
	return h.again(w, r, who, id, form, err)
}

// again shows the page with what is wrong, or what happened meanwhile.
func (h Handler) again(w http.ResponseWriter, r *http.Request, who identity.Principal, id uuid.UUID, form url.Values, fault error) error {
	v, err := h.own(w, r, who, id)
	if err != nil {
		return err
	}
	if form.Has("note") {
		v.Note = form.Get("note")
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "disputes"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, OwnPage(v))
	return nil
}

func (h Handler) addFile(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	content, name, err := upload(r)
	if err == nil {
		_, err = h.Disputes.AddFile(r.Context(), who, id, name, content)
	}
	if err == nil {
		return h.Kit.Done(w, r, "dispute_file_added", "/pro/disputes/"+id.String()+"#files")
	}
	return h.again(w, r, who, id, form, beside(err))
}

// upload reads the one file of a form; httpx.Rules limit its size. No file is a wrong field.
func upload(r *http.Request) (content []byte, name string, err error) {
	file, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, "", apperr.ErrValidation.WithFields(apperr.Field{Path: "file", Code: "required", Message: "Choose a file."})
	}
	if err != nil {
		return nil, "", page.ErrForm.With(err)
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, payment.MaxEvidenceBytes+1))
	return content, head.Filename, err
}

// beside makes a refusal of a file one of its field.
func beside(err error) error {
	for code, e := range map[string]*apperr.Error{"size": dispute.ErrFileSize, "type": dispute.ErrFileType} {
		if errors.Is(err, e) {
			return apperr.ErrValidation.WithFields(apperr.Field{Path: "file", Code: code, Message: e.Message})
		}
	}
	return err
}

func (h Handler) removeFile(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	id, err := idOf(r, "dispute")
	if err != nil {
		return err
	}
	file, err := idOf(r, "file")
	if err != nil {
		return err
	}
	if err = h.Disputes.RemoveFile(r.Context(), who, id, file); err == nil {
		return h.Kit.Done(w, r, "dispute_file_removed", "/pro/disputes/"+id.String()+"#files")
	}
	return h.again(w, r, who, id, form, err)
}
