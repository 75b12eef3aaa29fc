package operatebookings

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	b, err := h.bookingOf(r)
	if err != nil {
		return err
	}
	v, err := h.detail(r, h.page(w, r, "nav.admin_bookings"), who, b)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, DetailPage(v))
	}
	return err
}

func (h Handler) detail(r *http.Request, p layout.Page, who identity.Principal, b *booking.Booking) (Detail, error) {
	v := Detail{Page: p}
	v.Page.Title, v.Item = b.Code, h.item(v.Page, b)
	people, err := h.People.PeopleByIDs(r.Context(), h.Bookings.DB, []uuid.UUID{b.SeekerID, b.PractitionerPersonID})
	if err != nil {
		return v, err
	}
	v.Facts = facts(v.Page, b, people[b.SeekerID])
	v.Links = []ui.Link{{URL: "/admin/people/" + b.PractitionerPersonID.String(), Label: b.PractitionerName}}
	if c := people[b.SeekerID]; c.Kind == identity.Account {
		v.Links = append(v.Links, ui.Link{URL: "/admin/people/" + c.ID.String(), Label: c.Name})
	}
	if v.Lines, err = h.lines(r, v.Page, b); err != nil {
		return v, err
	}
	events, err := h.Bookings.History(r.Context(), h.Kit.Caller(r), b.ID)
	if err != nil {
		return v, err
	}
	for _, e := range events {
		v.History = append(v.History, Event{At: e.At, What: happened(v.Page, e.Type), Who: v.Page.L.T("obk.actor_" + e.Actor)})
	}
	if b.Status == booking.Pending || b.Status == booking.Confirmed {
		v.Cancel = v.Item.URL + "/cancel"
	}
	return v, h.goodwillOf(r, &v, who, b, people[b.SeekerID])
}

// happened is an event in words; one without words of its own shows its type.
func happened(p layout.Page, kind string) string {
	if key := "obk." + kind; p.L.Has(key) {
		return p.L.T(key)
	}
	return kind
}

// facts leave out what either side wrote: an operator needs none of it here.
func facts(p layout.Page, b *booking.Booking, client identity.Person) []Fact {
	place, theirs := page.Location(b.PractitionerZone), page.Location(b.SeekerZone)
	out := []Fact{{p.L.T("obk.service"), b.ServiceName}, {p.L.T("admin.side_practitioner"), b.PractitionerName}, {p.L.T("admin.side_client"), p.L.List(client.Name, client.Email)}}
	if place != nil {
		out = append(out, Fact{p.L.T("obk.their_time"), p.L.List(p.L.WhenYear(b.Start, place), p.L.Zone(place, b.Start))})
	}
	if theirs != nil && b.SeekerZone != b.PractitionerZone {
		out = append(out, Fact{p.L.T("obk.client_time"), p.L.List(p.L.WhenYear(b.Start, theirs), p.L.Zone(theirs, b.Start))})
	}
	if b.EndedBy != "" {
		out = append(out, Fact{p.L.T("obk.ended_by"), p.L.T("obk.side_" + b.EndedBy)})
	}
	return out
}

// lines are what was agreed and what moved, as the ledger has it.
func (h Handler) lines(r *http.Request, p layout.Page, b *booking.Booking) ([]ui.PriceLine, error) {
	out := []ui.PriceLine{{Label: p.L.T("obk.agreed"), Amount: b.Price}}
	s, err := h.Payments.StatementOf(r.Context(), h.Bookings.DB, b.ID)
	if errors.Is(err, payment.ErrNotFound) {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	line := func(key string, minor int64, total bool) {
		out = append(out, ui.PriceLine{Label: p.L.T("obk." + key), Amount: money.Amount{Minor: minor, Currency: s.Currency}, Total: total})
	}
	line("paid", s.Paid, false)
	if s.FromCredit > 0 {
		line("from_credit", s.FromCredit, false)
	}
	line("back", -s.Back, false)
	if s.Credit > 0 {
		line("credit", s.Credit, false)
	}
	line("kept", s.Kept, true)
	if s.Borne != 0 {
		line("borne", s.Borne, false)
	}
	line("share", s.Share, false)
	line("commission", s.Commission, false)
	if s.Tax != 0 {
		line("tax", s.Tax, false)
	}
	if s.Withheld != 0 {
		line("withheld", s.Withheld, false)
	}
	return out, nil
}

func (h Handler) showCancel(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	b, err := h.bookingOf(r)
	if err != nil {
		return err
	}
	v, err := h.cancelView(w, r, b)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, CancelPage(v))
	return nil
}

// cancelView shows the refund as Cancel makes it.
func (h Handler) cancelView(w http.ResponseWriter, r *http.Request, b *booking.Booking) (Cancel, error) {
	preview, err := h.Bookings.CancelPreview(r.Context(), h.Kit.Caller(r), b.ID)
	v := Cancel{Page: h.page(w, r, "obk.cancel"), Version: b.Version, Back: preview.Refund, Disputed: preview.Disputed, Due: preview.Due}
	v.Item = h.item(v.Page, b)
	v.Lines = []ui.PriceLine{{Label: v.Page.L.T("obk.agreed"), Amount: b.Price}, {Label: v.Page.L.T("admin.ahead_due"), Amount: preview.Refund, Total: true}}
	return v, err
}

func (h Handler) cancel(w http.ResponseWriter, r *http.Request, _ identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	b, err := h.bookingOf(r)
	if err != nil {
		return err
	}
	version, err := page.SeenVersion(form.Get("version"))
	if err != nil {
		return err
	}
	shown, err := page.SeenAmount(form.Get("refund"))
	if err != nil {
		return err
	}
	wish := booking.Cancellation{Version: version, Reason: form.Get("reason"), Shown: shown}
	if _, _, fault := h.Bookings.Cancel(r.Context(), h.Kit.Caller(r), b.ID, wish); fault != nil {
		return h.cancelAgain(w, r, b, form, fault)
	}
	return h.Kit.Done(w, r, "booking_cancelled", "/admin/bookings/"+b.Code)
}

func (h Handler) cancelAgain(w http.ResponseWriter, r *http.Request, b *booking.Booking, form url.Values, fault error) error {
	v, err := h.cancelView(w, r, b)
	if err != nil { // nothing is left to cancel: its page says how it stands
		page.See(w, r, "/admin/bookings/"+b.Code)
		return nil
	}
	status, ok := h.Kit.Again(&v.Page, form, page.InForm(fault, "obk"), nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, CancelPage(v))
	return nil
}
