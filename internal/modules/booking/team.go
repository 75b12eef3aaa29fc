package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/catalog"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// holdTeamTx keeps a time of a team service: with everybody, or with whoever is next, or with the member who was wished.
func (s *Service) holdTeamTx(ctx context.Context, tx db.Tx, c Caller, r HoldRequest, now time.Time) (*Booking, error) {
	team, err := s.Catalog.TeamForBooking(ctx, tx, r.TeamServiceID)
	if err != nil {
		return nil, err
	}
	people, err := choosePeople(c, &team, r.PractitionerID)
	if err != nil {
		return nil, err
	}
	if err := s.replaceTx(ctx, tx, c, r); err != nil {
		return nil, err
	}
	out := held{mode: team.Mode, zone: r.Zone, hold: s.newHold(r, now), team: &team}
	if team.Team == catalog.TeamAll {
		out.hold.Offering = schedule.Together(offeringsOf(people))
		out.svc, out.with = team.With(people[0]), people[1:]
		out.taken, err = s.Schedule.HoldTx(ctx, tx, out.hold)
	} else {
		var next int
		turns := schedule.Turns{TeamServiceID: team.ID, Offerings: offeringsOf(people)}
		out.taken, next, err = s.Schedule.HoldNextTx(ctx, tx, turns, out.hold)
		out.svc = team.With(people[next])
	}
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(out.with, func(b catalog.Bookable) bool { return b.Confirmation == catalog.Approval }) {
		out.svc.Confirmation = catalog.Approval // who wants to be asked is asked, whoever is named first
	}
	return s.keepHeld(ctx, tx, c, out)
}

// choosePeople are the members with whom the caller may book.
func choosePeople(c Caller, team *catalog.TeamBookable, wish uuid.UUID) ([]catalog.Bookable, error) {
	if !team.Open() {
		return nil, ErrServiceClosed
	}
	own := func(b catalog.Bookable) bool { return c.SignedIn() && b.PersonID == c.PersonID }
	if team.Team == catalog.TeamAll {
		if slices.ContainsFunc(team.Services, own) {
			return nil, ErrOwnService
		}
		return team.Services, nil
	}
	people := slices.Clone(team.Services)
	if wish != uuid.Nil {
		people = slices.DeleteFunc(people, func(b catalog.Bookable) bool { return b.PractitionerID != wish })
	}
	if len(people) == 0 {
		return nil, ErrServiceClosed
	}
	if people = slices.DeleteFunc(people, own); len(people) == 0 {
		return nil, ErrOwnService
	}
	return people, nil
}

func offeringsOf(people []catalog.Bookable) []schedule.Offering {
	out := make([]schedule.Offering, len(people))
	for i, p := range people {
		out[i] = schedule.OfferingOf(p)
	}
	return out
}

// joined writes what is special about a team's booking into its row.
func (h *held) joined(p *bookingdb.InsertParams) {
	if h.team == nil {
		return
	}
	p.TeamServiceID, p.BusinessID = &h.team.ID, &h.team.BusinessID
	for _, b := range h.with {
		p.CompanionPersons = append(p.CompanionPersons, b.PersonID)
	}
}

// joinTx names the others of a collective session.
func (h *held) joinTx(ctx context.Context, tx db.Tx) error {
	if len(h.with) == 0 {
		return nil
	}
	p := bookingdb.AddCompanionsParams{BookingID: h.hold.BookingID}
	for _, b := range h.with {
		p.Practitioners, p.People = append(p.Practitioners, b.PractitionerID), append(p.People, b.PersonID)
		p.Services, p.Names = append(p.Services, b.ID), append(p.Names, b.DisplayName)
	}
	return bookingdb.New(tx).AddCompanions(ctx, p)
}

// offering is the time of b as it would be taken today: as long as agreed, with everybody who holds it.
func (s *Service) offering(ctx context.Context, q db.Querier, b *Booking) (schedule.Offering, error) {
	list, err := s.servicesOfOne(ctx, q, b)
	if err != nil {
		return schedule.Offering{}, err
	}
	o := schedule.OfferingOf(list[0])
	if len(list) > 1 {
		o = schedule.Together(offeringsOf(list))
	}
	o.Service.Duration = b.End.Sub(b.Start) // as agreed, whatever the service says today
	return o, nil
}

// servicesOfOne are the services that b is of, as they are today: its practitioner's, then those of who holds it with them.
func (s *Service) servicesOfOne(ctx context.Context, q db.Querier, b *Booking) ([]catalog.Bookable, error) {
	svc, err := s.Catalog.ServiceForBooking(ctx, q, b.ServiceID)
	if err != nil || !b.Collective() {
		return []catalog.Bookable{svc}, err
	}
	with, err := bookingdb.New(q).CompanionsOf(ctx, []uuid.UUID{b.ID})
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(with))
	for i, c := range with {
		ids[i] = c.ServiceID
	}
	others, err := s.Catalog.ServicesForBooking(ctx, q, ids)
	return append([]catalog.Bookable{svc}, others...), err
}

// Names lists who holds each of these bookings, the first practitioner first: in one query, and none when nobody holds
// one with others.
func (s *Service) Names(ctx context.Context, list ...*Booking) (map[uuid.UUID][]string, error) {
	out := make(map[uuid.UUID][]string, len(list))
	var shared []uuid.UUID
	for _, b := range list {
		out[b.ID] = []string{b.PractitionerName}
		if b.Collective() {
			shared = append(shared, b.ID)
		}
	}
	if len(shared) == 0 {
		return out, nil
	}
	rows, err := bookingdb.New(s.DB).CompanionsOf(ctx, shared)
	for _, r := range rows {
		out[r.BookingID] = append(out[r.BookingID], r.Name)
	}
	return out, err
}

// SharedPlace is where the client of a session in a business is expected, once the booking stands: its address and, if it
// wishes, the room. "": the practitioner's own place counts.
func (s *Service) SharedPlace(ctx context.Context, b *Booking) (string, error) {
	if b.RoomID == uuid.Nil && b.BusinessID == uuid.Nil {
		return "", nil
	}
	return s.Notices.shared(ctx, b, toSeeker)
}

// TeamTimes lists when a team service can be booked: with anybody, or with one member (wish; uuid.Nil: anybody). A start
// in it is what Hold would accept. Errors: catalog.ErrNoTeam, ErrServiceClosed.
func (s *Service) TeamTimes(ctx context.Context, id, wish uuid.UUID, from, to time.Time) (catalog.TeamBookable, []slots.Slot, error) {
	team, err := s.Catalog.TeamForBooking(ctx, s.DB, id)
	if err != nil {
		return team, nil, err
	}
	people, err := choosePeople(Caller{}, &team, wish)
	if err != nil {
		return team, nil, err
	}
	offerings := offeringsOf(people)
	if team.Team == catalog.TeamAll {
		offerings = []schedule.Offering{schedule.Together(offerings)}
	}
	asks := make([]schedule.Ask, len(offerings))
	for i, o := range offerings {
		asks[i] = schedule.Ask{Offering: o, From: from, To: to, Now: s.Clock.Now()}
	}
	lists, err := s.Schedule.SlotsOfMany(ctx, s.DB, asks)
	return team, schedule.Merge(lists), err
}
