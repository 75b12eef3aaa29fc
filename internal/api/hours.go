package api

import (
	"context"

	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/holidays"

	"github.com/google/uuid"
)

func (h availability) hours(ctx context.Context, in *PractitionerPath) (*Out[schedule.Hours], error) {
	_, pr, zone, err := h.owned(ctx, in.ID, identity.Read)
	if err != nil {
		return nil, err
	}
	hours, err := h.schedule.Hours(ctx, pr.ID, zone)
	if err != nil {
		return nil, err
	}
	return OK(ctx, hours), nil
}

type setHoursInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		schedule.Hours
		Accept []uuid.UUID `json:"accept,omitempty" maxItems:"2000" doc:"ids of the bookings, from details.outside of a refusal, that stay although the new hours have no room for them"`
	}
}

// HoursSetView lists the bookings that now lie outside the declared hours; they stand until somebody moves them.
type HoursSetView struct {
	Outside []schedule.Meeting `json:"outside"`
}

func (h availability) setHours(ctx context.Context, in *setHoursInput) (*Out[HoursSetView], error) {
	p, pr, zone, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	outside, err := h.schedule.ChangeHours(ctx, p, pr.ID, zone, schedule.HoursChange{Hours: in.Body.Hours, Accept: in.Body.Accept})
	if err != nil {
		return nil, err
	}
	return OK(ctx, HoursSetView{outside}), nil
}

func (h availability) upcoming(ctx context.Context, in *PractitionerPath) (*Out[schedule.Preview], error) {
	return h.previewOf(ctx, in.ID, nil)
}

type previewInput struct {
	PractitionerPath
	Body schedule.Hours
}

func (h availability) preview(ctx context.Context, in *previewInput) (*Out[schedule.Preview], error) {
	return h.previewOf(ctx, in.ID, &in.Body)
}

func (h availability) previewOf(ctx context.Context, id uuid.UUID, draft *schedule.Hours) (*Out[schedule.Preview], error) {
	_, pr, zone, err := h.owned(ctx, id, identity.Read)
	if err != nil {
		return nil, err
	}
	p, err := h.schedule.Preview(ctx, pr.ID, zone, draft)
	if err != nil {
		return nil, err
	}
	return OK(ctx, p), nil
}

// HolidaysView lists holidays; known is false where there is no list for the country.
type HolidaysView struct {
	Country  string        `json:"country"`
	Known    bool          `json:"known"`
	Holidays []HolidayView `json:"holidays"`
}

// HolidayView is one holiday. Closed tells that the declared hours have nothing on that date.
type HolidayView struct {
	holidays.Holiday
	Closed bool `json:"closed"`
}

func (h availability) holidays(ctx context.Context, in *PractitionerPath) (*Out[HolidaysView], error) {
	_, pr, zone, err := h.owned(ctx, in.ID, identity.Read)
	if err != nil {
		return nil, err
	}
	hours, err := h.schedule.Hours(ctx, pr.ID, zone)
	if err != nil {
		return nil, err
	}
	today := h.clock.Now().In(zone)
	list, known := holidays.Of(pr.Country, today.Format("2006-01-02"), today.AddDate(1, 0, 0).Format("2006-01-02"))
	v := HolidaysView{Country: pr.Country, Known: known, Holidays: make([]HolidayView, len(list))}
	for i, x := range list {
		v.Holidays[i] = HolidayView{x, hours.ClosedOn(x.Date)}
	}
	return OK(ctx, v), nil
}
