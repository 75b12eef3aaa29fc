package operatebookings

import (
	"net/http"
	"strings"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler serves operators. All fields are required.
type Handler struct {
	Kit      *page.Kit
	People   *identity.Service
	Bookings *booking.Service
	Payments *payment.Service
	Credit   *credit.Service
}

// Mount adds the area's routes.
func (h Handler) Mount(mux *http.ServeMux) {
	only := func(do page.Action) http.HandlerFunc { return h.Kit.Only(identity.Admin, do) }
	mux.HandleFunc("GET /admin/bookings", only(h.list))
	mux.HandleFunc("POST /admin/bookings", only(h.find))
	mux.HandleFunc("GET /admin/bookings/bulk", only(h.plan))
	mux.HandleFunc("POST /admin/bookings/bulk", only(h.cancelMany))
	mux.HandleFunc("GET /admin/bookings/{booking}", only(h.show))
	mux.HandleFunc("POST /admin/bookings/{booking}/credit", only(h.give))
	mux.HandleFunc("GET /admin/bookings/{booking}/cancel", only(h.showCancel))
	mux.HandleFunc("POST /admin/bookings/{booking}/cancel", only(h.cancel))
}

func (h Handler) page(w http.ResponseWriter, r *http.Request, key string) layout.Page {
	p := h.Kit.Private(w, r)
	p.Area, p.Section = layout.Operate, "admin_bookings"
	p.Title = p.L.T(key)
	return p
}

// bookingOf is the booking of the path.
func (h Handler) bookingOf(r *http.Request) (*booking.Booking, error) {
	return h.Bookings.ByCode(r.Context(), h.Kit.Caller(r), strings.ToUpper(r.PathValue("booking")))
}

func (h Handler) item(p layout.Page, b *booking.Booking) Item {
	return Item{Code: b.Code, URL: "/admin/bookings/" + b.Code, Practitioner: b.PractitionerName, Service: b.ServiceName, Start: b.Start, Status: page.Status(b, p.Now), Price: b.Price}
}

// summed adds an amount to the sum of its currency.
func summed(p layout.Page, sums []ui.PriceLine, a money.Amount) []ui.PriceLine {
	for i := range sums {
		if sums[i].Amount.Currency == a.Currency {
			sums[i].Amount.Minor += a.Minor
			return sums
		}
	}
	return append(sums, ui.PriceLine{Label: p.L.T("admin.ahead_sum"), Amount: a, Total: true})
}
