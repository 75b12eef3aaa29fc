package team

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/business"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/httpx"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

// Handler serves teams. All fields are required.
//
//	GET  /pro/team                                    the caller's businesses, and invitations; POST makes a business
//	POST /pro/invitations/{invitation}/accept
//	GET  /pro/team/{team}                             members, rooms, team services; POST changes what it says
//	POST /pro/team/{team}/invite                      email, role
//	POST /pro/team/{team}/invitations/{invitation}    withdraws it
//	POST /pro/team/{team}/members/{person}            do: member, manager, remove
//	POST /pro/team/{team}/owner                       to: hands the business over to a member
//	POST /pro/team/{team}/rooms                       name
//	POST /pro/team/{team}/rooms/{room}                name, active
//	POST /pro/team/{team}/places/{place}              rooms of a member's service
//	GET  /pro/team/{team}/services/{offer}            "new" or one; POST saves it
//	GET  /pro/team/{team}/agenda                      ?on=2026-11-21
type Handler struct {
	Kit        *page.Kit
	DB         *db.DB
	People     *identity.Service
	Catalog    *catalog.Catalog
	Businesses *business.Service
	Bookings   *booking.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Practitioner, do) }
	mux.HandleFunc("GET /pro/team", only(h.list))
	mux.HandleFunc("POST /pro/team", only(h.create))
	mux.HandleFunc("POST /pro/invitations/{invitation}/accept", only(h.accept))
	mux.HandleFunc("GET /pro/team/{team}", only(h.show))
	mux.HandleFunc("POST /pro/team/{team}", only(h.save))
	mux.HandleFunc("POST /pro/team/{team}/invite", only(h.invite))
	mux.HandleFunc("POST /pro/team/{team}/invitations/{invitation}", only(h.withdraw))
	mux.HandleFunc("POST /pro/team/{team}/members/{person}", only(h.member))
	mux.HandleFunc("POST /pro/team/{team}/owner", only(h.handOver))
	mux.HandleFunc("POST /pro/team/{team}/rooms", only(h.addRoom))
	mux.HandleFunc("POST /pro/team/{team}/rooms/{room}", only(h.setRoom))
	mux.HandleFunc("POST /pro/team/{team}/places/{place}", only(h.setPlaces))
	mux.HandleFunc("GET /pro/team/{team}/services/{offer}", only(h.showService))
	mux.HandleFunc("POST /pro/team/{team}/services/{offer}", only(h.saveService))
	mux.HandleFunc("GET /pro/team/{team}/agenda", only(h.agenda))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = layout.Work, "team", title
	return p
}

// ours is the business of the path, for its members; to others it does not exist.
func (h Handler) ours(r *http.Request, who identity.Principal) (business.Mine, error) {
	id, err := uuid.Parse(r.PathValue("team"))
	if err != nil {
		return business.Mine{}, business.ErrNotFound
	}
	return h.Businesses.ByID(r.Context(), who, id)
}

// pathID is an id of the path; what is none names nothing.
func pathID(r *http.Request, name string, missing error) (uuid.UUID, error) {
	id, err := uuid.Parse(r.PathValue(name))
	if err != nil {
		return uuid.Nil, missing
	}
	return id, nil
}

func address(id uuid.UUID) string { return "/pro/team/" + id.String() }

// change is a form of a business's page: do makes the change and says what was done, rename maps the module's fields to
// the form's. A refusal shows the page again with what was typed.
type change struct {
	rename map[string]string
	do     func(b business.Mine, form url.Values) (done string, err error)
}

func (h Handler) apply(w http.ResponseWriter, r *http.Request, who identity.Principal, c change) error {
	form, err := h.Kit.Form(w, r, maxFields)
	if err != nil {
		return err
	}
	b, err := h.ours(r, who)
	if err != nil {
		return err
	}
	done, fault := c.do(b, form)
	if fault == nil {
		return h.Kit.Done(w, r, done, address(b.ID))
	}
	v, err := h.view(w, r, who, b)
	if err != nil {
		return err
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, c.rename)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, BusinessPage(v))
	return nil
}

// maxFields is enough for every room or service of a business being ticked.
const maxFields = 120
