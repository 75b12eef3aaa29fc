package clients

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// shownFaults keeps the page of a bad file readable; the count is of all.
const shownFaults = 100

func (h Handler) importPage(w http.ResponseWriter, r *http.Request) Import {
	v := Import{Page: h.page(w, r, "")}
	v.Page.Title = v.Page.L.T("clients.import")
	return v
}

func (h Handler) showImport(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	httpx.WritePage(w, r, http.StatusOK, ImportPage(h.importPage(w, r)))
	return nil
}

// check reads a file and says what importing it would do. Nothing is stored but the file itself, sealed, for a day.
func (h Handler) check(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v := h.importPage(w, r)
	file, _, err := r.FormFile("file")
	switch {
	case errors.Is(err, http.ErrMissingFile), errors.Is(err, http.ErrNotMultipart):
		err = apperr.ErrValidation.WithFields(apperr.Field{Path: "file", Code: "required", Message: "Choose a file."})
	case err != nil:
		return page.ErrForm.With(err)
	default:
		defer file.Close()
		var id uuid.UUID
		var report client.Report
		if id, report, err = h.Clients.Check(r.Context(), who, file); err == nil {
			v.Checked, v.Report = id.String(), cutFaults(report)
			httpx.WritePage(w, r, http.StatusOK, ImportPage(v))
			return nil
		}
	}
	if e, ok := apperr.As(err); ok && errors.Is(err, client.ErrFile) {
		err = e.WithFields(apperr.Field{Path: "file", Code: e.Code, Message: e.Message})
	}
	status, ok := h.Kit.Again(&v.Page, form, err, nil)
	if !ok {
		return err
	}
	httpx.WritePage(w, r, status, ImportPage(v))
	return nil
}

func cutFaults(r client.Report) client.Report {
	r.Faults = r.Faults[:min(len(r.Faults), shownFaults)]
	return r
}

// importChecked imports the file that was checked. A second press finds it imported.
func (h Handler) importChecked(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v := h.importPage(w, r)
	id, err := uuid.Parse(form.Get("checked"))
	if err != nil {
		return page.ErrForm
	}
	report, err := h.Clients.ImportChecked(r.Context(), who, id)
	if e, status, ok := page.Refused(err); ok {
		page.Warn(&v.Page, e)
		httpx.WritePage(w, r, status, ImportPage(v))
		return nil
	}
	if err != nil {
		return err
	}
	if report.New+report.Changed == 0 {
		return h.Kit.Done(w, r, "clients_unchanged", "/pro/clients")
	}
	return h.Kit.Done(w, r, "clients_imported", "/pro/clients")
}

// export hands out the list as a file. It is written whole first: half a list must not look like one.
func (h Handler) export(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	var out bytes.Buffer
	if err := h.Clients.Export(r.Context(), who, &out); err != nil {
		return err
	}
	header := w.Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="clients.csv"`)
	header.Set("Cache-Control", "no-store")
	_, _ = out.WriteTo(w) // the reader may have gone
	return nil
}
