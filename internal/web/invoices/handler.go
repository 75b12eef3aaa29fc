package invoices

import (
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/invoice"
	"klear/internal/modules/tariff"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
)

const perPage = 50

// Handler serves documents and taxes. All fields are required.
//
//	GET  /account/invoices/{document}      one, for its buyer, its seller and operators
//	GET  /account/invoices/{document}/pdf  its file; 422 when it has to be printed from the page
//	GET  /bookings/{code}/documents/{document}      one for a guest who holds the booking's link; …/pdf its file
//	GET  /pro/invoices                     what a practitioner sold, what the platform took, and their months
//	GET  /pro/taxes                        who they are to the tax office
//	POST /pro/taxes                        country, number, legal_name, address, from: 303; 422 the form again
//	GET  /admin/invoices                   the register (month), or the document of a number
//	GET  /admin/taxes                      registrations, rules with their sources, the report of a month
//	POST /admin/taxes/platform             as POST /pro/taxes
//	POST /admin/taxes/rules                country, kind, name, bps, deemed, from, note: 303; 409, 422 the form again
//	POST /admin/taxes/rules/{rule}/end     303
//	GET  /admin/taxes.csv                  the documents behind a month's report
//	GET  /genuine/{token}                   genuine: kind, number, day and total
type Handler struct {
	Kit      *page.Kit
	Bookings *booking.Service
	Invoices *invoice.Service
	Tariff   *tariff.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /account/invoices/{document}", h.Kit.SignedIn(h.paper))
	mux.HandleFunc("GET /account/invoices/{document}/pdf", h.Kit.SignedIn(h.file))
	mux.HandleFunc("GET /bookings/{code}/documents/{document}", h.Kit.Anybody(h.paper))
	mux.HandleFunc("GET /bookings/{code}/documents/{document}/pdf", h.Kit.Anybody(h.file))
	mux.HandleFunc("GET /pro/invoices", h.Kit.Only(identity.Practitioner, h.practice))
	mux.HandleFunc("GET /pro/taxes", h.Kit.Only(identity.Practitioner, h.showOwn))
	mux.HandleFunc("POST /pro/taxes", h.Kit.Only(identity.Practitioner, h.saveOwn))
	mux.HandleFunc("GET /admin/invoices", h.Kit.Only(identity.Admin, h.register))
	mux.HandleFunc("GET /admin/taxes", h.Kit.Only(identity.Admin, h.taxes))
	mux.HandleFunc("GET /admin/taxes.csv", h.Kit.Only(identity.Admin, h.taxFile))
	mux.HandleFunc("POST /admin/taxes/platform", h.Kit.Only(identity.Admin, h.savePlatform))
	mux.HandleFunc("POST /admin/taxes/rules", h.Kit.Only(identity.Admin, h.addRule))
	mux.HandleFunc("POST /admin/taxes/rules/{rule}/end", h.Kit.Only(identity.Admin, h.endRule))
	mux.HandleFunc("GET /genuine/{token}", h.Kit.Anybody(h.verify))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, area layout.Area, section, title string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section, p.Title = area, section, title
	return p
}

// monthOf is the month that the address names, on the brand's calendar; what makes no sense is the present one.
func (h Handler) monthOf(r *http.Request) time.Time {
	zone := h.Kit.Brand().Location()
	now := h.Kit.Clock.Now().In(zone)
	if m, err := time.ParseInLocation("2006-01", page.Query(r).Get("month"), zone); err == nil && m.Year() >= 2000 && !m.After(now) {
		return m
	}
	return time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, zone)
}

func d(k string, v any) i18n.D { return i18n.D{k: v} }
