package transfer

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// shownFaults keeps the page of a bad file readable; the count is of all, and the API gives all.
const shownFaults = 100

func (h Handler) showRun(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.runView(w, r, who)
	if err == nil {
		h.writeRun(w, r, v, http.StatusOK)
	}
	return err
}

func (h Handler) runView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Run, error) {
	id, err := uuid.Parse(r.PathValue("run"))
	if err != nil {
		return Run{}, catalog.ErrNoImport
	}
	run, err := h.Catalog.ImportRun(r.Context(), who, id)
	if err != nil {
		return Run{}, err
	}
	v := Run{Page: h.page(w, r, "import.title"), ImportRun: run, FaultCount: len(run.Faults)}
	v.Faults = v.Faults[:min(len(v.Faults), shownFaults)]
	return v, nil
}

// writeRun lets the page of a file that is still worked on ask again by itself.
func (h Handler) writeRun(w http.ResponseWriter, r *http.Request, v Run, status int) {
	if v.Waits() {
		w.Header().Set("Refresh", "2")
	}
	httpx.WritePage(w, r, status, RunPage(v))
}

// start imports the file that was checked. A second press finds it under way.
func (h Handler) start(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, err := h.runView(w, r, who)
	if err != nil {
		return err
	}
	fault := h.Catalog.StartImport(r.Context(), who, v.ID)
	if fault == nil {
		page.See(w, r, "/admin/import/"+v.ID.String())
		return nil
	}
	e, status, refused := page.Refused(fault)
	if !refused {
		return fault
	}
	page.Warn(&v.Page, e)
	page.Keep(&v.Page, form)
	h.writeRun(w, r, v, status)
	return nil
}
