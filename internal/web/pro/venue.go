package pro

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/money"
)

// venueOf is what may be noted about a booking that is paid when the two meet.
func (h Handler) venueOf(r *http.Request, b *booking.Booking, now time.Time) (Venue, error) {
	if !b.AtVenue {
		return Venue{}, nil
	}
	q := b.Quote
	owed := max(0, q.CommissionMinor()+q.TaxMinor()+q.WithheldMinor-q.BorneMinor) // of a larger promotion the rest is paid out
	v := Venue{Price: b.Price, Owed: money.Amount{Minor: owed, Currency: b.Price.Currency}}
	attempts, err := h.Payments.ByBooking(r.Context(), h.Schedule.DB, b.ID)
	switch {
	case err != nil:
		return v, err
	case len(attempts) > 0 && attempts[0].AtVenue() && attempts[0].KeptMinor() > 0:
		v.State = VenueReceived
	case len(attempts) > 0 && attempts[0].AtVenue(), b.Status == booking.Cancelled, b.Status == booking.NoShow:
		v.State = VenueReturned
	case now.Before(b.Start.Add(-booking.StartEarly)):
		v.State = VenueLater
	default:
		v.State = VenueDue
	}
	return v, nil
}

// receive may be pressed twice: what was noted is noted.
func (h Handler) receive(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "session_received", func(b *booking.Booking, form url.Values) error {
		_, err := h.Bookings.Receive(r.Context(), h.Kit.Caller(r), b.ID, 0, form.Get("method"))
		if errors.Is(err, payment.ErrAlreadyLive) {
			return nil
		}
		return err
	})
}

// giveBack may be pressed twice, too.
func (h Handler) giveBack(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	return h.act(w, r, who, "session_given_back", func(b *booking.Booking, _ url.Values) error {
		_, err := h.Bookings.GiveBackAtVenue(r.Context(), h.Kit.Caller(r), b.ID, 0)
		if errors.Is(err, payment.ErrRefundExceeds) {
			return nil
		}
		return err
	})
}
