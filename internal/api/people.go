package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/money"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// people serves operators who look after accounts.
type people struct {
	people   *identity.Service
	bookings *booking.Service
}

// People registers admin/people/*.
func People(a huma.API, s *identity.Service, b *booking.Service) {
	h := people{s, b}
	once(a, op(http.MethodPost, "/admin/people/{id}/status", "setAccountStatus",
		"Make an account active, inactive or suspended; answers with what is booked ahead and what is owed for it (operators)", "admin"), h.setStatus)
}

type statusInput struct {
	IdempotencyHeader
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body struct {
		Status identity.Status `json:"status" enum:"active,inactive,suspended"`
		Reason string          `json:"reason,omitempty" maxLength:"500" doc:"stays with the account; needed unless it becomes active"`
	}
}

// AccountStatusView is an account after a change, with what it touches.
type AccountStatusView struct {
	ID       uuid.UUID       `json:"id" format:"uuid"`
	Status   identity.Status `json:"status" enum:"active,inactive,suspended"`
	Reason   string          `json:"reason"`
	Bookings []AheadView     `json:"bookings" doc:"with or by the person and not over; they stand until they are cancelled"`
}

// AheadView is a booking that is not over.
type AheadView struct {
	ID     uuid.UUID      `json:"id" format:"uuid"`
	Code   string         `json:"code"`
	Status booking.Status `json:"status" enum:"pending,confirmed,in_session"`
	Start  time.Time      `json:"start"`
	Side   string         `json:"side" enum:"practitioner,client" doc:"which the person is in it"`
	Due    money.Amount   `json:"due" doc:"what was taken and goes back when it is cancelled"`
}

func (h people) setStatus(ctx context.Context, in *statusInput) (*Out[AccountStatusView], error) {
	who, err := signedIn(ctx)
	if err != nil {
		return nil, err
	}
	if err := h.people.ChangeStatus(ctx, who, in.ID, in.Body.Status, in.Body.Reason); err != nil {
		return nil, err
	}
	state, err := h.people.AccountState(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	list, err := h.bookings.AheadOf(ctx, who, in.ID)
	if err != nil {
		return nil, err
	}
	v := AccountStatusView{ID: state.ID, Status: state.Status, Reason: state.Reason, Bookings: make([]AheadView, len(list))}
	for i, b := range list {
		v.Bookings[i] = AheadView{ID: b.ID, Code: b.Code, Status: b.Status, Start: b.Start, Side: "client", Due: b.Due}
		if b.PractitionerPersonID == in.ID {
			v.Bookings[i].Side = "practitioner"
		}
	}
	return OK(ctx, v), nil
}
