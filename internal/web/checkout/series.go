package checkout

import (
	"context"
	"net/url"
	"strconv"

	"klear/internal/modules/booking"
	"klear/internal/platform/i18n"
	"klear/internal/web/page"
	"klear/internal/web/ui"

	"github.com/google/uuid"
)

// join adds the other dates of a series. The checkout is then about the first that is not paid yet: they are paid in order,
// so that it is also the one whose payment is under way.
func (b *hold) join(ctx context.Context, bookings *booking.Service) error {
	if b.SeriesID == uuid.Nil {
		return nil
	}
	list, err := bookings.WholeSeries(ctx, b.caller, b.Booking)
	if err != nil {
		return err
	}
	b.series = list
	if open := booking.Unpaid(list); len(open) > 0 {
		b.Booking = open[0]
	}
	return nil
}

// made are the dates that became requests or bookings, whatever happened since.
func (b hold) made() []*booking.Booking {
	list := b.series
	if list == nil {
		list = []*booking.Booking{b.Booking}
	}
	var out []*booking.Booking
	for _, it := range list {
		switch it.Status {
		case booking.Held, booking.Expired, booking.Cancelled:
		default:
			out = append(out, it)
		}
	}
	return out
}

// booked is where a paid hold leads.
func (b hold) booked() string {
	made := b.made()
	if len(made) == 0 {
		return b.path() // it ended again in the same breath: the page says so
	}
	return "/bookings/" + made[0].Code + "?new"
}

// charge pays for the hold, or for all that is held of its series.
func (h *Handler) charge(ctx context.Context, b hold, p booking.PayRequest, form url.Values) error {
	if b.series == nil {
		_, err := h.Bookings.Pay(ctx, b.caller, p)
		return err
	}
	dates, _ := strconv.Atoi(form.Get("dates")) // as many as the page named the price of
	return h.Bookings.PaySeries(ctx, b.caller, p, dates)
}

// priceDates lists what is paid for, a line for each date that is not paid yet, and what was paid before.
func priceDates(v *View, b hold) {
	open := booking.Unpaid(b.series)
	total := b.Price
	total.Minor *= int64(len(open))
	v.Total.Amount, v.Lines = total, nil
	for _, it := range open {
		v.Lines = append(v.Lines, ui.PriceLine{Label: v.Page.L.When(it.Start, v.Page.Zone), Amount: it.Price})
	}
	v.Lines = append(v.Lines, ui.PriceLine{Label: v.Page.L.T("price.total"), Note: taxNote(*v), Amount: total, Total: true})
	v.Series = &Series{Left: len(open), Of: len(b.series)}
	for _, it := range b.made() {
		v.Series.Booked = append(v.Series.Booked, Booked{Code: it.Code, Start: it.Start, Status: page.Status(it, v.Page.Now)})
	}
}

// safe is what a refused payment left as it was.
func safe(v View) string {
	if v.Series == nil || len(v.Series.Booked) == 0 {
		return v.Page.L.T("checkout.declined_safe")
	}
	return v.Page.L.T("checkout.series_declined", i18n.D{"Booked": v.Page.L.Number(len(v.Series.Booked)), "Left": v.Page.L.Number(v.Series.Left)})
}

// rule is the cancel rule; of a series it is that of the first date, and the others have their own.
func rule(v View) string {
	if v.Series == nil {
		return policyLine(v)
	}
	return v.Page.L.T("checkout.series_policy", d("Rule", policyLine(v)))
}
