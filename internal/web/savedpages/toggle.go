package savedpages

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/saved"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Toggled tells a script what a heart shows now.
type Toggled struct {
	page.Next
	Saved bool `json:"saved"`
}

// toggle saves or drops the practitioner of a heart. A visitor is asked to sign in, and finds them saved afterwards.
func (h Handler) toggle(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	slug, save := form.Get(ui.HeartSave), true
	if slug == "" {
		slug, save = form.Get(ui.HeartDrop), false
	}
	if !who.SignedIn() {
		h.RememberSave(w, slug)
		page.See(w, r, "/sign-in?next=/saved/keep")
		return nil
	}
	if err := h.set(r, who, slug, save); err != nil {
		return err
	}
	back := page.Local(form.Get("back"), "/saved")
	if httpx.WantsJSON(r) {
		httpx.WriteJSON(w, r, http.StatusOK, Toggled{page.Next{URL: back}, save})
		return nil
	}
	return h.Done(w, r, map[bool]string{true: "saved", false: "unsaved"}[save], back+"#n-"+slug)
}

// set saves or drops. Who is not shown any more can still be dropped, by the id that the list gives instead of a slug.
func (h Handler) set(r *http.Request, who identity.Principal, slug string, save bool) error {
	if id, err := uuid.Parse(slug); err == nil && !save {
		return h.drop(r, who, id)
	}
	p, err := h.practitioner(r, slug)
	if err != nil {
		return err
	}
	if !save {
		return h.drop(r, who, p.ID)
	}
	_, err = h.Saved.Save(r.Context(), who, p.ID, nil)
	return err
}

// drop takes somebody off the list; a second tap finds nobody there, and that is what was asked for.
func (h Handler) drop(r *http.Request, who identity.Principal, id uuid.UUID) error {
	if err := h.Saved.Drop(r.Context(), who, id); !errors.Is(err, saved.ErrNotSaved) {
		return err
	}
	return nil
}

// keep finishes what a visitor's heart began. The wish is taken from a signed cookie that only the form sets, so that a
// link of somebody else saves nobody.
func (h Handler) keep(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	slug := h.TakeSave(w, r)
	if slug == "" {
		page.See(w, r, "/saved")
		return nil
	}
	err := h.set(r, who, slug, true)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		page.See(w, r, "/saved")
		return nil
	}
	if err != nil {
		return err
	}
	return h.Done(w, r, "saved", "/p/"+slug)
}

// alert switches letters about one practitioner on or off.
func (h Handler) alert(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	p, err := h.practitioner(r, r.PathValue("slug"))
	if err != nil {
		return err
	}
	on := form.Get("on") == "yes"
	if _, err := h.Saved.Save(r.Context(), who, p.ID, &on); err != nil {
		return err
	}
	return h.Done(w, r, map[bool]string{true: "alert_on", false: "alert_off"}[on], "/saved#n-"+p.Slug)
}
