package api

import (
	"context"
	"net/http"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"
)

// availability serves what is free and what a practitioner declares about it.
type availability struct {
	schedule *schedule.Service
	catalog  *catalog.Catalog
	clock    clock.Clock
}

// Availability registers practitioners/{id}/availability and its siblings.
func Availability(a huma.API, s *schedule.Service, c *catalog.Catalog, k clock.Clock) {
	h := availability{s, c, k}
	const tag = "availability"
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/availability", "getAvailability", "The starts that can be booked", tag), h.get)
	once(a, op(http.MethodPut, "/practitioners/{id}/availability", "setAvailability", "Declare working hours, overrides and time off", tag), h.setHours)
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/availability/preview", "upcomingAvailability", "The next 14 days as the hours, blocks and bookings leave them", tag), h.upcoming)
	huma.Register(a, op(http.MethodPost, "/practitioners/{id}/availability/preview", "previewAvailability", "The same under other hours, and the bookings these would leave outside; changes nothing", tag), h.preview)
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/holidays", "listHolidays", "Public holidays of the coming year where the practitioner is, and whether the hours close on them", tag), h.holidays)
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/hours", "getHours", "The declared hours", tag), h.hours)
	huma.Register(a, op(http.MethodGet, "/practitioners/{id}/blocks", "listBlocks", "Times blocked by hand", tag), h.blocks)
	once(a, op(http.MethodPost, "/practitioners/{id}/blocks", "blockTimeSlot", "Block a time by hand", tag), h.block)
	once(a, op(http.MethodDelete, "/practitioners/{id}/blocks/{block}", "unblock", "Open a blocked time again", tag), h.unblock)
	h.calendars(a)
	h.calendarAccount(a)
}

// SlotView is a start that can be booked.
type SlotView struct {
	Start     time.Time `json:"start"`
	End       time.Time `json:"end"`
	SeatsLeft int       `json:"seatsLeft"`
}

func viewSlots(list []slots.Slot, duration time.Duration) []SlotView {
	out := make([]SlotView, len(list))
	for i, s := range list {
		out[i] = SlotView{Start: s.Start, End: s.Start.Add(duration), SeatsLeft: s.SeatsLeft}
	}
	return out
}

// checkRange keeps a question about openings within bounds.
func checkRange(from, to time.Time) error {
	var v apperr.Validation
	v.Check(to.After(from), "to", "order", "The end of the range must be after its start.")
	v.Check(to.Sub(from) <= schedule.MaxRange, "to", "range", "A range is at most 62 days long.")
	return v.Err()
}

type availabilityInput struct {
	ID        uuid.UUID `path:"id" format:"uuid"`
	ServiceID uuid.UUID `query:"serviceId" format:"uuid" required:"true"`
	From      time.Time `query:"from" required:"true"`
	To        time.Time `query:"to" required:"true"`
}

// AvailabilityView lists starts and names the zone of the working hours.
type AvailabilityView struct {
	Zone  string     `json:"zone"`
	Slots []SlotView `json:"slots"`
}

func (h availability) get(ctx context.Context, in *availabilityInput) (*Out[AvailabilityView], error) {
	if err := checkRange(in.From, in.To); err != nil {
		return nil, err
	}
	b, err := h.catalog.ServiceForBooking(ctx, h.schedule.DB, in.ServiceID)
	switch {
	case err != nil:
		return nil, err
	case b.PractitionerID != in.ID:
		return nil, catalog.ErrNoService
	case !b.Open(h.clock.Now()):
		return OK(ctx, AvailabilityView{Zone: b.Zone, Slots: []SlotView{}}), nil
	}
	o := schedule.OfferingOf(b)
	list, err := h.schedule.Slots(ctx, h.schedule.DB, schedule.Ask{Offering: o, From: in.From, To: in.To, Now: h.clock.Now()})
	if err != nil {
		return nil, err
	}
	return OK(ctx, AvailabilityView{Zone: b.Zone, Slots: viewSlots(list, o.Service.Duration)}), nil
}

// owned reads the practitioner and lets only their account, or an admin, go on.
func (h availability) owned(ctx context.Context, id uuid.UUID, action identity.Action) (identity.Principal, catalog.Practitioner, *time.Location, error) {
	p := identity.PrincipalFrom(ctx)
	if p.Anonymous() {
		return p, catalog.Practitioner{}, nil, identity.ErrUnauthenticated
	}
	pr, err := h.catalog.PractitionerByID(ctx, id)
	if err != nil {
		return p, pr, nil, err
	}
	if err := identity.Authorize(p, action, identity.ResAvailability, identity.Subject{Owner: pr.PersonID}); err != nil {
		return p, pr, nil, err
	}
	zone, err := time.LoadLocation(pr.Zone)
	return p, pr, zone, err
}

type PractitionerPath struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (h availability) blocks(ctx context.Context, in *PractitionerPath) (*Out[[]schedule.Block], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Read)
	if err != nil {
		return nil, err
	}
	list, err := h.schedule.Blocks(ctx, pr.ID)
	if err != nil {
		return nil, err
	}
	return OK(ctx, list), nil
}

type blockInput struct {
	PractitionerPath
	IdempotencyHeader
	Body struct {
		Start time.Time `json:"start"`
		End   time.Time `json:"end"`
	}
}

func (h availability) block(ctx context.Context, in *blockInput) (*Out[schedule.Block], error) {
	p, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	b, err := h.schedule.BlockTime(ctx, p, pr.ID, in.Body.Start, in.Body.End)
	if err != nil {
		return nil, err
	}
	return OK(ctx, b), nil
}

type unblockInput struct {
	PractitionerPath
	IdempotencyHeader
	Block uuid.UUID `path:"block" format:"uuid"`
}

func (h availability) unblock(ctx context.Context, in *unblockInput) (*Out[Empty], error) {
	_, pr, _, err := h.owned(ctx, in.ID, identity.Update)
	if err != nil {
		return nil, err
	}
	if err := h.schedule.Unblock(ctx, pr.ID, in.Block); err != nil {
		return nil, err
	}
	return OK(ctx, Empty{}), nil
}
