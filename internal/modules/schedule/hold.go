package schedule

import (
	"context"
	"errors"
	"slices"
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
	// Room is tried first, if it is one that may be used: a booking that moves stays in its room when it can.
	Room uuid.UUID
}

// Taken says what a booking got.
type Taken struct {
	OccupancyID uuid.UUID // the first row's, where everybody of a collective session has one
	RoomID      uuid.UUID // uuid.Nil: none is needed
	Start, End  time.Time
}

// HoldTx takes the time, and a room where one is needed, if, and only if, a listing would offer it now. Whoever else asks
// at the same instant gets ErrTaken; a start that is not offered for another reason gets ErrNotOffered with the rule.
// No network call may share the transaction.
func (s *Service) HoldTx(ctx context.Context, tx db.Tx, h Hold) (Taken, error) {
	if err := lockCounts(ctx, tx, &h.Offering); err != nil {
		return Taken{}, err
	}
	ask := Ask{Offering: h.Offering, From: h.Start, To: h.Start.Add(time.Second), Now: h.Now, Own: h.Moving}
	read, err := load(ctx, tx, h.Offering.practitioners(nil), h.Offering.Rooms, spanOf(&ask), h.Now)
	if err != nil {
		return Taken{}, err
	}
	query, err := queryOf(&ask, read)
	if err != nil {
		return Taken{}, err
	}
	if err := mayTake(query, h); err != nil {
		return Taken{}, err
	}
	if !h.Offering.shares() {
		return s.takeTx(ctx, tx, h, read)
	}
	var taken Taken
	err = within(ctx, tx, func(point db.Tx) (err error) {
		taken, err = s.takeTx(ctx, point, h, read)
		return err
	})
	return taken, err
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

// lockCounts puts bookings of a limited service in line, for everybody who would come, in one order.
func lockCounts(ctx context.Context, tx db.Tx, o *Offering) error {
	if !o.limited() {
		return nil
	}
	keys := make([]string, 0, 1+len(o.With))
	for p := range o.people() {
		keys = append(keys, p.PractitionerID.String()+p.ServiceID.String())
	}
	slices.Sort(keys)
	for _, k := range keys {
		if err := scheduledb.New(tx).LockCount(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// within keeps what fn did only if it succeeds: the caller's transaction may go on after a refusal.
func within(ctx context.Context, tx db.Tx, fn func(point db.Tx) error) error {
	point, err := tx.Begin(ctx)
	if err != nil {
		return err
	}
	if err := fn(point); err != nil {
		return errors.Join(err, point.Rollback(ctx))
	}
	return point.Commit(ctx)
}

func (s *Service) takeTx(ctx context.Context, tx db.Tx, h Hold, read shelf) (Taken, error) {
	q := scheduledb.New(tx)
	if h.Offering.capacity() > 1 {
		return s.takeSeat(ctx, q, h, read)
	}
	return s.takeTime(ctx, q, h, read)
}

// takeTime inserts the row of a single-seat booking, one for each practitioner of a collective session, and its room's.
func (s *Service) takeTime(ctx context.Context, q *scheduledb.Queries, h Hold, read shelf) (Taken, error) {
	if err := s.dropStale(ctx, q, h, read); err != nil {
		return Taken{}, err
	}
	if h.Moving != uuid.Nil {
		// In the same transaction as the insert below: there is never none, and never two.
		if _, err := q.Release(ctx, h.Moving); err != nil {
			return Taken{}, err
		}
	}
	var first scheduledb.TakeTimeParams
	for i, who := range h.Offering.inOrder() {
		p := takeParams(h, who, s.IDs.ID())
		if i == 0 {
			first = p
		} else {
			p.LeadID = &first.ID
		}
		n, err := q.TakeTime(ctx, p)
		if err != nil {
			return Taken{}, err
		}
		if n == 0 {
			return Taken{}, ErrTaken
		}
	}
	room, err := takeRoom(ctx, q, h, read, first.ID)
	return Taken{OccupancyID: first.ID, RoomID: room, Start: first.StartsAt, End: first.EndsAt}, err
}

func takeParams(h Hold, who Companion, id uuid.UUID) scheduledb.TakeTimeParams {
	from, to := h.Offering.blocked(h.Start)
	p := scheduledb.TakeTimeParams{
		ID: id, PractitionerID: who.PractitionerID, ServiceID: &who.ServiceID,
		Status: string(h.Status), StartsAt: h.Start, EndsAt: h.Start.Add(h.Offering.Service.Duration),
		BlockedFrom: from, BlockedTo: to, Capacity: int32(h.Offering.capacity()),
	}
	if !h.ExpiresAt.IsZero() {
		p.ExpiresAt = &h.ExpiresAt
	}
	return p
}

// dropStale removes what has ended in the way; the statement is only sent when the books show something.
func (s *Service) dropStale(ctx context.Context, q *scheduledb.Queries, h Hold, read shelf) error {
	from, to := h.Offering.blocked(h.Start)
	meets := func(i slots.Interval) bool { return i.Start.Before(to) && i.End.After(from) }
	var stale []uuid.UUID
	for _, b := range read.books {
		for _, e := range b.entries {
			ended := (e.booking.Status == slots.Hold && !e.booking.ExpiresAt.After(h.Now)) || (e.capacity > 1 && e.liveSeats == 0)
			if ended && meets(e.booking.Blocked) {
				stale = append(stale, e.id)
			}
		}
	}
	for _, uses := range read.rooms {
		for _, u := range uses {
			if u.stale && meets(u.time) {
				stale = append(stale, u.id)
			}
		}
	}
	if len(stale) == 0 {
		return nil
	}
	return q.DropStale(ctx, scheduledb.DropStaleParams{Ids: stale, Now: h.Now})
}

// takeSeat joins the session at this start or opens it, in a room where it needs one. Two first bookers meet in the
// constraint: one opens, the other finds the session and joins it.
func (s *Service) takeSeat(ctx context.Context, q *scheduledb.Queries, h Hold, read shelf) (Taken, error) {
	if h.Moving != uuid.Nil {
		if err := s.leaveSession(ctx, q, h.Moving, h.BookingID); err != nil {
			return Taken{}, err
		}
	}
	if err := s.dropStale(ctx, q, h, read); err != nil {
		return Taken{}, err
	}
	session, room, err := s.openOrJoin(ctx, q, h, read)
	if err != nil {
		return Taken{}, err
	}
	seat := scheduledb.AddSeatParams{BookingID: h.BookingID, OccupancyID: session, Status: string(h.Status)}
	if !h.ExpiresAt.IsZero() {
		seat.ExpiresAt = &h.ExpiresAt
	}
	if err := q.AddSeat(ctx, seat); err != nil {
		return Taken{}, err
	}
	if err := q.CountSeats(ctx, session); err != nil {
		return Taken{}, fullOr(err)
	}
	return Taken{OccupancyID: session, RoomID: room, Start: h.Start, End: h.Start.Add(h.Offering.Service.Duration)}, nil
}

func (s *Service) openOrJoin(ctx context.Context, q *scheduledb.Queries, h Hold, read shelf) (session, room uuid.UUID, err error) {
	open := h
	open.Status, open.ExpiresAt = slots.Confirmed, time.Time{}
	p := takeParams(open, Companion{PractitionerID: h.Offering.PractitionerID, ServiceID: h.Offering.ServiceID}, s.IDs.ID())
	n, err := q.TakeTime(ctx, p)
	if err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	if n > 0 {
		room, err = takeRoom(ctx, q, h, read, p.ID)
		return p.ID, room, err
	}
	row, err := q.SessionAt(ctx, scheduledb.SessionAtParams{PractitionerID: p.PractitionerID, ServiceID: *p.ServiceID, StartsAt: p.StartsAt, EndsAt: p.EndsAt})
	if db.IsNoRows(err) {
		return uuid.Nil, uuid.Nil, ErrTaken
	} else if err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	if row.RoomID != nil {
		room = *row.RoomID
	}
	_, err = q.DropDeadSeats(ctx, scheduledb.DropDeadSeatsParams{OccupancyID: row.ID, Now: h.Now})
	return row.ID, room, err
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
