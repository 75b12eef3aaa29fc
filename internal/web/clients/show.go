package clients

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// together is how many bookings one page shows; the sums are of these.
const together = 200

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	c, err := h.one(r, who)
	if err != nil {
		return err
	}
	v, err := h.showView(w, r, who, c)
	if err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, ShowPage(v))
	return nil
}

func (h Handler) showView(w http.ResponseWriter, r *http.Request, who identity.Principal, c client.Client) (Show, error) {
	v := Show{Page: h.page(w, r, c.Name), ID: c.ID.String(), Details: c.Details, Erased: c.Erased, Booked: c.Booked(), BookedAs: c.BookedAs(), CreatedAt: c.CreatedAt}
	if c.Erased {
		v.Page.Title = v.Page.L.T("clients.erased")
	}
	same, err := h.Clients.Perhaps(r.Context(), who, c)
	if err != nil {
		return Show{}, err
	}
	for _, o := range same {
		v.Perhaps = append(v.Perhaps, Same{ID: o.ID.String(), Name: o.Name})
	}
	notes, err := h.Clients.Notes(r.Context(), who, c.ID)
	if err != nil {
		return Show{}, err
	}
	for _, n := range notes {
		v.Notes = append(v.Notes, Note{URL: address(c) + "/notes/" + n.ID.String(), Words: n.Words, WrittenAt: n.WrittenAt, EditedAt: n.EditedAt})
	}
	if c.Booked() {
		err = h.history(r, &v, c)
	} else {
		err = h.waiting(r, &v, c)
	}
	return v, err
}

// waiting shows the offers to somebody who never had a booking: they went to the address that was entered.
func (h Handler) waiting(r *http.Request, v *Show, c client.Client) error {
	list, err := h.Bookings.Offers(r.Context(), h.Kit.Caller(r))
	if err != nil || len(list) == 0 || c.Email == "" {
		return err
	}
	ids := make([]uuid.UUID, len(list))
	for i, b := range list {
		ids[i] = b.SeekerID
	}
	people, err := h.People.PeopleByIDs(r.Context(), h.Schedule.DB, ids)
	for _, b := range list {
		if people[b.SeekerID].Email == c.Email {
			v.Bookings = append(v.Bookings, booked(*v, booking.Shared{Booking: b}, money.Amount{Currency: b.Price.Currency}))
		}
	}
	return err
}

// history is what was booked together, and what was paid for it.
func (h Handler) history(r *http.Request, v *Show, c client.Client) error {
	list, total, err := h.Bookings.With(r.Context(), h.Kit.Caller(r), c.PersonID, together)
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(list))
	for i, b := range list {
		ids[i] = b.ID
	}
	paid, err := h.Payments.LiveOf(r.Context(), h.Schedule.DB, ids)
	if err != nil {
		return err
	}
	sums := map[string]int64{}
	for _, b := range list {
		kept := money.Amount{Minor: paid[b.ID].KeptMinor(), Currency: b.Price.Currency}
		sums[kept.Currency] += kept.Minor
		v.Bookings = append(v.Bookings, booked(*v, b, kept))
	}
	for currency, minor := range sums {
		v.Paid = append(v.Paid, money.Amount{Minor: minor, Currency: currency})
	}
	v.Older = total - len(list)
	return nil
}

func booked(v Show, b booking.Shared, paid money.Amount) Booked {
	out := Booked{ID: b.ID.String(), Code: b.Code, Start: b.Start, Service: b.ServiceName, Status: page.Status(b.Booking, v.Page.Now), Paid: paid, Note: b.Note, Version: b.Version}
	switch {
	case b.Status == booking.Held:
		out.Until = b.ExpiresAt
	case b.Status == booking.Pending:
		out.URL = "/pro/requests"
	default:
		out.URL = "/pro/sessions/" + b.Code
	}
	return out
}

// showAgain shows the client as they stand, with what was wrong or why it could not be.
func (h Handler) showAgain(w http.ResponseWriter, r *http.Request, who identity.Principal, c client.Client, form url.Values, fault error) error {
	v, err := h.showView(w, r, who, c)
	if err != nil {
		return errors.Join(fault, err)
	}
	status, ok := h.Kit.Again(&v.Page, form, fault, nil)
	if !ok {
		return fault
	}
	httpx.WritePage(w, r, status, ShowPage(v))
	return nil
}

func (h Handler) withdraw(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Kit.Form(w, r)
	if err != nil {
		return err
	}
	c, err := h.one(r, who)
	if err != nil {
		return err
	}
	id, err := uuid.Parse(form.Get("booking"))
	if err != nil {
		return booking.ErrNotFound
	}
	if _, err := h.Bookings.Withdraw(r.Context(), h.Kit.Caller(r), id, 0); err != nil {
		return h.showAgain(w, r, who, c, form, err)
	}
	return h.Kit.Done(w, r, "offer_withdrawn", address(c))
}

// languageChoices are the languages that clients most often speak here, and the one that is set.
func languageChoices(v Edit) []ui.Choice {
	chosen := v.Page.Val("language", v.Details.Language)
	out := []ui.Choice{{Value: "", Label: v.Page.L.T("clients.language_unknown"), Selected: chosen == ""}}
	known := chosen == ""
	for _, tag := range []string{"en", "hi", "bn", "ta", "te", "mr", "gu", "kn", "ml", "ur", "de", "fr", "es"} {
		out = append(out, ui.Choice{Value: tag, Label: page.LanguageName(tag), Selected: tag == chosen})
		known = known || tag == chosen
	}
	if !known {
		out = append(out, ui.Choice{Value: chosen, Label: page.LanguageName(chosen), Selected: true})
	}
	return out
}
