package brandpages

import (
	"net/http"

	"klear/internal/modules/identity"
	"klear/internal/modules/settings"
	"klear/internal/web/page"
)

// at is the page's address.
const at = "/admin/brands"

// Handler serves the brand. All fields are required.
//
//	GET  /admin/brands           names and colours with every pair's contrast
//	POST /admin/brands           name, legal_name, support_mail, six numbers, version: 303; 422, 409 the form again
//	POST /admin/brands/check     the same form: the page with the contrast of what was typed; nothing is kept
//	POST /admin/brands/restore   version: as the brand comes, 303
type Handler struct {
	Kit      *page.Kit
	Settings *settings.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/brands", only(h.show))
	mux.HandleFunc("POST /admin/brands", only(h.save))
	mux.HandleFunc("POST /admin/brands/check", only(h.check))
	mux.HandleFunc("POST /admin/brands/restore", only(h.restore))
}
