package bookings

import (
	"context"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/web/layout"
)

// Wait is a line in which somebody stands. POST /waiting/{id}/leave leaves it.
type Wait struct {
	ID       string
	Name     string // of the practitioner
	What     string // service and days
	Place    int    // in line, from 1
	OfferURL string // the checkout of the time that is held; "" when none is
	Start    time.Time
	Until    time.Time
}

// waits lists where the caller waits; a visitor waits nowhere.
func (h *Handler) waits(ctx context.Context, p layout.Page, c booking.Caller) ([]Wait, error) {
	if !c.SignedIn() {
		return nil, nil
	}
	list, err := h.Bookings.MyWaiting(ctx, c)
	out := make([]Wait, len(list))
	for i, w := range list {
		out[i] = Wait{ID: w.ID.String(), Name: w.Practitioner, What: w.Service + ", " + p.L.DayRange(w.First, w.Last), Place: w.Place}
		if w.Offer != nil {
			out[i].OfferURL, out[i].Start, out[i].Until = "/book/"+w.Offer.BookingID.String(), w.Offer.Start, w.Offer.Until
		}
	}
	return out, err
}
