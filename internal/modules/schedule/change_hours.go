package schedule

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// EventHoursChanged says that a practitioner declared other hours; the aggregate is the practitioner.
const EventHoursChanged = "schedule.hours_changed"

// HoursChange is the wish to replace the declared hours from today on.
type HoursChange struct {
	// Hours carry the version of what they were made from; 0 replaces whatever stands.
	Hours Hours
	// Accept are the meetings (Meeting.ID) that the practitioner has seen and leaves outside the new hours.
	Accept []uuid.UUID
	// AcceptAll asks for no such look.
	AcceptAll bool
}

// SetHours replaces the declared hours, whatever stands, and returns the bookings that now lie outside them: they stay,
// and the practitioner decides about each. Errors: validation, with the path of every fault.
func (s *Service) SetHours(ctx context.Context, who identity.Principal, practitionerID uuid.UUID, zone *time.Location, h Hours) ([]Meeting, error) {
	h.Version = 0
	return s.ChangeHours(ctx, who, practitionerID, zone, HoursChange{Hours: h, AcceptAll: true})
}

// ChangeHours is SetHours for somebody who looked at what stands. Bookings that the change would newly leave outside
// must be accepted one by one; they are never cancelled. Errors: validation, ErrHoursChanged, ErrOutside.
func (s *Service) ChangeHours(ctx context.Context, who identity.Principal, practitionerID uuid.UUID, zone *time.Location, c HoursChange) ([]Meeting, error) {
	declared, err := c.Hours.declare(zone)
	if err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	today := slots.DateOf(now.In(zone))
	var outside []Meeting
	err = idem.InTx(ctx, s.DB, now, &outside, func(tx db.Tx) error {
		q := scheduledb.New(tx)
		if err := q.LockHours(ctx, practitionerID.String()); err != nil {
			return err
		}
		var newly []Meeting
		if outside, newly, err = s.outsideTx(ctx, tx, practitionerID, zone, declared); err != nil {
			return err
		}
		newly = slices.DeleteFunc(newly, func(m Meeting) bool { return c.AcceptAll || slices.Contains(c.Accept, m.ID) })
		if n, err := q.NextHoursVersion(ctx, scheduledb.NextHoursVersionParams{PractitionerID: practitionerID, Seen: c.Hours.Version}); err != nil {
			return err
		} else if n == 0 {
			return ErrHoursChanged
		}
		if len(newly) > 0 {
			return ErrOutside.WithDetails(map[string]any{"outside": newly})
		}
		if err := replaceHours(ctx, q, s.IDs.ID, []uuid.UUID{practitionerID}, map[uuid.UUID]slots.Hours{practitionerID: declared}, dateOf(today)); err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, events.Event{Type: EventHoursChanged, AggregateType: "practitioner", AggregateID: practitionerID,
			Actor: events.Actor{Kind: "practitioner", ID: who.PersonID}, At: now, Data: map[string]any{"practitioner_id": practitionerID}})
	})
	return outside, err
}

// outsideTx lists the bookings for which the declared hours have no room, and those of them for which the hours that
// stand do have it.
func (s *Service) outsideTx(ctx context.Context, tx db.Tx, practitionerID uuid.UUID, zone *time.Location, declared slots.Hours) (all, newly []Meeting, err error) {
	now, q := s.Clock.Now(), scheduledb.New(tx)
	standing, err := readHours(ctx, q, practitionerID, slots.DateOf(now.In(zone)))
	if err != nil {
		return nil, nil, err
	}
	before, err := standing.declare(zone)
	if err != nil {
		return nil, nil, err
	}
	old, err := slots.Compile(before)
	if err != nil {
		return nil, nil, err
	}
	cal, err := slots.Compile(declared)
	if err != nil {
		return nil, nil, err
	}
	rows, err := q.BookedBetween(ctx, scheduledb.BookedBetweenParams{PractitionerID: practitionerID, FromAt: now})
	if err != nil {
		return nil, nil, err
	}
	all = []Meeting{}
	had := map[uuid.UUID]bool{}
	for _, r := range rows {
		booked := slots.Interval{Start: r.StartsAt, End: r.EndsAt}
		if !cal.Covers(booked) {
			all, had[r.ID] = append(all, Meeting{ID: r.ID, Status: r.Status, Start: r.StartsAt, End: r.EndsAt}), old.Covers(booked)
		}
	}
	if err := s.nameTx(ctx, tx, practitionerID, all); err != nil {
		return nil, nil, err
	}
	newly = slices.DeleteFunc(slices.Clone(all), func(m Meeting) bool { return !had[m.ID] })
	return all, newly, nil
}
