package pro

import (
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"
	"klear/internal/web/page"
)

const (
	moneyPast  = 31 * 24 * time.Hour // how far back earnings are summed
	moneyAhead = 400 * 24 * time.Hour
	moneyRows  = 500 // bookings that the sums are made of
)

// withMoney are the statuses in which money is kept, a late cancellation's fee among it.
var withMoney = []booking.Status{booking.Confirmed, booking.InSession, booking.Completed, booking.NoShow, booking.Cancelled}

// showHome is where a practitioner's day begins: today, what waits for an answer, the week and the money. Every number
// leads to its rows.
func (h Handler) showHome(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	practice, err := h.Catalog.PractitionerByPerson(r.Context(), who.PersonID)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		page.See(w, r, "/pro/start") // signed up to offer sessions, and has not begun
		return nil
	}
	if err != nil {
		return err
	}
	v := Home{Page: h.page(w, r, "pro")}
	if err := h.week(r, &v, practice); err != nil {
		return err
	}
	if err := h.waitingFor(r, &v); err != nil {
		return err
	}
	if err := h.money(r, &v); err != nil {
		return err
	}
	httpx.WritePage(w, r, http.StatusOK, HomePage(v))
	return nil
}

// week is today with its entries, and how full the next seven days are.
func (h Handler) week(r *http.Request, v *Home, practice catalog.Practitioner) error {
	today := page.Today(v.Page.Now, v.Page.Zone)
	within := span{today, today.AddDate(0, 0, 7)}
	t, err := h.timeOf(r, v.Page, practice, within)
	if err != nil {
		return err
	}
	v.Today = t.day(v.Page, span{today, today.AddDate(0, 0, 1)}, true)
	for _, o := range t.open {
		v.OpenMinutes += int(o.end.Sub(o.start) / time.Minute)
	}
	for _, s := range t.sessions {
		if c := (span{s.Start, s.End}).clip(within); c.end.After(c.start) && s.Status != "requested" {
			v.BookedMinutes += int(c.end.Sub(c.start) / time.Minute)
		}
	}
	v.OpenWeek, err = h.openings(r.Context(), practice, v.Page.Now)
	return err
}

// waitingFor counts the requests that wait for the practitioner, and the offers that wait for clients.
func (h Handler) waitingFor(r *http.Request, v *Home) error {
	list, total, err := h.Bookings.Agenda(r.Context(), h.Kit.Caller(r), waiting(v.Page.Now, requestLimit))
	if err != nil {
		return err
	}
	v.Requests = total
	for _, b := range list {
		if v.AnswerBy.IsZero() || b.ExpiresAt.Before(v.AnswerBy) {
			v.AnswerBy = b.ExpiresAt
		}
	}
	offers, err := h.Bookings.Offers(r.Context(), h.Kit.Caller(r))
	if v.Offers = len(offers); err != nil {
		return err
	}
	v.Response, err = h.Bookings.ResponseTime(r.Context(), h.Kit.Caller(r))
	return err
}

// money sums what was paid and is not earned yet, and what was earned in the last 31 days, from the rows it shows.
func (h Handler) money(r *http.Request, v *Home) error {
	ask := booking.AgendaQuery{From: v.Page.Now.Add(-moneyPast), To: v.Page.Now.Add(moneyAhead), Statuses: withMoney, Page: 1, Limit: moneyRows}
	list, _, err := h.Bookings.Agenda(r.Context(), h.Kit.Caller(r), ask)
	if err != nil {
		return err
	}
	ids, seekers := make([]uuid.UUID, len(list)), make([]uuid.UUID, len(list))
	for i, b := range list {
		ids[i], seekers[i] = b.ID, b.SeekerID
	}
	paid, err := h.Payments.LiveOf(r.Context(), h.Schedule.DB, ids)
	if err != nil {
		return err
	}
	people, err := h.People.PeopleByIDs(r.Context(), h.Schedule.DB, seekers)
	for _, b := range list {
		p := paid[b.ID]
		if p.Status != payment.Captured || p.ShareMinor() == 0 || p.AtVenue() { // what they have in hand already is no news
			continue
		}
		row := MoneyRow{URL: "/pro/sessions/" + b.Code + "/receipt", Client: people[b.SeekerID].Name, Start: b.Start, Earned: p.EarnedAt != nil,
			Amount: money.Amount{Minor: p.ShareMinor(), Currency: p.Currency}}
		v.Money = append(v.Money, row)
		if row.Earned {
			v.Earned = plus(v.Earned, row.Amount)
		} else {
			v.Pending = plus(v.Pending, row.Amount)
		}
	}
	return err
}

// plus adds an amount to the sum of its currency.
func plus(sums []money.Amount, a money.Amount) []money.Amount {
	for i := range sums {
		if sums[i].Currency == a.Currency {
			sums[i].Minor += a.Minor
			return sums
		}
	}
	return append(sums, a)
}

// responseTime is the median in words, in whole minutes, of which there is one at least.
func responseTime(v Home) string {
	return v.Page.L.Duration(max(1, int(v.Response.Median.Round(time.Minute)/time.Minute)))
}
