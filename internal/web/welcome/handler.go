package welcome

import (
	"net/http"
	"net/url"
	"slices"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler serves the first steps of an account. All fields are required.
//
//	GET  /welcome           step 1: what brings you here; a plain form that leads on
//	GET  /welcome/language  step 2: language, zone, spoken languages; ?for
//	POST /welcome/language  saves them, for
//	GET  /welcome/where     step 3: online or near; ?for; its form is a search
type Handler struct {
	*page.Kit
	People  *identity.Service
	Catalog *catalog.Catalog
}

// Mount registers the routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /welcome", h.SignedIn(h.needs))
	mux.HandleFunc("GET /welcome/language", h.SignedIn(h.showLanguage))
	mux.HandleFunc("POST /welcome/language", h.SignedIn(h.saveLanguage))
	mux.HandleFunc("GET /welcome/where", h.SignedIn(h.where))
}

func (h Handler) step(w http.ResponseWriter, r *http.Request, n int, need string) Step {
	p := h.Private(w, r)
	p.Area, p.Title = layout.Focus, p.L.T("welcome.title")
	return Step{Page: p, Number: n, Need: need, Skip: path([]string{"", "/welcome/language", "/welcome/where", "/search"}[n], need)}
}

// path is the address of a step, or of the results, that goes on with what brings somebody here.
func path(to, need string) string {
	if need == "" {
		return to
	}
	return to + "?" + url.Values{"category": {need}}.Encode()
}

// needOf is a category that is offered, or "".
func (h Handler) needOf(r *http.Request, slug string) (string, error) {
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil || slug == "" {
		return "", err
	}
	if c, _, ok := tree.BySlug(slug); ok && c.Active {
		return c.Slug, nil
	}
	return "", nil
}

func (h Handler) needs(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	tree, err := h.Catalog.Categories(r.Context())
	if err != nil {
		return err
	}
	v := h.step(w, r, 1, "")
	for _, c := range tree.Roots() {
		if c.Active {
			v.Choices = append(v.Choices, ui.Choice{Value: c.Slug, Label: c.NameIn(v.Page.L.Tag())})
		}
	}
	httpx.WritePage(w, r, http.StatusOK, NeedPage(v))
	return nil
}

func (h Handler) showLanguage(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	need, err := h.needOf(r, page.Query(r).Get("category"))
	if err != nil {
		return err
	}
	chosen, err := h.People.Preferences(r.Context(), who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, LanguagePage(h.language(w, r, need, chosen.Spoken)))
	return nil
}

func (h Handler) language(w http.ResponseWriter, r *http.Request, need string, spoken []string) Step {
	v := h.step(w, r, 2, need)
	v.Languages, v.Zones, v.Choices = layout.LanguageChoices(v.Page), layout.ZoneChoices(v.Page), page.SpokenChoices(spoken)
	return v
}

func (h Handler) saveLanguage(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	need, err := h.needOf(r, form.Get("category"))
	if err != nil {
		return err
	}
	err = h.keep(w, r, who, form)
	if _, wrong := apperr.As(err); wrong {
		v := h.language(w, r, need, form["spoken"])
		if !h.Wrong(&v.Page, form, err, nil) {
			return err
		}
		_, status := httpx.Public(err)
		httpx.WritePage(w, r, status, LanguagePage(v))
		return nil
	} else if err != nil {
		return err
	}
	page.See(w, r, path("/welcome/where", need))
	return nil
}

// keep saves language, zone and spoken languages with the person, and in this browser.
func (h Handler) keep(w http.ResponseWriter, r *http.Request, who identity.Principal, form url.Values) error {
	lang, zone, spoken := form.Get("lang"), form.Get("zone"), form["spoken"]
	var v apperr.Validation
	v.Check(slices.ContainsFunc(i18n.Languages, func(l i18n.Language) bool { return l.Code == lang }), "lang", "invalid", "Choose one of the languages.")
	v.Check(page.Location(zone) != nil, "zone", "invalid", "Choose a time zone.")
	if err := v.Err(); err != nil {
		return err
	}
	if _, err := h.People.ChangePreferences(r.Context(), who, identity.PreferenceChange{Spoken: &spoken}); err != nil {
		return err
	}
	if _, err := h.People.UpdateProfile(r.Context(), who, identity.ProfileChange{Locale: &lang, Zone: &zone}, h.Device(r)); err != nil {
		return err
	}
	h.SavePreferences(w, page.Preferences{Lang: lang, Zone: zone, Theme: h.Chosen(r).Theme})
	return nil
}

// where ends in a search: the form's own fields are the search's.
func (h Handler) where(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	need, err := h.needOf(r, page.Query(r).Get("category"))
	if err != nil {
		return err
	}
	chosen, err := h.People.Preferences(r.Context(), who)
	if err != nil {
		return err
	}
	v := h.step(w, r, 3, need)
	v.Spoken = chosen.Spoken
	httpx.WritePage(w, r, http.StatusOK, WherePage(v))
	return nil
}
