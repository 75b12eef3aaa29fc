package adminpages

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves operators.
type Handler struct {
	Kit      *page.Kit
	People   *identity.Service
	Catalog  *catalog.Catalog
	Bookings *booking.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/verification", only(h.showQueue))
	mux.HandleFunc("GET /admin/verification/{id}", only(h.showDecision))
	mux.HandleFunc("POST /admin/verification/{id}", only(h.decide))
	mux.HandleFunc("GET /admin/documents/{id}", only(h.document))
	mux.HandleFunc("GET /admin/people", only(h.showPeople))
	mux.HandleFunc("POST /admin/people", only(h.findPeople))
	mux.HandleFunc("GET /admin/people/{id}", only(h.showPerson))
	mux.HandleFunc("GET /admin/people/{id}/suspend", only(h.showChange("suspend")))
	mux.HandleFunc("POST /admin/people/{id}/suspend", only(h.change("suspend")))
	mux.HandleFunc("GET /admin/people/{id}/deactivate", only(h.showChange("deactivate")))
	mux.HandleFunc("POST /admin/people/{id}/deactivate", only(h.change("deactivate")))
	mux.HandleFunc("GET /admin/people/{id}/reactivate", only(h.showChange("reactivate")))
	mux.HandleFunc("POST /admin/people/{id}/reactivate", only(h.change("reactivate")))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Operate, "verification", p.L.T("nav.verification")
	return p
}

// entry is the application of the path.
func (h Handler) entry(r *http.Request, who identity.Principal) (catalog.QueueEntry, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return catalog.QueueEntry{}, catalog.ErrNoPractitioner
	}
	return h.Catalog.VerificationEntry(r.Context(), who, id)
}

// document hands out a paper.
func (h Handler) document(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return catalog.ErrNoDocument
	}
	d, name, content, err := h.Catalog.ReadDocument(r.Context(), who, id)
	if errors.Is(err, crypto.ErrKeyDestroyed) {
		return catalog.ErrNoDocument // its owner erased their account
	}
	if err != nil {
		return err
	}
	page.Attachment(w, d.ContentType, name, content)
	return nil
}
