package checkout

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/schedule"
	"klear/internal/platform/db"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

// Handler serves the checkout. All fields are required.
//
//	GET  /book/{hold}          the checkout page in whatever state it is; a paid hold leads to its booking
//	GET  /book/{hold}/status   the state as JSON, for the page that waits for the bank
//	GET  /book/{hold}/return   where the payer comes back to from their bank
//	POST /book/{hold}/pay      pay; 303 to the booking, or the page again: 402 declined, 409 lost, 410 over, 422 wrong
//	POST /book/{hold}/extend   keep the time longer, once
//	POST /book/{hold}/release  give it back
//	POST /book/{hold}/renew    hold the same time again
//	POST /book/{hold}/code     take a code off the price: 303; 409, 422, 429 the page again
//	POST /book/{hold}/code/drop  put the price back
type Handler struct {
	*page.Kit
	DB       *db.DB
	Bookings *booking.Service
	Payments *payment.Service
	Packs    *pack.Service
	Catalog  *catalog.Catalog
	Schedule *schedule.Service
	People   *identity.Service
}

// Mount registers the routes.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /book/{hold}", h.show)
	mux.HandleFunc("GET /book/{hold}/status", h.status)
	mux.HandleFunc("GET /book/{hold}/return", h.comeBack)
	mux.HandleFunc("POST /book/{hold}/pay", h.pay)
	mux.HandleFunc("POST /book/{hold}/extend", h.extend)
	mux.HandleFunc("POST /book/{hold}/release", h.release)
	mux.HandleFunc("POST /book/{hold}/renew", h.renew)
	mux.HandleFunc("POST /book/{hold}/code", h.useCode)
	mux.HandleFunc("POST /book/{hold}/code/drop", h.dropCode)
}

// hold is the booking behind the address with its newest attempt to pay, for its seeker. ErrNotFound.
type hold struct {
	*booking.Booking
	caller  booking.Caller
	attempt *payment.Payment   // nil: nobody tried yet
	way     payment.Way        // how it is paid; zero when it costs nothing
	series  []*booking.Booking // all dates of a series, in order; nil: a hold by itself
}

func (h *Handler) load(r *http.Request) (hold, error) {
	id, err := uuid.Parse(r.PathValue("hold"))
	if err != nil {
		return hold{}, booking.ErrNotFound
	}
	c := h.Caller(r)
	b, err := h.Bookings.ByID(r.Context(), c, id)
	if errors.Is(err, booking.ErrNotFound) { // a practitioner's offer is opened by its letter's link
		if guest, ok := h.GuestCallerOf(r, id); ok {
			c = guest
			b, err = h.Bookings.ByID(r.Context(), c, id)
		}
	}
	if err != nil {
		return hold{}, err
	}
	if c.SignedIn() && c.PersonID == b.PractitionerPersonID {
		return hold{}, booking.ErrNotFound // they see it in their agenda, once it is more than a hold
	}
	out := hold{Booking: b, caller: c}
	if err := out.join(r.Context(), h.Bookings); err != nil {
		return hold{}, err
	}
	attempts, err := h.Payments.ByBooking(r.Context(), h.DB, out.ID)
	if err != nil {
		return hold{}, err
	}
	if len(attempts) > 0 {
		out.attempt = &attempts[0]
	}
	if out.Price.Minor > 0 {
		out.way, err = h.Payments.WayOf(r.Context(), out.PractitionerID, out.Price.Currency)
	}
	return out, err
}

func (b hold) path() string { return "/book/" + b.ID.String() }

// paid reports that the hold became a request or a booking, whatever happened since. A series is finished with when
// nothing of it is held any more and something of it was paid.
func (b hold) paid() bool { return b.Status != booking.Held && len(b.made()) > 0 }

// state is where the checkout stands. A payment under way counts more than the hold's time: it decides about the hold. An
// attempt that no gateway answered yet is open: sending it again is the same call under the same key.
func (b hold) state(now time.Time) State {
	if b.attempt != nil && b.Status == booking.Held {
		switch b.attempt.Status {
		case payment.RequiresAction:
			return Action
		case payment.Processing, payment.Unknown, payment.Later, payment.Authorised, payment.Captured:
			return Unknown
		}
	}
	switch {
	case b.Status != booking.Held || !b.ExpiresAt.After(now):
		return Expired
	case b.attempt != nil && b.attempt.Status == payment.Declined:
		return Declined
	}
	return Open
}

func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	b, err := h.load(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if b.paid() {
		page.See(w, r, b.booked())
		return
	}
	v, err := h.view(w, r, b)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	h.write(w, r, v, http.StatusOK)
}

// write answers with the page. A hold that is over is 410, unless the caller has a better reason.
func (h *Handler) write(w http.ResponseWriter, r *http.Request, v View, status int) {
	if v.State == Expired && status == http.StatusOK {
		status = http.StatusGone
	}
	if v.State == Unknown {
		w.Header().Set("Refresh", "5") // without script the page asks again by itself
	}
	httpx.WritePage(w, r, status, Checkout(v))
}

func (h *Handler) status(w http.ResponseWriter, r *http.Request) {
	b, err := h.load(r)
	if err != nil {
		httpx.WriteError(w, r, err)
		return
	}
	state := string(b.state(h.Clock.Now()))
	if b.paid() {
		state = "done"
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(`{"state":"` + state + `"}`)) // the client may have gone
}

// comeBack asks what became of the payment now, rather than when the recovery job gets to it. Whatever goes wrong here
// the job repeats, so the payer is only shown where things stand.
func (h *Handler) comeBack(w http.ResponseWriter, r *http.Request) {
	b, err := h.load(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	if b.attempt != nil && b.Status == booking.Held && b.attempt.Status.Live() {
		ctx := context.WithoutCancel(r.Context()) // money may have moved
		_ = h.Bookings.SettlePayment(ctx, booking.Settle{BookingID: b.ID, PaymentID: b.attempt.ID})
	}
	page.See(w, r, b.path())
}

func (h *Handler) extend(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, func(b hold) (string, error) {
		if _, err := h.Bookings.Extend(r.Context(), b.caller, b.ID); err != nil {
			return "", err
		}
		h.Flash(w, ui.Success, "extended")
		return b.path(), nil
	})
}

func (h *Handler) release(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, func(b hold) (string, error) {
		if err := h.Bookings.ReleaseTogether(r.Context(), b.caller, b.ID); err != nil {
			return "", err
		}
		h.Flash(w, ui.Info, "released")
		if len(b.made()) > 0 {
			return b.booked(), nil
		}
		return "/p/" + b.PractitionerSlug, nil
	})
}

// act does one small thing to a hold and leads to where it shows. When the hold has moved on meanwhile, the page says so.
func (h *Handler) act(w http.ResponseWriter, r *http.Request, do func(hold) (string, error)) {
	if _, err := h.Form(w, r); err != nil {
		h.Error(w, r, err)
		return
	}
	b, err := h.load(r)
	if err != nil {
		h.Error(w, r, err)
		return
	}
	to, err := do(b)
	switch {
	case isOver(err):
		to = b.path()
	case err != nil:
		h.Error(w, r, err)
		return
	}
	page.See(w, r, to)
}
