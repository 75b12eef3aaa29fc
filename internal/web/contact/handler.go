package contact

import (
	"errors"
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/crypto"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

const base = "/account/contact"

// Handler serves the area. All fields are required.
//
//	GET  /account/contact        who is named, what they are told, and a form for another
//	POST /account/contact        name, email, agree
//	POST /account/contact/end    nobody is written to any more
//	GET  /contact/refuse?…       the link in a contact's letter: one button
//	POST /contact/refuse?…
type Handler struct {
	*page.Kit
	Safety *safety.Service
	Links  crypto.LinkSigner // checks what RefuseLink signed
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /account/contact", h.SignedIn(h.show))
	mux.HandleFunc("POST /account/contact", h.SignedIn(h.name))
	mux.HandleFunc("POST /account/contact/end", h.SignedIn(h.end))
	mux.HandleFunc("GET /contact/refuse", h.Anybody(h.askRefuse))
	mux.HandleFunc("POST /contact/refuse", h.Anybody(h.refuse))
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ContactPage(v))
	return nil
}

func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (View, error) {
	v := View{Page: h.Private(w, r)}
	v.Page.Title, v.Page.Section = v.Page.L.T("contact.title"), "account"
	c, err := h.Safety.Contact(r.Context(), who)
	switch {
	case errors.Is(err, safety.ErrNoContact):
		return v, nil
	case err != nil:
		return v, err
	}
	v.Named, v.Name, v.Email, v.AgreedAt, v.ToldAt = true, c.Name, c.Email, c.AgreedAt, c.ToldAt
	return v, nil
}

func (h Handler) name(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	fault := h.Safety.NameContact(r.Context(), who, safety.NewContact{Name: form.Get("name"), Email: form.Get("email"), Agree: form.Get("agree") != ""})
	if fault == nil {
		return h.Done(w, r, "contact_named", base)
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Again(&v.Page, form, page.InForm(fault, "contact"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ContactPage(v))
	return nil
}

// end takes the consent back. Who has none any more is where they wanted to be.
func (h Handler) end(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	if err := h.Safety.EndContact(r.Context(), who); err != nil && !errors.Is(err, safety.ErrNoContact) {
		return err
	}
	return h.Done(w, r, "contact_ended", base)
}
