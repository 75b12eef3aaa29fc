package account

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
)

// showNotifications says which letters come, and which of them one may do without.
func (h Handler) showNotifications(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	chosen, err := h.People.Preferences(r.Context(), who)
	if err != nil {
		return err
	}
	given, err := h.People.Consents(r.Context(), who)
	if err != nil {
		return err
	}
	v := Notifications{Page: h.page(w, r), RemindDay: chosen.RemindDay, RemindHours: chosen.RemindHours}
	v.News = consentView(v.Page, identity.ConsentMarketing, given)
	httpx.WritePage(w, r, http.StatusOK, NotificationsPage(v))
	return nil
}

func (h Handler) saveNotifications(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	day, hours := form.Get("remind.day") == "yes", form.Get("remind.hours") == "yes"
	if _, err := h.People.ChangePreferences(r.Context(), who, identity.PreferenceChange{RemindDay: &day, RemindHours: &hours}); err != nil {
		return err
	}
	if err := h.People.SetConsent(r.Context(), who, identity.ConsentMarketing, form.Get("consent.marketing") == "yes"); err != nil {
		return err
	}
	return h.Kit.Done(w, r, "notifications_saved", "/account/notifications")
}
