package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/business"

	"github.com/google/uuid"
)

// TeamEntry is a stretch of the team's time: when, who, in which room. What more it tells depends on whose session it is.
type TeamEntry struct {
	Start, End time.Time
	People     []uuid.UUID // accounts of the members who hold it; none: somebody who has left
	RoomID     uuid.UUID   // of this business; uuid.Nil: none
	// Of sessions of a team service of this business; "" and uuid.Nil of what members do on their own.
	Service  string
	SeekerID uuid.UUID
	Status   Status
}

// maxTeamDays bounds one question about a team's agenda.
const maxTeamDays = 31 * 24 * time.Hour

// TeamAgenda lists when the members and rooms of a business are taken in [from, to), by start, for its managers. Clients
// and services are named for the business's own sessions only: what members do on their own stays theirs. Errors:
// business.ErrNotFound, identity.ErrForbidden.
func (s *Service) TeamAgenda(ctx context.Context, c Caller, businessID uuid.UUID, from, to time.Time) ([]TeamEntry, error) {
	if _, err := s.Businesses.May(ctx, s.DB, c.Principal, businessID, business.Manager); err != nil {
		return nil, err
	}
	members, err := s.Businesses.Members(ctx, businessID)
	if err != nil {
		return nil, err
	}
	rooms, err := s.Businesses.Rooms(ctx, c.Principal, businessID)
	if err != nil {
		return nil, err
	}
	if last := from.Add(maxTeamDays); to.After(last) {
		to = last
	}
	ask := bookingdb.OfBusinessParams{BusinessID: &businessID, Since: from, Until: to}
	for _, m := range members {
		ask.People = append(ask.People, m.PersonID)
	}
	for _, r := range rooms {
		ask.Rooms = append(ask.Rooms, r.ID)
	}
	rows, err := bookingdb.New(s.DB).OfBusiness(ctx, ask)
	if err != nil {
		return nil, err
	}
	return entriesOf(rows, ask, businessID), nil
}

// entriesOf tells of bookings what a business may know; the seats of a group are one session.
func entriesOf(rows []bookingdb.BookingBooking, ask bookingdb.OfBusinessParams, businessID uuid.UUID) []TeamEntry {
	var out []TeamEntry
	seen := map[uuid.UUID]bool{}
	for i := range rows {
		b := fromRow(&rows[i])
		if seen[b.OccupancyID] {
			continue
		}
		seen[b.OccupancyID] = true
		e := TeamEntry{Start: b.Start, End: b.End}
		for _, p := range append([]uuid.UUID{b.PractitionerPersonID}, b.CompanionPersons...) {
			if slices.Contains(ask.People, p) {
				e.People = append(e.People, p)
			}
		}
		if slices.Contains(ask.Rooms, b.RoomID) {
			e.RoomID = b.RoomID
		}
		if b.BusinessID == businessID {
			e.Service, e.SeekerID, e.Status = b.ServiceName, b.SeekerID, b.Status
		}
		out = append(out, e)
	}
	return out
}
