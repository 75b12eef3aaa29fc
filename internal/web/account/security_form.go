package account

import (
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/platform/password"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

func (h Handler) securityView(w http.ResponseWriter, r *http.Request, who identity.Principal) (Security, error) {
	has, err := h.People.HasPassword(r.Context(), who)
	if err != nil {
		return Security{}, err
	}
	list, err := h.People.Sessions(r.Context(), who)
	if err != nil {
		return Security{}, err
	}
	v := Security{Page: h.page(w, r), HasPassword: has, MinPassword: password.MinLength}
	for _, s := range list {
		v.Sessions = append(v.Sessions, Session{ID: s.ID.String(), Device: deviceName(v.Page, s), Place: s.Network, Seen: s.LastSeen, Started: s.CreatedAt, Current: s.Current})
	}
	return v, nil
}

// browsers and systems are told apart by the words of their user agents; the first that fits names it, because later
// ones pretend to be earlier ones.
var (
	browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"FxiOS", "Firefox"}, {"Firefox", "Firefox"},
		{"CriOS", "Chrome"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}}
	systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"}, {"Mac OS X", "Mac"}, {"Linux", "Linux"}}
)

func known(list [][2]string, agent string) string {
	for _, e := range list {
		if strings.Contains(agent, e[0]) {
			return e[1]
		}
	}
	return ""
}

// deviceName is a session's device as people call it.
func deviceName(p layout.Page, s identity.Session) string {
	browser, system := known(browsers, s.UserAgent), known(systems, s.UserAgent)
	switch {
	case browser != "" && system != "":
		return p.L.T("account.device", i18n.D{"Browser": browser, "System": system})
	case browser+system != "":
		return browser + system
	case s.Kind == identity.APISession:
		return p.L.T("account.device_app")
	}
	return p.L.T("account.device_unknown")
}

func (h Handler) showSecurity(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.securityView(w, r, who)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, SecurityPage(v))
	return nil
}

func (h Handler) changePassword(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	fault := h.People.ChangePassword(r.Context(), who, form.Get("current"), form.Get("password"), h.Kit.Device(r))
	if fault == nil {
		return h.Kit.Done(w, r, "password_changed", "/account/security")
	}
	v, err := h.securityView(w, r, who)
	if err != nil {
		return errors.Join(fault, err)
	}
	e, ok := apperr.As(fault)
	switch {
	case errors.Is(fault, identity.ErrTooManyAttempts):
		page.Warn(&v.Page, e)
	case !ok || !h.Kit.Wrong(&v.Page, form, fault, map[string]string{"currentPassword": "current", "newPassword": "password"}):
		return fault
	}
	httpx.WritePage(w, r, statusOf(fault), SecurityPage(v))
	return nil
}

func (h Handler) endSession(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return identity.ErrSessionNotFound
	}
	if err := h.People.EndSession(r.Context(), who, id, h.Kit.Device(r)); err != nil {
		return err
	}
	if id == who.SessionID {
		h.Kit.SignOut(w)
		return h.Kit.Done(w, r, "signed_out", "/")
	}
	return h.Kit.Done(w, r, "session_ended", "/account/security")
}

func (h Handler) endOthers(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Kit.Form(w, r); err != nil {
		return err
	}
	if _, err := h.People.EndOtherSessions(r.Context(), who, h.Kit.Device(r)); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "sessions_ended", "/account/security")
}
