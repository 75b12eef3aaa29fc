package api

import (
	"context"
)

type useCodeInput struct {
	BookingChange
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"40" doc:"capitals and spaces make no difference"`
	}
}

func (h bookings) useCode(ctx context.Context, in *useCodeInput) (*Out[BookingView], error) {
	b, err := h.service.UseCode(ctx, in.caller(ctx), in.ID, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewBooking(b)), nil
}

func (h bookings) dropCode(ctx context.Context, in *BookingChange) (*Out[BookingView], error) {
	b, err := h.service.DropCode(ctx, in.caller(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, viewBooking(b)), nil
}
