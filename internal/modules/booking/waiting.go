package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/identity"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// Bounds of waiting.
const (
	MaxWaiting     = 5  // lines in which one person stands
	MaxWaitingDays = 60 // from the first day to the last
)

// Part is a part of the day.
type Part string

// The parts of a day: before noon, before five, and after.
const (
	AnyPart   Part = "any"
	Morning   Part = "morning"
	Afternoon Part = "afternoon"
	Evening   Part = "evening"
)

// Parts are all parts of a day, in order.
var Parts = []Part{AnyPart, Morning, Afternoon, Evening}

// has reports whether a time on the clock of the place is in this part of the day.
func (p Part) has(local time.Time) bool {
	switch h := local.Hour(); p {
	case Morning:
		return h < 12
	case Afternoon:
		return h >= 12 && h < 17
	case Evening:
		return h >= 17
	}
	return true
}

// Waiting is an entry in the line for a practitioner.
type Waiting struct {
	ID             uuid.UUID
	PersonID       uuid.UUID
	PractitionerID uuid.UUID
	ServiceID      uuid.UUID
	Service        string // name; "" when it is gone
	Practitioner   string
	Slug           string
	Mode           string
	Part           Part
	First, Last    time.Time // days, midnight UTC; meant in PlaceZone
	PlaceZone      string    // IANA
	CreatedAt      time.Time
	Place          int // from 1, among those whose days meet these; 0 where the practitioner reads it
	Offered        bool
	Offer          *FreedTime // what is offered now; nil: nothing, or the practitioner reads it
}

// FreedTime is a time that is held for who waits.
type FreedTime struct {
	BookingID uuid.UUID
	Start     time.Time
	Until     time.Time
}

func waitingOf(r *bookingdb.BookingWaiting) Waiting {
	return Waiting{ID: r.ID, PersonID: r.PersonID, PractitionerID: r.PractitionerID, ServiceID: r.ServiceID, Mode: r.Mode, Part: Part(r.Part),
		First: r.FirstDay.Time, Last: r.LastDay.Time, PlaceZone: r.PlaceZone, CreatedAt: r.CreatedAt.UTC()}
}

func day(t time.Time) pgtype.Date {
	return pgtype.Date{Time: time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC), Valid: true}
}

// MyWaiting lists where the caller waits, oldest first. Errors: identity.ErrUnauthenticated.
func (s *Service) MyWaiting(ctx context.Context, c Caller) ([]Waiting, error) {
	if !c.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := bookingdb.New(s.DB).WaitingOf(ctx, c.PersonID)
	if err != nil {
		return nil, err
	}
	out := make([]Waiting, len(rows))
	for i, r := range rows {
		out[i] = waitingOf(&r.BookingWaiting)
		out[i].Place, out[i].Offered = int(r.Place), r.BookingID != nil
		if r.BookingID != nil && r.StartsAt != nil && r.ExpiresAt != nil {
			out[i].Offer = &FreedTime{BookingID: *r.BookingID, Start: r.StartsAt.UTC(), Until: r.ExpiresAt.UTC()}
		}
	}
	return out, s.nameServices(ctx, out)
}

// WaitingFor lists who waits for the caller as a practitioner, first in line first: at most 200. What a practitioner learns
// of somebody who waits is the name. Errors: identity.ErrForbidden, catalog.ErrNoPractitioner.
func (s *Service) WaitingFor(ctx context.Context, c Caller) ([]Waiting, map[uuid.UUID]string, error) {
	if !c.SignedIn() {
		return nil, nil, identity.ErrUnauthenticated
	}
	if c.Role != identity.Practitioner {
		return nil, nil, identity.ErrForbidden
	}
	practice, err := s.Catalog.PractitionerByPerson(ctx, c.PersonID)
	if err != nil {
		return nil, nil, err
	}
	rows, err := bookingdb.New(s.DB).WaitingFor(ctx, practice.ID)
	if err != nil {
		return nil, nil, err
	}
	out, ids := make([]Waiting, len(rows)), make([]uuid.UUID, len(rows))
	for i, r := range rows {
		out[i], ids[i] = waitingOf(&r.BookingWaiting), r.BookingWaiting.PersonID
		out[i].Offered = r.Offered
	}
	people, err := s.People.PeopleByIDs(ctx, s.DB, ids)
	if err != nil {
		return nil, nil, err
	}
	names := make(map[uuid.UUID]string, len(people))
	for id, p := range people {
		names[id] = p.Name
	}
	return out, names, s.nameServices(ctx, out)
}

// nameServices says what is waited for, as the catalogue has it now: one query.
func (s *Service) nameServices(ctx context.Context, list []Waiting) error {
	known, err := s.servicesOf(ctx, s.DB, list)
	for i := range list {
		if svc, ok := known[list[i].ServiceID]; ok {
			list[i].Service, list[i].Practitioner, list[i].Slug = svc.Title(), svc.DisplayName, svc.Slug
		}
	}
	return err
}

func byService(list []catalog.Bookable) map[uuid.UUID]catalog.Bookable {
	out := make(map[uuid.UUID]catalog.Bookable, len(list))
	for _, svc := range list {
		out[svc.ID] = svc
	}
	return out
}
