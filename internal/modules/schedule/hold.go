package schedule

import (
	"context"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Hold asks for time: a start that is in the list right now, for the offering's duration, until ExpiresAt.
type Hold struct {
	Offering  Offering
	BookingID uuid.UUID
	Start     time.Time
	Now       time.Time
	ExpiresAt time.Time
	// Moving is the occupancy of a booking that is being moved: its old range does not block its own move.
	Moving uuid.UUID
	// Status is hold, or the status that a moved booking keeps.
	Status slots.Status
	// AnyTime takes time that is in no listing: the practitioner's own wish, outside of hours, notice and limits. What is
	// taken stays taken: no_overlap does not ask about wishes.
	AnyTime bool
}

// Taken says what a booking got.
type Taken struct {
	OccupancyID uuid.UUID
	Start, End  time.Time
}

// HoldTx takes the time if, and only if, a listing would offer it now. Whoever else asks at the same instant gets
// ErrTaken; a start that is not offered for another reason gets ErrNotOffered with the rule. No network call may share
// the transaction.
func (s *Service) HoldTx(ctx context.Context, tx db.Tx, h Hold) (Taken, error) {
	q := scheduledb.New(tx)
	if h.Offering.limited() {
		if err := q.LockCount(ctx, h.Offering.PractitionerID.String()+h.Offering.ServiceID.String()); err != nil {
			return Taken{}, err
		}
	}
	ask := Ask{Offering: h.Offering, From: h.Start, To: h.Start.Add(time.Second), Now: h.Now, Own: h.Moving}
	books, err := load(ctx, tx, []uuid.UUID{h.Offering.PractitionerID}, spanOf(&ask), h.Now)
	if err != nil {
		return Taken{}, err
	}
	b := books[h.Offering.PractitionerID]
	query, err := queryOf(&ask, b)
	if err != nil {
		return Taken{}, err
	}
	if err := mayTake(query, h); err != nil {
		return Taken{}, err
	}
	if h.Offering.capacity() > 1 {
		return s.takeSeat(ctx, q, h, b)
	}
	return s.takeTime(ctx, q, h, b)
}

// mayTake asks the listing, unless the practitioner wants a time outside of it; the past is nobody's.
func mayTake(query *slots.Query, h Hold) error {
	if h.AnyTime {
		if !h.Start.After(h.Now) {
			return refusal(slots.ShortNotice)
		}
		return nil
	}
	if _, rule := slots.Check(query, h.Start); rule != slots.Offered {
		return refusal(rule)
	}
	return nil
}

// takeTime inserts the one row of a single-seat booking.
func (s *Service) takeTime(ctx context.Context, q *scheduledb.Queries, h Hold, b *book) (Taken, error) {
	if err := s.dropStale(ctx, q, h, b); err != nil {
		return Taken{}, err
	}
	if h.Moving != uuid.Nil {
		// In the same transaction as the insert below: there is never none, and never two.
		if _, err := q.Release(ctx, h.Moving); err != nil {
			return Taken{}, err
		}
	}
	p := takeParams(h, s.IDs.ID())
	n, err := q.TakeTime(ctx, p)
	if err != nil {
		return Taken{}, err
	}
	if n == 0 {
		return Taken{}, ErrTaken
	}
	return Taken{OccupancyID: p.ID, Start: p.StartsAt, End: p.EndsAt}, nil
}

func takeParams(h Hold, id uuid.UUID) scheduledb.TakeTimeParams {
	from, to := h.Offering.blocked(h.Start)
	p := scheduledb.TakeTimeParams{
		ID: id, PractitionerID: h.Offering.PractitionerID, ServiceID: &h.Offering.ServiceID,
		Status: string(h.Status), StartsAt: h.Start, EndsAt: h.Start.Add(h.Offering.Service.Duration),
		BlockedFrom: from, BlockedTo: to, Capacity: int32(h.Offering.capacity()),
	}
	if !h.ExpiresAt.IsZero() {
		p.ExpiresAt = &h.ExpiresAt
	}
	return p
}

// dropStale removes ended holds in the way; the statement is only sent when the book shows one.
func (s *Service) dropStale(ctx context.Context, q *scheduledb.Queries, h Hold, b *book) error {
	from, to := h.Offering.blocked(h.Start)
	for _, e := range b.entries {
		stale := (e.booking.Status == slots.Hold && !e.booking.ExpiresAt.After(h.Now)) || (e.capacity > 1 && e.liveSeats == 0)
		if stale && e.booking.Blocked.Start.Before(to) && e.booking.Blocked.End.After(from) {
			return q.DropStale(ctx, scheduledb.DropStaleParams{PractitionerID: h.Offering.PractitionerID, BlockedFrom: from, BlockedTo: to, Now: h.Now})
		}
	}
	return nil
}

// takeSeat joins the session at this start or opens it. Two first bookers meet in the constraint: one opens, the other
// finds the session and joins it.
func (s *Service) takeSeat(ctx context.Context, q *scheduledb.Queries, h Hold, b *book) (Taken, error) {
	if h.Moving != uuid.Nil {
		if err := s.leaveSession(ctx, q, h.Moving, h.BookingID); err != nil {
			return Taken{}, err
		}
	}
	if err := s.dropStale(ctx, q, h, b); err != nil {
		return Taken{}, err
	}
	open := h
	open.Status, open.ExpiresAt = slots.Confirmed, time.Time{}
	p := takeParams(open, s.IDs.ID())
	n, err := q.TakeTime(ctx, p)
	if err != nil {
		return Taken{}, err
	}
	if n == 0 {
		row, err := q.SessionAt(ctx, scheduledb.SessionAtParams{PractitionerID: p.PractitionerID, ServiceID: *p.ServiceID, StartsAt: p.StartsAt, EndsAt: p.EndsAt})
		if db.IsNoRows(err) {
			return Taken{}, ErrTaken
		} else if err != nil {
			return Taken{}, err
		}
		p.ID = row.ID
		if _, err := q.DropDeadSeats(ctx, scheduledb.DropDeadSeatsParams{OccupancyID: p.ID, Now: h.Now}); err != nil {
			return Taken{}, err
		}
	}
	seat := scheduledb.AddSeatParams{BookingID: h.BookingID, OccupancyID: p.ID, Status: string(h.Status)}
	if !h.ExpiresAt.IsZero() {
		seat.ExpiresAt = &h.ExpiresAt
	}
	if err := q.AddSeat(ctx, seat); err != nil {
		return Taken{}, err
	}
	if err := q.CountSeats(ctx, p.ID); err != nil {
		return Taken{}, fullOr(err)
	}
	return Taken{OccupancyID: p.ID, Start: p.StartsAt, End: p.EndsAt}, nil
}

func fullOr(err error) error {
	if db.Code(err) == db.CodeCheckViolation {
		return ErrTaken
	}
	return err
}

func (s *Service) leaveSession(ctx context.Context, q *scheduledb.Queries, occupancy, booking uuid.UUID) error {
	if _, err := q.LockSession(ctx, occupancy); err != nil {
		if err == pgx.ErrNoRows {
			return nil // the session is gone already
		}
		return err
	}
	if _, err := q.DropSeat(ctx, booking); err != nil {
		return err
	}
	if err := q.CountSeats(ctx, occupancy); err != nil {
		return err
	}
	return q.DropEmptySession(ctx, occupancy)
}
