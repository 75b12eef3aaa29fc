package saved

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
)

// TimeEvents change what is free at a practitioner. Those of bookings are named here and not taken from that module,
// which is no business of this one: each names its practitioner.
var TimeEvents = []string{
	schedHours, schedBlocked, schedUnblocked, schedBusy,
	"booking.confirmed", "booking.requested", "booking.declined", "booking.moved", "booking.cancelled", "booking.expired",
}

const (
	schedHours     = "schedule.hours_changed"
	schedBlocked   = "schedule.blocked"
	schedUnblocked = "schedule.unblocked"
	schedBusy      = "schedule.busy_refreshed"
)

// OnTimeChanged is the subscriber behind the letters: events of schedule are the practitioner's own, those of booking
// name the practitioner in them.
func (s *Service) OnTimeChanged(ctx context.Context, d events.Delivery) error {
	practitioner := d.AggregateID
	switch d.Type {
	case schedHours, schedBlocked, schedUnblocked, schedBusy:
	default:
		var fact struct {
			PractitionerID uuid.UUID `json:"practitioner_id"`
		}
		if err := json.Unmarshal(d.Data, &fact); err != nil {
			return err
		}
		practitioner = fact.PractitionerID
	}
	return s.Look(ctx, practitioner, d.EventID)
}

// CatalogEvents are those that change whom a list shows, or what is offered.
var CatalogEvents = []string{catalog.EventUpdated, catalog.EventVerified, catalog.EventUnlisted, catalog.EventServiceChanged, catalog.EventErased}

// OnCatalogEvent forgets an erased practitioner, and takes what others offer now as known.
func (s *Service) OnCatalogEvent(ctx context.Context, d events.Delivery) error {
	e, err := events.Decode[catalog.PractitionerEvent](d)
	if err != nil {
		return err
	}
	if d.Type != catalog.EventErased {
		return s.Refresh(ctx, e.PractitionerID)
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := on(tx)
		for _, forget := range []func(context.Context, uuid.UUID) error{q.ForgetPractitioner, q.ForgetLettersAbout, q.DropWatch} {
			if err := forget(ctx, e.PractitionerID); err != nil {
				return err
			}
		}
		return nil
	})
}

// OnAccountDeleted forgets a person's list.
func (s *Service) OnAccountDeleted(ctx context.Context, d events.Delivery) error {
	e, err := events.Decode[identity.DeletedEvent](d)
	if err != nil {
		return err
	}
	people := append([]uuid.UUID{e.PersonID}, e.GuestIDs...)
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		if err := on(tx).ForgetPeople(ctx, people); err != nil {
			return err
		}
		return on(tx).ForgetLettersOf(ctx, people)
	})
}
