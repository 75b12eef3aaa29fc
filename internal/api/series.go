package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/identity"
	"klear/internal/platform/flags"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// series registers bookings that are made together.
func (h bookings) series(a huma.API) {
	huma.Register(a, flagged(op(http.MethodGet, "/bookings/series", "planSeries", "Every date of a series, with what clashes and what is free nearby", "bookings"), flags.Series), h.planSeries)
	huma.Register(a, flagged(op(http.MethodPost, "/bookings/series", "holdSeries", "Hold all dates of a series or none; pay each with payments/confirm", "bookings"), flags.Series), h.holdSeries)
}

type planInput struct {
	ServiceID uuid.UUID `query:"serviceId" format:"uuid" required:"true"`
	Start     time.Time `query:"start" required:"true" doc:"the first start; later ones have the same wall time in the practitioner's zone"`
	Weeks     int       `query:"weeks" minimum:"1" maximum:"4" default:"1" doc:"between two dates"`
	Count     int       `query:"count" minimum:"2" maximum:"52" required:"true"`
}

// OccurrenceView is one date of a planned series.
type OccurrenceView struct {
	Date  string      `json:"date" doc:"in the practitioner's zone"`
	Start *time.Time  `json:"start,omitempty" doc:"missing when the wall time does not exist on that date"`
	Clash string      `json:"clash,omitempty" doc:"why it cannot be booked; missing when it can"`
	Near  []time.Time `json:"near" doc:"of a clash: the nearest openings"`
}

func (h bookings) planSeries(ctx context.Context, in *planInput) (*Out[[]OccurrenceView], error) {
	plan, err := h.service.PlanSeries(ctx, booking.SeriesPlan{ServiceID: in.ServiceID, Start: in.Start, Weeks: in.Weeks, Count: in.Count})
	if err != nil {
		return nil, err
	}
	out := make([]OccurrenceView, len(plan))
	for i, it := range plan {
		out[i] = OccurrenceView{Date: it.Date.String(), Clash: it.Clash, Near: append([]time.Time{}, it.Near...)}
		if !it.Start.IsZero() {
			out[i].Start = &it.Start
		}
	}
	return OK(ctx, out), nil
}

type holdSeriesInput struct {
	AccessHeader
	IdempotencyHeader
	Body struct {
		ServiceID uuid.UUID   `json:"serviceId" format:"uuid"`
		Starts    []time.Time `json:"starts" minItems:"2" maxItems:"52" doc:"of a plan, without the dates that clash, or with others instead"`
		Mode      string      `json:"mode,omitempty" enum:"online,at_practitioner,at_customer"`
		Zone      string      `json:"zone,omitempty" maxLength:"64" doc:"IANA zone in which the caller reads times"`
	}
}

func (h bookings) holdSeries(ctx context.Context, in *holdSeriesInput) (*Out[[]BookingView], error) {
	c := in.caller(ctx)
	if c.Anonymous() && c.Access == "" {
		return nil, identity.ErrUnauthenticated.WithMessage("Sign in, or send a secret of your own in Booking-Access to book as a guest.")
	}
	key, err := idemScoped("series:"+c.PersonID.String()+":"+c.AccessScope(), in.IdempotencyKey, in.Body)
	if err != nil {
		return nil, err
	}
	list, err := h.service.HoldSeries(ctx, c, booking.SeriesHold{ServiceID: in.Body.ServiceID, Starts: in.Body.Starts, Mode: in.Body.Mode, Zone: in.Body.Zone}, key)
	if err != nil {
		return nil, err
	}
	views, err := h.views(ctx, c, list)
	if err != nil {
		return nil, err
	}
	return OK(ctx, views), nil
}

// SeriesView is where a booking stands among those it was made with.
type SeriesView struct {
	ID     uuid.UUID `json:"id" format:"uuid"`
	Number int       `json:"number" doc:"from 1"`
	Of     int       `json:"of"`
}
