package schedule

import (
	"context"
	"fmt"
	"time"

	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Ask is a question about offerings: which starts in [From, To) can be booked at Now.
type Ask struct {
	Offering Offering
	From, To time.Time
	Now      time.Time
	// Own is an occupancy that does not count: the viewer's hold, or the booking that is being moved.
	Own uuid.UUID
	// Series asks for starts at which all of its weeks fit; the zero value is no series.
	Series slots.Series
}

// MaxRange is the longest range of starts that one question may span.
const MaxRange = 62 * 24 * time.Hour

// Slots lists the starts that can be booked, ascending.
func (s *Service) Slots(ctx context.Context, q db.Querier, a Ask) ([]slots.Slot, error) {
	lists, err := s.SlotsOfMany(ctx, q, []Ask{a})
	if err != nil {
		return nil, err
	}
	return lists[0], nil
}

// SlotsOfMany answers several questions, in their order, with one round trip to the database. All must have the same Now.
func (s *Service) SlotsOfMany(ctx context.Context, q db.Querier, asks []Ask) ([][]slots.Slot, error) {
	if len(asks) == 0 {
		return nil, nil
	}
	practitioners := make([]uuid.UUID, 0, len(asks))
	var rooms []uuid.UUID
	var all span
	for i := range asks {
		practitioners = asks[i].Offering.practitioners(practitioners)
		rooms = append(rooms, asks[i].Offering.Rooms...)
		need := spanOf(&asks[i])
		if i == 0 || need.from.Before(all.from) {
			all.from = need.from
		}
		if i == 0 || need.to.After(all.to) {
			all.to = need.to
		}
	}
	read, err := load(ctx, q, practitioners, rooms, all, asks[0].Now)
	if err != nil {
		return nil, err
	}
	out := make([][]slots.Slot, len(asks))
	for i := range asks {
		query, err := queryOf(&asks[i], read)
		if err != nil {
			return nil, err
		}
		out[i] = slots.Compute(query, nil)
	}
	return out, nil
}

// spanOf is the range of instants whose occupied time can matter to an answer.
func spanOf(a *Ask) span {
	q, err := queryOf(a, shelf{})
	if err != nil {
		return span{a.From, a.To}
	}
	r := q.BusyRange()
	return span{r.Start, r.End}
}

// queryOf states the question in the engine's words. Who holds a collective session together is a team of whom all
// must come; they meet in one room, which is asked for once.
func queryOf(a *Ask, read shelf) (*slots.Query, error) {
	query := &slots.Query{
		Now: a.Now, From: a.From, To: a.To, Service: a.Offering.Service, Window: a.Offering.Window, Limits: a.Offering.Limits, Series: a.Series,
		Policy: slots.Policy{PendingFree: a.Offering.PendingFree}, Members: make([]slots.Member, 0, 1+len(a.Offering.With)),
	}
	if len(a.Offering.With) > 0 {
		query.Mode = slots.All
	}
	for p := range a.Offering.people() {
		m, err := memberOf(a, p, read.books[p.PractitionerID])
		if err != nil {
			return nil, fmt.Errorf("practitioner %s: %w", p.PractitionerID, err)
		}
		query.Members = append(query.Members, m)
	}
	query.Members[0].Rooms = roomsOf(a, read)
	return query, nil
}

func memberOf(a *Ask, p Companion, b *book) (slots.Member, error) {
	if b == nil {
		b = &book{}
	}
	zone, err := time.LoadLocation(p.Zone)
	if err != nil {
		return slots.Member{}, err
	}
	b.hours.Zone = zone
	cal, err := slots.Compile(b.hours)
	if err != nil {
		return slots.Member{}, err
	}
	return slots.Member{Calendar: cal, Bookings: bookingsOf(a, p.ServiceID, b), Busy: b.busy}, nil
}

// bookingsOf leaves out what does not count: the asker's own entry, and sessions whose every seat was a hold that ended.
func bookingsOf(a *Ask, service uuid.UUID, b *book) []slots.Booking {
	out := make([]slots.Booking, 0, len(b.entries))
	for _, e := range b.entries {
		if e.id == a.Own || (e.capacity > 1 && e.liveSeats == 0) {
			continue
		}
		e.booking.SameService = e.serviceID == service
		out = append(out, e.booking)
	}
	return out
}

// roomsOf is the time taken in each room that may be used, without what does not count.
func roomsOf(a *Ask, read shelf) [][]slots.Interval {
	if a.Offering.Rooms == nil {
		return nil
	}
	out := make([][]slots.Interval, len(a.Offering.Rooms))
	for i, room := range a.Offering.Rooms {
		for _, u := range read.rooms[room] {
			if !u.stale && u.id != a.Own {
				out[i] = append(out[i], u.time)
			}
		}
	}
	return out
}
