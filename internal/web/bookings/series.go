package bookings

import (
	"context"
	"net/url"

	"klear/internal/modules/booking"
	"klear/internal/platform/money"
	"klear/internal/web/layout"
	"klear/internal/web/page"

	"github.com/google/uuid"
)

// fold puts the later dates of a series that a list shows under the first of them.
func fold(cards []Card, series []uuid.UUID) []Card {
	first := map[uuid.UUID]int{}
	var out []Card
	for i, c := range cards {
		at, seen := first[series[i]]
		switch {
		case series[i] == uuid.Nil:
			out = append(out, c)
		case seen:
			out[at].More = append(out[at].More, c)
		default:
			first[series[i]] = len(out)
			out = append(out, c)
		}
	}
	return out
}

// dates are all of the series of b that its reader may see; none for a booking by itself.
func (h *Handler) dates(ctx context.Context, p layout.Page, b mine) ([]Date, error) {
	if b.SeriesID == uuid.Nil {
		return nil, nil
	}
	list, err := h.Bookings.WholeSeries(ctx, b.caller, b.Booking)
	if err != nil || len(list) < 2 {
		return nil, err
	}
	out := make([]Date, len(list))
	for i, it := range list {
		out[i] = Date{Code: it.Code, Start: it.Start, Status: page.Status(it, p.Now), This: it.ID == b.ID}
	}
	return out, nil
}

// later is what cancelling all dates from b on would give back; nil when there are no later ones.
func (h *Handler) later(ctx context.Context, b mine, form url.Values) (*Later, error) {
	if b.SeriesID == uuid.Nil {
		return nil, nil
	}
	p, err := h.Bookings.CancelLaterPreview(ctx, b.caller, b.ID)
	if err != nil || len(p.Bookings) < 2 {
		return nil, err
	}
	out := &Later{Refund: Refund{Paid: money.Amount{Minor: p.Refund.Minor + p.Fee.Minor, Currency: p.Refund.Currency}, Kept: p.Fee, Back: p.Refund, Days: refundDays},
		Chosen: form.Get("scope") == scopeLater}
	for _, it := range p.Bookings {
		out.Dates = append(out.Dates, it.Start)
	}
	return out, nil
}

// scopeLater is what a form says that means this date and all later ones.
const scopeLater = "later"

// end cancels what the form means, and gives back no less than it showed.
func (h *Handler) end(ctx context.Context, b mine, form url.Values, version int64, reason string) error {
	cancel, amount := h.Bookings.Cancel, "refund"
	if form.Get("scope") == scopeLater {
		cancel, amount = h.Bookings.CancelLater, "refund_later"
	}
	shown, err := page.SeenAmount(form.Get(amount))
	if err == nil {
		_, _, err = cancel(ctx, b.caller, b.ID, booking.Cancellation{Version: version, Reason: reason, Shown: shown})
	}
	return err
}
