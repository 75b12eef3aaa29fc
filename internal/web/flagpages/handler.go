package flagpages

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/platform/flags"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the switches. All fields are required.
//
//	GET  /admin/flags          all of them
//	POST /admin/flags/{flag}   on: yes or no, version: 303 to the list, 409 the list again when somebody was faster
type Handler struct {
	Kit      *page.Kit
	Settings *settings.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/flags", only(h.list))
	mux.HandleFunc("POST /admin/flags/{flag}", only(h.set))
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (List, error) {
	all, err := h.Settings.FlagList(r.Context(), who)
	if err != nil {
		return List{}, err
	}
	var ids []uuid.UUID
	for _, f := range all {
		ids = append(ids, f.By)
	}
	names, err := h.Settings.Names(r.Context(), who, ids)
	v := List{Page: h.Kit.Private(w, r)}
	v.Page.Area, v.Page.Section, v.Page.Title = layout.Operate, "flags", v.Page.L.T("nav.flags")
	for _, f := range all {
		v.Items = append(v.Items, Item{Name: string(f.Name), On: f.On, Owner: f.Owner, Version: f.Version, Who: names[f.By], At: f.At})
	}
	return v, err
}

func (h Handler) set(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	seen, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	isOn := form.Get("on") == "yes"
	_, fault := h.Settings.SetFlag(r.Context(), who, flags.Name(r.PathValue("flag")), isOn, seen)
	e, status, refused := page.Refused(fault)
	if !refused {
		if fault != nil {
			return fault
		}
		return h.Kit.Done(w, r, map[bool]string{true: "flag_on", false: "flag_off"}[isOn], "/admin/flags")
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	page.Warn(&v.Page, e)
	httpx.WritePage(w, r, status, ListPage(v))
	return nil
}
