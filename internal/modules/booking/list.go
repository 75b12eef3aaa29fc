package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/events"

	"github.com/google/uuid"
)

// Mine lists the caller's own bookings: upcoming ones soonest first, past ones latest first.
func (s *Service) Mine(ctx context.Context, c Caller, upcoming bool, page, limit int) ([]*Booking, int, error) {
	if !c.SignedIn() {
		return nil, 0, identity.ErrUnauthenticated
	}
	rows, err := bookingdb.New(s.DB).OfSeeker(ctx, bookingdb.OfSeekerParams{SeekerID: &c.PersonID, Upcoming: upcoming, Now: s.Clock.Now(),
		CountLimit: int32(limit), Skip: int32((page - 1) * limit)})
	if err != nil {
		return nil, 0, err
	}
	out := make([]*Booking, len(rows))
	total := 0
	for i := range rows {
		out[i], total = fromRow(&rows[i].BookingBooking), int(rows[i].Total)
	}
	return out, total, nil
}

// AgendaQuery selects from a practitioner's bookings.
type AgendaQuery struct {
	From, To    time.Time
	Statuses    []Status // none: all but holds
	Page, Limit int
}

// Agenda lists the bookings in which the caller is the practitioner, by start.
func (s *Service) Agenda(ctx context.Context, c Caller, a AgendaQuery) ([]*Booking, int, error) {
	if err := identity.Authorize(c.Principal, identity.Read, identity.ResBooking, identity.Subject{Practitioner: c.PersonID}); err != nil {
		return nil, 0, err
	}
	statuses := make([]string, len(a.Statuses))
	for i, st := range a.Statuses {
		statuses[i] = string(st)
	}
	rows, err := bookingdb.New(s.DB).OfPractitioner(ctx, bookingdb.OfPractitionerParams{PersonID: c.PersonID, Since: a.From, Until: a.To,
		Statuses: statuses, CountLimit: int32(a.Limit), Skip: int32((a.Page - 1) * a.Limit)})
	if err != nil {
		return nil, 0, err
	}
	out := make([]*Booking, len(rows))
	total := 0
	for i := range rows {
		out[i], total = fromRow(&rows[i].BookingBooking), int(rows[i].Total)
	}
	return out, total, nil
}

// History lists what happened to a booking, oldest first, from the event log.
func (s *Service) History(ctx context.Context, c Caller, id uuid.UUID) ([]events.Entry, error) {
	if _, err := s.ByID(ctx, c, id); err != nil {
		return nil, err
	}
	return s.Events.OfAggregate(ctx, s.DB, id)
}

// CodesAt names the bookings that hold stretches of a practitioner's time, by occupancy: several in a group session.
func (s *Service) CodesAt(ctx context.Context, q db.Querier, practitioner uuid.UUID, occupancies []uuid.UUID) (map[uuid.UUID][]string, error) {
	rows, err := bookingdb.New(q).CodesAt(ctx, bookingdb.CodesAtParams{PractitionerID: practitioner, Occupancies: occupancies})
	out := make(map[uuid.UUID][]string, len(rows))
	for _, r := range rows {
		out[r.OccupancyID] = append(out[r.OccupancyID], r.Code)
	}
	return out, err
}

// OwnAmong reads those of these bookings that the caller's account made, in one go, by id; others' are absent.
func (s *Service) OwnAmong(ctx context.Context, c Caller, ids []uuid.UUID) (map[uuid.UUID]*Booking, error) {
	if !c.SignedIn() {
		return nil, identity.ErrUnauthenticated
	}
	rows, err := bookingdb.New(s.DB).OfSeekerAmong(ctx, bookingdb.OfSeekerAmongParams{Ids: ids, SeekerID: &c.PersonID})
	out := make(map[uuid.UUID]*Booking, len(rows))
	for i := range rows {
		out[rows[i].ID] = fromRow(&rows[i])
	}
	return out, err
}
