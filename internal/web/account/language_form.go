package account

import (
	"net/http"
	"slices"
	"strings"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/jurisdiction"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

func (h Handler) languageView(w http.ResponseWriter, r *http.Request, who identity.Principal, spoken []string) Language {
	p := h.page(w, r)
	return Language{Page: p, Languages: layout.LanguageChoices(p), Zones: page.ZoneChoices(p, p.Zone.String()), Themes: layout.ThemeChoices(p), Spoken: page.SpokenChoices(spoken), Places: page.PlaceChoices(p.L, h.Places, who.Place),
		Sample: money.Amount{Minor: sampleMinor, Currency: p.Brand.Currency}}
}

// sampleMinor shows how amounts are grouped: ₹1,25,000.50.
const sampleMinor = 12_500_050

func (h Handler) showLanguage(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	chosen, err := h.People.Preferences(r.Context(), who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, LanguagePage(h.languageView(w, r, who, chosen.Spoken)))
	return nil
}

func (h Handler) saveLanguage(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	choice := page.Preferences{Lang: form.Get("lang"), Zone: form.Get("zone"), Theme: form.Get("theme")}
	var v apperr.Validation
	v.Check(offered(choice.Lang), "lang", "invalid", "Choose one of the languages.")
	v.Check(page.Location(choice.Zone) != nil, "zone", "invalid", "Choose a time zone.")
	spoken := form["spoken"]
	err = v.Err()
	if err == nil {
		_, err = h.People.ChangePreferences(r.Context(), who, identity.PreferenceChange{Spoken: &spoken})
	}
	if _, wrong := apperr.As(err); wrong {
		view := h.languageView(w, r, who, spoken)
		h.Kit.Wrong(&view.Page, form, err, nil)
		httpx.WritePage(w, r, statusOf(err), LanguagePage(view))
		return nil
	} else if err != nil {
		return err
	}
	if err := h.keep(w, r, who, choice); err != nil {
		return err
	}
	if place := form.Get("place"); form.Has("place") && (place == "" || jurisdiction.Known(place)) {
		if _, err := h.People.UpdateProfile(r.Context(), who, identity.ProfileChange{Place: &place}, h.Kit.Device(r)); err != nil {
			return err
		}
	}
	return h.Kit.Done(w, r, "language_saved", "/account/language")
}

// showPreferences is the short menu of every page, for who opens it without script.
func (h Handler) showPreferences(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	p := h.Kit.Private(w, r)
	p.Title, p.NoIndex = p.L.T("prefs.title"), true
	httpx.WritePage(w, r, http.StatusOK, PreferencesPage(Preferences{Page: p, Back: page.Local(page.Query(r).Get("back"), "/")}))
	return nil
}

// savePreferences is the short menu of every page, for visitors too. What is not offered is left as it was.
func (h Handler) savePreferences(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	choice := page.Preferences{Theme: h.Kit.Chosen(r).Theme}
	if form.Has("theme") {
		choice.Theme = form.Get("theme")
	}
	if offered(form.Get("lang")) {
		choice.Lang = form.Get("lang")
	}
	if page.Location(form.Get("zone")) != nil {
		choice.Zone = form.Get("zone")
	}
	if err := h.keep(w, r, who, choice); err != nil {
		return err
	}
	page.See(w, r, inLanguage(choice.Lang, page.Local(form.Get("back"), "/")))
	return nil
}

// keep saves a choice in the browser and, for somebody signed in, with the person: mails follow it.
func (h Handler) keep(w http.ResponseWriter, r *http.Request, who identity.Principal, c page.Preferences) error {
	change := identity.ProfileChange{}
	if c.Lang != "" {
		change.Locale = &c.Lang
	}
	if c.Zone != "" {
		change.Zone = &c.Zone
	}
	if who.SignedIn() && (change.Locale != nil || change.Zone != nil) {
		if _, err := h.People.UpdateProfile(r.Context(), who, change, h.Kit.Device(r)); err != nil {
			return err
		}
	}
	h.Kit.SavePreferences(w, c)
	return nil
}

func offered(lang string) bool {
	return slices.ContainsFunc(i18n.Languages, func(l i18n.Language) bool { return l.Code == lang })
}

// inLanguage leaves the address of a page in one language when another was chosen: there the address decides.
func inLanguage(lang, back string) string {
	for _, l := range i18n.Languages {
		rest, ok := strings.CutPrefix(back, "/"+l.Code)
		if ok && lang != "" && l.Code != lang && (rest == "" || strings.ContainsAny(rest[:1], "/?")) {
			return "/" + strings.TrimPrefix(rest, "/")
		}
	}
	return back
}
