package report

import (
	"net/http"
	"net/url"

	"klear/internal/modules/catalog"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler takes reports. All fields are required.
type Handler struct {
	Kit     *page.Kit
	Catalog *catalog.Catalog
	Desk    *desk.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /p/{slug}/report", h.Kit.Anybody(h.show))
	mux.HandleFunc("POST /p/{slug}/report", h.Kit.Anybody(h.send))
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	v, _, err := h.view(w, r)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, FormPage(v))
	return nil
}

// view is the form for a page that is shown. Errors: catalog.ErrNoPractitioner.
func (h Handler) view(w http.ResponseWriter, r *http.Request) (Form, catalog.Practitioner, error) {
	p, _, err := h.Catalog.PractitionerBySlug(r.Context(), r.PathValue("slug"))
	if err != nil {
		return Form{}, p, err
	}
	v := Form{Page: h.Kit.Private(w, r), Person: h.Kit.Person(&p)}
	v.Page.Title = v.Page.L.T("report.title")
	for _, k := range desk.Kinds {
		v.Kinds = append(v.Kinds, ui.Choice{Value: k, Label: v.Page.L.T("report.kind_" + k)})
	}
	return v, p, nil
}

func (h Handler) send(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	v, p, err := h.view(w, r)
	if err != nil {
		return err
	}
	if _, fault := h.Desk.ReportPage(r.Context(), who, p.ID, desk.Complaint{Kind: form.Get("kind"), Words: form.Get("words")}); fault != nil {
		return h.again(w, r, v, form, fault)
	}
	return h.Kit.Done(w, r, "reported", "/p/"+p.Slug)
}

func (h Handler) again(w http.ResponseWriter, r *http.Request, v Form, form url.Values, fault error) error {
	for i, k := range v.Kinds {
		v.Kinds[i].Selected = k.Value == form.Get("kind")
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "report"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, FormPage(v))
	return nil
}
