package operatebookings

import (
	"errors"
	"net/http"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// goodwillOf is what was given to the client of a booking, and the form to give more.
func (h Handler) goodwillOf(r *http.Request, v *Detail, who identity.Principal, b *booking.Booking, client identity.Person) error {
	list, err := h.Credit.GrantsOf(r.Context(), who, b.ID)
	if err != nil {
		return err
	}
	var names []uuid.UUID
	for _, g := range list {
		names = append(names, g.By)
	}
	people, err := h.People.PeopleByIDs(r.Context(), h.Bookings.DB, names)
	if err != nil {
		return err
	}
	for _, g := range list {
		v.Grants = append(v.Grants, Grant{At: g.At, What: v.Page.L.List(v.Page.L.T("goodwill.reason_"+string(g.Reason)), people[g.By].Name), Amount: g.Amount})
	}
	if client.Kind != identity.Account || client.Status != identity.Active {
		return nil
	}
	l := credit.GoodwillLimits(b.Price.Currency)
	v.Give = &Give{URL: v.Item.URL + "/credit", Currency: b.Price.Currency, Most: money.Amount{Minor: l.Most, Currency: b.Price.Currency}}
	for _, reason := range credit.Reasons {
		v.Give.Reasons = append(v.Give.Reasons, ui.Choice{Value: string(reason), Label: v.Page.L.T("goodwill.reason_" + string(reason)), Selected: v.Page.Val("reason", "") == string(reason)})
	}
	return nil
}

func (h Handler) give(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.bookingOf(r)
	if err != nil {
		return err
	}
	typed := &page.Typed{Form: form}
	minor, fault := typed.Amount("amount", b.Price.Currency), typed.Faults.Err()
	if fault == nil {
		_, fault = h.Credit.GrantGoodwill(r.Context(), who, b.ID, minor, credit.Reason(form.Get("reason")))
	}
	if fault == nil {
		return h.Kit.Done(w, r, "goodwill_given", "/admin/bookings/"+b.Code)
	}
	return h.giveAgain(w, r, who, b, form, fault)
}

func (h Handler) giveAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, b *booking.Booking, form url.Values, fault error) error {
	if _, known := apperr.As(fault); !known {
		return fault
	}
	p := h.page(w, r, "nav.admin_bookings")
	status, ok := h.Kit.Again(&p, form, fault, nil)
	if !ok {
		return fault
	}
	v, err := h.detail(r, p, who, b)
	if err != nil {
		return errors.Join(fault, err)
	}
	httpx.WritePage(w, r, status, DetailPage(v))
	return nil
}
