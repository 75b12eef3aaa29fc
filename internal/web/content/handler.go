package content

import (
	"net/http"
	"strings"

	"klear/internal/platform/brand"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"
)

// Handler serves every page of Pages. They need nothing but the catalogue of texts.
type Handler struct{ *page.Kit }

// Mount registers a route for each page.
func (h Handler) Mount(mux *http.ServeMux) {
	for _, t := range Pages {
		if t.Path == "/why-this-order" && !h.Brand().Has(brand.Find) {
			continue // there is no order to explain
		}
		mux.HandleFunc("GET "+t.Path, func(w http.ResponseWriter, r *http.Request) { h.show(w, r, t) })
	}
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, t Text) {
	v := View{Page: h.Page(w, r)}
	b := v.Page.Brand
	say := func(name string) string {
		return v.Page.L.T("content."+t.Key+"."+name, i18n.D{"Brand": b.Name, "Company": b.LegalName, "Mail": b.SupportMail})
	}
	v.Title, v.Lead = say("title"), say("lead")
	v.Page.Title, v.Page.Description, v.Page.Section, v.Page.Path = v.Title, v.Lead, t.Key, t.Path
	h.Index(&v.Page, t.Path, nil)
	for _, s := range t.Sections {
		v.Sections = append(v.Sections, Section{ID: s, Heading: say(s), Paragraphs: strings.Split(say(s+"_text"), "\n\n")})
	}
	httpx.WritePage(w, r, http.StatusOK, TextPage(v))
}
