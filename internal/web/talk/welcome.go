package talk

import (
	"net/http"
	"net/url"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

// showWelcome shows the page before the first word. Words that came before it are kept for the field; what they say of danger
// is answered here.
func (h Handler) showWelcome(w http.ResponseWriter, r *http.Request, who identity.Principal, words string, fault error) error {
	rules := h.Companion.Rules(who)
	v := Welcome{Page: h.page(w, r, "talk.welcome_title"), Team: h.Team(r.Context()), Model: h.Companion.Modelled(who), Journal: rules.Journal(), Voice: h.Companion.Voice != nil, Version: h.Companion.Disclosure(who)}
	v.Words = words
	if e, ok := unkept(fault); ok {
		v.Help = View{Card: v.Page.Care}.once(e.words, h.Spoken)
	}
	v.First = h.Companion.Guide.Disclosure(v.Page.L.Tag())
	if v.Journal {
		v.First = h.Companion.Guide.Journal(v.Page.L.Tag())
		v.Page.Notices = append(v.Page.Notices, page.Law(v.Page.L, "law.talk", rules))
	}
	if rules.Ask || v.Journal {
		v.Places = page.PlaceChoices(v.Page.L, h.Companion.Laws.Places(), who.Place)
	}
	httpx.WritePage(w, r, http.StatusOK, WelcomePage(v))
	return nil
}

func (h Handler) welcome(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err == nil {
		who.Place, err = h.place(r, who, form)
	}
	if err == nil && form.Get("version") != h.Companion.Disclosure(who) {
		page.See(w, r, "/talk") // another page counts where they are, or counts by now: nobody agrees to one that they did not read
		return nil
	}
	if err == nil {
		err = h.Companion.Accept(r.Context(), who, form.Get("remember") != "")
	}
	if err != nil {
		return err
	}
	if words := form.Get("words"); words != "" {
		v, err := h.view(w, r, who)
		if err == nil {
			v.Words = words
			httpx.WritePage(w, r, http.StatusOK, TalkPage(v))
		}
		return err
	}
	page.See(w, r, "/talk")
	return nil
}

// place keeps where somebody says they live, if the form asked, and returns what counts.
func (h Handler) place(r *http.Request, who identity.Principal, form url.Values) (string, error) {
	place := form.Get("place")
	if !form.Has("place") || place == who.Place {
		return who.Place, nil
	}
	_, err := h.Companion.People.UpdateProfile(r.Context(), who, identity.ProfileChange{Place: &place}, h.Device(r))
	return place, err
}
