package account

import (
	"net/http"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/modules/companion"
	"klear/internal/modules/credit"
	"klear/internal/modules/desk"
	"klear/internal/modules/goal"
	"klear/internal/modules/identity"
	"klear/internal/modules/insight"
	"klear/internal/modules/invoice"
	"klear/internal/modules/mood"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/safety"
	"klear/internal/modules/saved"
	"klear/internal/modules/schedule"
	"klear/internal/modules/share"
	"klear/internal/modules/subscription"
	"klear/internal/modules/tariff"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves people's own settings.
type Handler struct {
	Kit      *page.Kit
	People   *identity.Service
	Places   []string // of which people are asked whether they live there; nil: nobody is
	Bookings *booking.Service
	Payments *payment.Service
	Packs    *pack.Service
	Credit   *credit.Service
	Saved    *saved.Service
	Invoices *invoice.Service
	Tariff   *tariff.Service
	Plans    *subscription.Service
	Moods    *mood.Service
	Goals    *goal.Service
	Insights *insight.Service
	Shares   *share.Service
	Safety   *safety.Service
	// What a practitioner takes along, and the reports that people sent.
	Catalog    *catalog.Catalog
	Schedule   *schedule.Service
	Businesses *business.Service
	Clients    *client.Service
	Desk       *desk.Service
	Companion  *companion.Service // nil where the brand has none
	// PictureURL says where a stored picture can be fetched.
	PictureURL func(key string) string
}

// Mount adds the area's routes. POST /account/avatar needs an httpx.Rule that lets MaxAvatarMB through.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /account", h.Kit.SignedIn(h.start))
	mux.HandleFunc("GET /account/profile", h.Kit.SignedIn(h.showProfile))
	mux.HandleFunc("POST /account/profile", h.Kit.SignedIn(h.saveProfile))
	mux.HandleFunc("POST /account/avatar", h.Kit.SignedIn(h.saveAvatar))
	mux.HandleFunc("POST /account/avatar/remove", h.Kit.SignedIn(h.removeAvatar))
	mux.HandleFunc("GET /account/language", h.Kit.SignedIn(h.showLanguage))
	mux.HandleFunc("POST /account/language", h.Kit.SignedIn(h.saveLanguage))
	mux.HandleFunc("GET /preferences", h.Kit.Anybody(h.showPreferences))
	mux.HandleFunc("POST /preferences", h.Kit.Anybody(h.savePreferences))
	mux.HandleFunc("GET /account/family", h.Kit.SignedIn(h.showFamily))
	mux.HandleFunc("POST /account/family", h.Kit.SignedIn(h.addMember))
	mux.HandleFunc("GET /account/family/{id}", h.Kit.SignedIn(h.showMember))
	mux.HandleFunc("POST /account/family/{id}", h.Kit.SignedIn(h.saveMember))
	mux.HandleFunc("POST /account/family/{id}/remove", h.Kit.SignedIn(h.removeMember))
	mux.HandleFunc("GET /account/security", h.Kit.SignedIn(h.showSecurity))
	mux.HandleFunc("POST /account/password", h.Kit.SignedIn(h.changePassword))
	mux.HandleFunc("POST /account/sessions/{id}/end", h.Kit.SignedIn(h.endSession))
	mux.HandleFunc("POST /account/sessions/end-others", h.Kit.SignedIn(h.endOthers))
	mux.HandleFunc("GET /account/notifications", h.Kit.SignedIn(h.showNotifications))
	mux.HandleFunc("POST /account/notifications", h.Kit.SignedIn(h.saveNotifications))
	mux.HandleFunc("GET /account/invoices", h.Kit.SignedIn(h.showInvoices))
	mux.HandleFunc("GET /account/invoices.csv", h.Kit.SignedIn(h.invoicesFile))
	mux.HandleFunc("GET /account/privacy", h.Kit.SignedIn(h.showPrivacy))
	mux.HandleFunc("POST /account/consents", h.Kit.SignedIn(h.saveConsents))
	mux.HandleFunc("POST /account/export", h.Kit.SignedIn(h.export))
	mux.HandleFunc("GET /account/delete", h.Kit.SignedIn(h.showDelete))
	mux.HandleFunc("POST /account/delete", h.Kit.SignedIn(h.remove))
}

func (h Handler) start(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	page.See(w, r, "/account/profile")
	return nil
}

func (h Handler) page(w http.ResponseWriter, r *http.Request) layout.Page {
	p := h.Kit.Private(w, r)
	p.Title, p.Section = p.L.T("account.title"), "account"
	return p
}

// statusOf is how a form that failed is answered.
func statusOf(err error) int {
	_, status := httpx.Public(err)
	return status
}
