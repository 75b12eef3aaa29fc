package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// allBookings serves operators who look after bookings. One booking is read and cancelled at /bookings/{id}.
type allBookings struct {
	bookings *booking.Service
	keys     Keys
}

// OperateBookings registers admin/bookings.
func OperateBookings(a huma.API, s *booking.Service, k Keys) {
	h := allBookings{s, k}
	const tag = "admin"
	huma.Register(a, op(http.MethodGet, "/admin/bookings", "findBookings", "All bookings, the latest start first, paged by key (operators)", tag), h.find)
	huma.Register(a, op(http.MethodGet, "/admin/bookings/plan", "planCancellation", "What cancelling a practitioner's range would do; nothing is changed (operators)", tag), h.plan)
	huma.Register(a, op(http.MethodPost, "/admin/bookings/cancel", "cancelBookings", "Cancel the bookings of a plan for both sides, each by itself (operators)", tag), h.cancel)
}

type findInput struct {
	Code       string    `query:"code" maxLength:"12" pattern:"^[0-9A-Za-z]*$"`
	Slug       string    `query:"practitioner" maxLength:"100" pattern:"^[0-9a-z-]*$" doc:"slug of the page"`
	Status     string    `query:"status" enum:"pending,confirmed,in_session,completed,cancelled,declined,expired,no_show"`
	From       time.Time `query:"from"`
	To         time.Time `query:"to" doc:"exclusive"`
	AfterStart time.Time `query:"afterStart" doc:"start of the last booking of the page before"`
	AfterID    string    `query:"afterId" format:"uuid" doc:"its id"`
	Limit      int       `query:"limit" default:"50" minimum:"1" maximum:"100"`
	Email      string    `header:"Client-Email" maxLength:"254" doc:"the client's address in full; a header, because addresses have no place in a URL"`
}

// FoundBookings is a page of bookings without what either side wrote.
type FoundBookings struct {
	Bookings []FoundBooking `json:"bookings"`
	More     bool           `json:"more"`
}

// FoundBooking is one booking as a line.
type FoundBooking struct {
	ID           uuid.UUID      `json:"id" format:"uuid"`
	Code         string         `json:"code"`
	Status       booking.Status `json:"status"`
	Practitioner string         `json:"practitioner"`
	Service      string         `json:"service"`
	Start        time.Time      `json:"start"`
	Price        money.Amount   `json:"price"`
	Version      int64          `json:"version"`
	Back         *money.Amount  `json:"back,omitempty" doc:"of a plan: what would go back"`
	Disputed     bool           `json:"disputed,omitempty" doc:"of a plan: the payer's bank disputes the payment, and back is decided with that"`
}

func foundBooking(b *booking.Booking) FoundBooking {
	return FoundBooking{ID: b.ID, Code: b.Code, Status: b.Status, Practitioner: b.PractitionerName, Service: b.ServiceName, Start: b.Start, Price: b.Price, Version: b.Version}
}

func (h allBookings) find(ctx context.Context, in *findInput) (*Out[FoundBookings], error) {
	q := booking.FindQuery{Code: in.Code, Email: in.Email, Slug: in.Slug, Status: booking.Status(in.Status), From: in.From, To: in.To, Limit: in.Limit, After: booking.Key{Start: in.AfterStart}}
	if in.AfterID != "" {
		id, err := uuid.Parse(in.AfterID)
		if err != nil {
			return nil, apperr.ErrValidation.WithFields(apperr.Field{Path: "afterId", Code: "invalid", Message: "Send the id of the last booking."})
		}
		q.After.ID = id
	}
	list, more, err := h.bookings.Find(ctx, identity.PrincipalFrom(ctx), q)
	if err != nil {
		return nil, err
	}
	v := FoundBookings{Bookings: make([]FoundBooking, len(list)), More: more}
	for i, b := range list {
		v.Bookings[i] = foundBooking(b)
	}
	return OK(ctx, v), nil
}

type rangeInput struct {
	Slug string    `query:"practitioner" required:"true" maxLength:"100" pattern:"^[0-9a-z-]+$" doc:"slug of the page"`
	From time.Time `query:"from" required:"true"`
	To   time.Time `query:"to" required:"true" doc:"exclusive"`
}

func (h allBookings) plan(ctx context.Context, in *rangeInput) (*Out[FoundBookings], error) {
	list, more, err := h.bookings.PlanCancel(ctx, identity.PrincipalFrom(ctx), booking.BulkQuery{Slug: in.Slug, From: in.From, To: in.To})
	if err != nil {
		return nil, err
	}
	v := FoundBookings{Bookings: make([]FoundBooking, len(list)), More: more}
	for i, p := range list {
		v.Bookings[i] = foundBooking(p.Booking)
		v.Bookings[i].Back, v.Bookings[i].Disputed = &p.Back, p.Disputed
	}
	return OK(ctx, v), nil
}

type cancelManyInput struct {
	IdempotencyHeader
	Body struct {
		Bookings []booking.Seen `json:"bookings" minItems:"1" maxItems:"200" doc:"as the plan showed them"`
		Reason   string         `json:"reason" minLength:"1" maxLength:"1000" doc:"both sides read it"`
	}
}

// OutcomeView is what became of one booking.
type OutcomeView struct {
	ID   uuid.UUID     `json:"id" format:"uuid"`
	Code string        `json:"code,omitempty"`
	Done bool          `json:"done"`
	Back *money.Amount `json:"back,omitempty" doc:"went back"`
	Why  string        `json:"why,omitempty" doc:"code of the error for which it stands"`
}

// cancel is repeatable by itself, over many transactions, so the key is only bound to its request.
func (h allBookings) cancel(ctx context.Context, in *cancelManyInput) (*Out[[]OutcomeView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	k, err := idemScoped("cancelBookings:"+who.PersonID.String(), in.IdempotencyKey, in)
	if err != nil {
		return nil, err
	}
	if err := h.keys.Bind(ctx, k); err != nil {
		return nil, err
	}
	list, err := h.bookings.CancelMany(ctx, booking.Caller{Principal: who, RequestID: httpx.RequestID(ctx)}, in.Body.Bookings, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	out := make([]OutcomeView, len(list))
	for i, o := range list {
		out[i] = OutcomeView{ID: o.ID, Code: o.Code, Done: o.Err == nil}
		if o.Err != nil {
			e, _ := httpx.Public(o.Err)
			out[i].Why = e.Code
		} else if o.Back.Currency != "" {
			out[i].Back = &o.Back
		}
	}
	return OK(ctx, out), nil
}
