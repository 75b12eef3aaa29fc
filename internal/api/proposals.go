package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"

	"github.com/danielgtaylor/huma/v2"
)

// proposals registers other times that a practitioner proposes for a booking.
func (h bookings) proposals(a huma.API) {
	huma.Register(a, op(http.MethodGet, "/bookings/{id}/proposal", "getProposal", "What the practitioner proposes instead of a booking's time", "bookings"), h.proposal)
	once(a, op(http.MethodPost, "/bookings/{id}/proposal", "proposeTimes", "Propose up to three other times, held for the client", "bookings"), h.propose)
	once(a, op(http.MethodPost, "/bookings/{id}/proposal/accept", "acceptProposal", "Move the booking to a proposed time; confirms a request", "bookings"), h.takeProposed)
	once(a, op(http.MethodPost, "/bookings/{id}/proposal/decline", "declineProposal", "Take none of the times, or take the proposal back", "bookings"), h.dropProposed)
}

// ProposalView is what is proposed right now. Without an open proposal there are no starts and no end.
type ProposalView struct {
	Starts []time.Time `json:"starts" doc:"held for the client, soonest first; none when nothing is proposed"`
	Until  *time.Time  `json:"until,omitempty" doc:"how long they are held"`
}

func viewProposal(p booking.Proposal) ProposalView {
	v := ProposalView{Starts: append([]time.Time{}, p.Starts...)}
	if !p.Until.IsZero() {
		v.Until = &p.Until
	}
	return v
}

func (h bookings) proposal(ctx context.Context, in *BookingRef) (*Out[ProposalView], error) {
	p, _, err := h.service.ProposalOf(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewProposal(p)), nil
}

type proposeInput struct {
	BookingChange
	Body struct {
		Versioned
		Starts []time.Time `json:"starts" minItems:"1" maxItems:"3" doc:"offered starts other than the present one"`
	}
}

func (h bookings) propose(ctx context.Context, in *proposeInput) (*Out[ProposalView], error) {
	p, err := h.service.Propose(ctx, in.caller(ctx), in.ID, in.Body.Version, in.Body.Starts)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewProposal(p)), nil
}

type takeProposedInput struct {
	BookingChange
	Body struct {
		Versioned
		Start time.Time `json:"start" doc:"one of the proposed starts"`
	}
}

func (h bookings) takeProposed(ctx context.Context, in *takeProposedInput) (*Out[BookingView], error) {
	b, err := h.service.TakeProposed(ctx, in.caller(ctx), in.ID, in.Body.Version, in.Body.Start)
	return booked(ctx, b, err)
}

func (h bookings) dropProposed(ctx context.Context, in *BookingChange) (*Out[BookingView], error) {
	b, err := h.service.DropProposed(ctx, in.caller(ctx), in.ID)
	return booked(ctx, b, err)
}
