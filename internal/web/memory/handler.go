package memory

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the memory. All fields are required.
//
//	GET  /memory                what is remembered, latest first; ?page
//	POST /memory                words: one thing more
//	POST /memory/choice         remember: "1", or nothing is kept from now on
//	POST /memory/forget         deletes everything
//	POST /memory/{id}           words: corrects one
//	POST /memory/{id}/delete    deletes one
type Handler struct {
	*page.Kit
	Companion *companion.Service
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /memory", h.SignedIn(h.show))
	mux.HandleFunc("POST /memory", h.SignedIn(h.add))
	mux.HandleFunc("POST /memory/choice", h.SignedIn(h.choose))
	mux.HandleFunc("POST /memory/forget", h.SignedIn(h.forget))
	mux.HandleFunc("POST /memory/{id}", h.SignedIn(h.correct))
	mux.HandleFunc("POST /memory/{id}/delete", h.SignedIn(h.drop))
}

// perPage is how many things a page shows.
const perPage = 50

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (View, error) {
	v := View{Page: h.Private(w, r)}
	v.Page.Section, v.Page.NoSearch, v.Page.Between, v.Page.Area = "talk", true, true, layout.Focus
	v.Page.Title = v.Page.L.T("memory.title")
	welcome, err := h.Companion.Welcomed(r.Context(), who)
	if err != nil && !errors.Is(err, companion.ErrNotWelcomed) {
		return v, err
	}
	v.Welcomed, v.Remember = err == nil, welcome.Remember
	all, err := h.Companion.Memories(r.Context(), who)
	if err != nil {
		return v, err
	}
	n := page.Number(r)
	v.Total, v.Pages = len(all), page.Pages(r, n, len(all), perPage)
	for i := (n - 1) * perPage; i < min(n*perPage, len(all)); i++ {
		v.Items = append(v.Items, item(all[i]))
	}
	return v, nil
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.view(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, ShowPage(v))
	}
	return err
}

func (h Handler) add(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	_, fault := h.Companion.Remember(r.Context(), who, form.Get("words"))
	if fault == nil {
		return h.Done(w, r, "memory_added", "/memory")
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ShowPage(v))
	return nil
}

func (h Handler) choose(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	if _, err := h.Companion.Welcomed(r.Context(), who); err != nil {
		return err // nobody agrees here to a page that they did not read
	}
	if err := h.Companion.Accept(r.Context(), who, form.Get("remember") != ""); err != nil {
		return err
	}
	return h.Done(w, r, "memory_chosen", "/memory")
}

func (h Handler) forget(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	if err := h.Companion.ForgetAll(r.Context(), who); err != nil {
		return err
	}
	return h.Done(w, r, "memory_forgotten", "/memory")
}

func (h Handler) correct(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	id, err := idOf(r)
	if err != nil {
		return err
	}
	fault := h.Companion.Correct(r.Context(), who, id, form.Get("words"))
	if fault == nil {
		return h.Done(w, r, "memory_corrected", "/memory")
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	field := "words-" + id.String()
	status, ok := h.Again(&v.Page, form, fault, map[string]string{"words": field})
	if !ok {
		return fault
	}
	v.Page.Values = nil // what was typed belongs into that field, not into the one above
	v.reopen(id.String(), form.Get("words"))
	httpx.WritePage(w, r, status, ShowPage(v))
	return nil
}

func (h Handler) drop(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := idOf(r)
	if err == nil {
		err = h.Companion.Forget(r.Context(), who, id)
	}
	if err != nil {
		return err
	}
	return h.Done(w, r, "memory_deleted", "/memory")
}

func idOf(r *http.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return id, companion.ErrNoMemory
	}
	return id, nil
}
