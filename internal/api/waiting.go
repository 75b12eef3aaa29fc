package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/platform/flags"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// waiting registers the lines of who waits for a time.
func (h bookings) waiting(a huma.API) {
	once(a, flagged(op(http.MethodPost, "/waiting", "joinWaiting", "Be told when a time is free: it is then held for 30 minutes", "waiting"), flags.WaitingList), h.joinWaiting)
	huma.Register(a, flagged(op(http.MethodGet, "/waiting", "listWaiting", "Where the caller waits, with what is offered now", "waiting"), flags.WaitingList), h.listWaiting)
	once(a, flagged(op(http.MethodDelete, "/waiting/{id}", "leaveWaiting", "Leave a line; what is offered goes to the next", "waiting"), flags.WaitingList), h.leaveWaiting)
	huma.Register(a, flagged(op(http.MethodGet, "/waiting/clients", "listWaitingClients", "Who waits for the caller as a practitioner", "waiting"), flags.WaitingList), h.listWaitingClients)
}

type joinWaitingInput struct {
	IdempotencyHeader
	Body struct {
		ServiceID uuid.UUID `json:"serviceId" format:"uuid"`
		Mode      string    `json:"mode,omitempty" enum:"online,at_practitioner,at_customer"`
		Part      string    `json:"part,omitempty" enum:"any,morning,afternoon,evening"`
		First     string    `json:"first" format:"date"`
		Last      string    `json:"last" format:"date" doc:"at most 60 days after first"`
		Zone      string    `json:"zone,omitempty" maxLength:"64" doc:"IANA zone of the caller: nobody is written to from 22 to 7 there"`
	}
}

func (h bookings) joinWaiting(ctx context.Context, in *joinWaitingInput) (*Out[WaitingView], error) {
	first, err := time.Parse(time.DateOnly, in.Body.First)
	if err != nil {
		return nil, err // the schema said it is a date
	}
	last, err := time.Parse(time.DateOnly, in.Body.Last)
	if err != nil {
		return nil, err
	}
	c := AccessHeader{}.caller(ctx)
	joined, err := h.service.JoinWaiting(ctx, c, booking.WaitingWish{ServiceID: in.Body.ServiceID, Mode: in.Body.Mode, Part: booking.Part(in.Body.Part), First: first, Last: last, Zone: in.Body.Zone})
	if err != nil {
		return nil, err
	}
	return OK(ctx, WaitingView{ID: joined.ID, Changed: joined.Changed}), nil
}

// WaitingView is an entry in a line. Days are meant in zone.
type WaitingView struct {
	ID           uuid.UUID  `json:"id" format:"uuid"`
	Changed      bool       `json:"changed,omitempty" doc:"of joinWaiting: the caller waited for this service already, and waits for these days now"`
	ServiceID    *uuid.UUID `json:"serviceId,omitempty"`
	Service      string     `json:"service,omitempty"`
	Practitioner string     `json:"practitioner,omitempty"`
	Client       string     `json:"client,omitempty" doc:"for the practitioner: the name, and nothing else"`
	Mode         string     `json:"mode,omitempty"`
	Part         string     `json:"part,omitempty"`
	First        string     `json:"first,omitempty"`
	Last         string     `json:"last,omitempty"`
	Zone         string     `json:"zone,omitempty"`
	Since        *time.Time `json:"since,omitempty"`
	Place        int        `json:"place,omitempty" doc:"in line, from 1; for who waits"`
	Offered      bool       `json:"offered,omitempty"`
	Offer        *OfferView `json:"offer,omitempty" doc:"for who waits: a hold of theirs, to be paid like any other"`
}

// OfferView is a time that is held for who waits.
type OfferView struct {
	BookingID uuid.UUID `json:"bookingId" format:"uuid"`
	Start     time.Time `json:"start"`
	Until     time.Time `json:"until"`
}

func viewWaiting(w booking.Waiting) WaitingView {
	v := WaitingView{ID: w.ID, ServiceID: &w.ServiceID, Service: w.Service, Practitioner: w.Practitioner, Mode: w.Mode, Part: string(w.Part),
		First: w.First.Format(time.DateOnly), Last: w.Last.Format(time.DateOnly), Zone: w.PlaceZone, Since: &w.CreatedAt, Place: w.Place, Offered: w.Offered}
	if w.Offer != nil {
		v.Offer = &OfferView{w.Offer.BookingID, w.Offer.Start, w.Offer.Until}
	}
	return v
}

func (h bookings) listWaiting(ctx context.Context, _ *struct{}) (*Out[[]WaitingView], error) {
	list, err := h.service.MyWaiting(ctx, AccessHeader{}.caller(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]WaitingView, len(list))
	for i, w := range list {
		out[i] = viewWaiting(w)
	}
	return OK(ctx, out), nil
}

// WaitingRef is the path of an entry that is about to change.
type WaitingRef struct {
	IdempotencyHeader
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h bookings) leaveWaiting(ctx context.Context, in *WaitingRef) (*Out[Empty], error) {
	return answer(ctx, h.service.LeaveWaiting(ctx, AccessHeader{}.caller(ctx), in.ID))
}

func (h bookings) listWaitingClients(ctx context.Context, _ *struct{}) (*Out[[]WaitingView], error) {
	list, names, err := h.service.WaitingFor(ctx, AccessHeader{}.caller(ctx))
	if err != nil {
		return nil, err
	}
	out := make([]WaitingView, len(list))
	for i, w := range list {
		out[i] = viewWaiting(w)
		out[i].Client = names[w.PersonID]
	}
	return OK(ctx, out), nil
}
