package listing

import (
	"errors"
	"html"
	"net/http"
	"strings"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
)

func (h Handler) showEmbed(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	list, err := h.Catalog.EmbedOrigins(r.Context(), p.ID)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, EmbedPage(h.embedView(w, r, p, strings.Join(list, "\n"))))
	return nil
}

func (h Handler) embedView(w http.ResponseWriter, r *http.Request, p catalog.Practitioner, origins string) Embed {
	v := Embed{Page: h.page(w, r, "page", "embed.settings"), Origins: origins, State: stateOf(p)}
	link := html.EscapeString(v.Page.L.T("embed.link", i18n.D{"Name": p.DisplayName}))
	v.Tag = `<a href="` + h.Kit.BaseURL + `/p/` + p.Slug + `">` + link + "</a>\n" +
		`<script async src="` + h.Kit.BaseURL + `/embed.js" data-practitioner="` + p.Slug + `"></script>`
	return v
}

func (h Handler) saveEmbed(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	p, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if err != nil {
		return err
	}
	_, fault := h.Catalog.SetEmbedOrigins(r.Context(), who, p.ID, strings.Fields(form.Get("origins")))
	if fault == nil {
		return h.Kit.Done(w, r, "embed_saved", "/pro/page/embed")
	}
	v := h.embedView(w, r, p, form.Get("origins"))
	status, err := h.refused(&v.Page, fault)
	if err != nil {
		return errors.Join(fault, err)
	}
	httpx.WritePage(w, r, status, EmbedPage(v))
	return nil
}
