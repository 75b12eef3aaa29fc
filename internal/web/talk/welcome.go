package talk

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
)

func (h Handler) showWelcome(w http.ResponseWriter, r *http.Request) error {
	v := Welcome{Page: h.page(w, r, "talk.welcome_title"), Team: h.Team(r.Context())}
	v.First = h.Companion.Guide.Disclosure(v.Page.L.Tag())
	httpx.WritePage(w, r, http.StatusOK, WelcomePage(v))
	return nil
}

func (h Handler) welcome(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err == nil {
		err = h.Companion.Accept(r.Context(), who, form.Get("remember") != "")
	}
	if err == nil {
		page.See(w, r, "/talk")
	}
	return err
}
