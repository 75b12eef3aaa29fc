package letterpages

import (
	"net/http"
	"net/url"

	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/modules/settings"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves the letters. All fields are required.
//
//	GET  /admin/templates                        all letters with their languages
//	GET  /admin/templates/{lang}/{name}          one; POST saves subject, body, version: 303; 422, 409 the form again
//	POST /admin/templates/{lang}/{name}/restore  version: the original again, 303
//	GET  /admin/templates/{lang}/{name}/preview  how it reads now; POST how subject and body would, as: html or text
type Handler struct {
	Kit      *page.Kit
	Settings *settings.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/templates", only(h.list))
	mux.HandleFunc("GET /admin/templates/{lang}/{name}", only(h.show))
	mux.HandleFunc("POST /admin/templates/{lang}/{name}", only(h.save))
	mux.HandleFunc("POST /admin/templates/{lang}/{name}/restore", only(h.restore))
	mux.HandleFunc("GET /admin/templates/{lang}/{name}/preview", only(h.preview))
	mux.HandleFunc("POST /admin/templates/{lang}/{name}/preview", only(h.previewTyped))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Operate, "templates", title
	return p
}

// at is the address of a letter.
func at(lang, name string) string { return "/admin/templates/" + lang + "/" + name }

func typed(form url.Values) notify.Words {
	return notify.Words{Subject: form.Get("subject"), Body: form.Get("body")}
}

func (h Handler) list(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	all, err := h.Settings.LetterList(r.Context(), who)
	if err != nil {
		return err
	}
	v := List{Page: h.page(w, r, "")}
	v.Page.Title = v.Page.L.T("nav.templates")
	for _, s := range all {
		if n := len(v.Letters); n == 0 || v.Letters[n-1].Name != s.Name {
			v.Letters = append(v.Letters, Letter{Name: s.Name})
		}
		l := &v.Letters[len(v.Letters)-1]
		if s.Lang == v.Page.L.Lang() || l.Subject == "" {
			l.Subject = s.Words.Subject
		}
		l.Languages = append(l.Languages, Language{Lang: s.Lang, Label: languageName(s.Lang), URL: at(s.Lang, s.Name), Changed: s.Changed})
	}
	httpx.WritePage(w, r, http.StatusOK, ListPage(v))
	return nil
}
