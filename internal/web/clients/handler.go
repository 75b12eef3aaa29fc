package clients

import (
	"net/http"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/modules/tariff"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves practitioners' lists of clients.
type Handler struct {
	Kit      *page.Kit
	People   *identity.Service
	Clients  *client.Service
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
	Bookings *booking.Service
	Payments *payment.Service
	Tariff   *tariff.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/clients", only(h.list))
	mux.HandleFunc("POST /pro/clients", only(h.find))
	mux.HandleFunc("GET /pro/clients/new", only(h.showAdd))
	mux.HandleFunc("POST /pro/clients/new", only(h.add))
	mux.HandleFunc("GET /pro/clients/import", only(h.showImport))
	mux.HandleFunc("POST /pro/clients/import", only(h.check))
	mux.HandleFunc("POST /pro/clients/import/confirm", only(h.importChecked))
	mux.HandleFunc("GET /pro/clients/export", only(h.export))
	mux.HandleFunc("GET /pro/clients/{id}", only(h.show))
	mux.HandleFunc("GET /pro/clients/{id}/edit", only(h.showEdit))
	mux.HandleFunc("POST /pro/clients/{id}/edit", only(h.edit))
	mux.HandleFunc("POST /pro/clients/{id}/remove", only(h.remove))
	mux.HandleFunc("POST /pro/clients/{id}/join", only(h.join))
	mux.HandleFunc("POST /pro/clients/{id}/notes", only(h.addNote))
	mux.HandleFunc("GET /pro/clients/{id}/notes/{note}", only(h.showNote))
	mux.HandleFunc("POST /pro/clients/{id}/notes/{note}", only(h.editNote))
	mux.HandleFunc("GET /pro/clients/{id}/book", only(h.showBook))
	mux.HandleFunc("POST /pro/clients/{id}/book", only(h.book))
	mux.HandleFunc("POST /pro/clients/{id}/withdraw", only(h.withdraw))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, "clients", title
	if title == "" {
		p.Title = p.L.T("nav.clients")
	}
	return p
}

// one is the client of the path. Others' clients do not exist here.
func (h Handler) one(r *http.Request, who identity.Principal) (client.Client, error) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return client.Client{}, client.ErrNotFound
	}
	return h.Clients.Get(r.Context(), who, id)
}

func address(c client.Client) string { return "/pro/clients/" + c.ID.String() }
