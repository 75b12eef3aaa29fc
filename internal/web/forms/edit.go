package forms

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// maxFields is how many values the editor may send: four for each field of the longest form, and the services.
const maxFields = 400

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	practice, _, err := h.subject(r, who)
	if err != nil {
		return err
	}
	d := draft{Kind: catalog.Intake, Fields: []catalog.Field{{Kind: catalog.LongText}}}
	if page.Query(r).Get("kind") == string(catalog.Waiver) {
		d = draft{Kind: catalog.Waiver, Fields: []catalog.Field{{Kind: catalog.Statement}}}
	}
	httpx.WritePage(w, r, http.StatusOK, EditPage(h.editView(h.page(w, r), practice, uuid.Nil, d)))
	return nil
}

func (h Handler) edit(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	practice, id, err := h.subject(r, who)
	if err != nil {
		return err
	}
	f, err := h.Catalog.FormByID(r.Context(), who, practice.ID, id)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EditPage(h.editView(h.page(w, r), practice, id, draftOf(f))))
	return nil
}

// save stores the form, or does one step of editing and shows it again unsaved: every button works without script.
func (h Handler) save(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r, maxFields)
	if err != nil {
		return err
	}
	practice, id, err := h.subject(r, who)
	if err != nil {
		return err
	}
	d := read(form)
	v := h.editView(h.page(w, r), practice, id, d.step(form))
	if d.saves(form) {
		err = h.store(r, who, practice.ID, id, d)
		if err == nil {
			return h.Kit.Done(w, r, "form_saved", "/pro/forms")
		}
	}
	status := http.StatusOK
	switch e, refused, ok := page.Refused(err); {
	case err == nil:
	case ok:
		status = refused
		n := ui.Notice{Tone: ui.Warning, Text: page.Words(v.Page, e)}
		if errors.Is(err, catalog.ErrStale) {
			n.Text, n.Action = v.Page.L.T("services.stale"), &ui.Link{URL: v.Action, Label: v.Page.L.T("services.stale_load")}
		}
		v.Page.Notices = append(v.Page.Notices, n)
	case h.Kit.Wrong(&v.Page, form, err, map[string]string{"title": "form_title"}):
		_, status = httpx.Public(err)
		sayWhere(v.Page.L, v.Page.Errors)
	default:
		return err
	}
	httpx.WritePage(w, r, status, EditPage(v))
	return nil
}

func (h Handler) store(r *http.Request, who identity.Principal, practice, id uuid.UUID, d draft) error {
	in := catalog.FormDraft{Kind: d.Kind, Document: catalog.FormDocument{Title: d.Title, Intro: d.Intro, Fields: d.Fields}, Services: d.Services}
	if id == uuid.Nil {
		_, err := h.Catalog.AddForm(r.Context(), who, practice, in)
		return err
	}
	_, err := h.Catalog.UpdateForm(r.Context(), who, practice, id, d.Version, in)
	return err
}

func (h Handler) editView(p layout.Page, practice catalog.Practitioner, id uuid.UUID, d draft) Edit {
	v := Edit{Page: p, Action: "/pro/forms/new", Waiver: d.Kind == catalog.Waiver, Title: d.Title, Intro: d.Intro, Version: d.Version}
	if id != uuid.Nil {
		v.Action, v.Old = "/pro/forms/"+id.String(), true
	}
	for _, g := range catalog.Grouped(practice.Services) {
		v.Services = append(v.Services, ui.Choice{Value: g[0].Heading().String(), Label: g[0].Name, Selected: d.asks(g[0].Heading())})
	}
	for i, f := range d.Fields {
		v.Fields = append(v.Fields, fieldView(p.L, i, f))
	}
	v.Full = len(d.Fields) >= catalog.MaxFields
	v.Preview = page.Ask(p.L, d.shown(id), booking.Given{})
	return v
}
