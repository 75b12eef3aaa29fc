package schedule

import (
	"context"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Place is where a booking sits: its own row, or a seat in a group session.
type Place struct {
	OccupancyID uuid.UUID
	BookingID   uuid.UUID
	Group       bool
	// Turn is given back when the time is: a booking that ends before it began was no turn. Zero: there was none.
	Turn Turn
}

// ExtendTx moves the end of a hold. ErrHoldGone when there is no hold any more.
func (s *Service) ExtendTx(ctx context.Context, tx db.Tx, p Place, until time.Time) error {
	q := scheduledb.New(tx)
	var n int64
	var err error
	if p.Group {
		n, err = q.ExtendSeat(ctx, scheduledb.ExtendSeatParams{BookingID: p.BookingID, ExpiresAt: until})
	} else {
		n, err = q.ExtendHold(ctx, scheduledb.ExtendHoldParams{ID: p.OccupancyID, ExpiresAt: until})
	}
	if err == nil && n == 0 {
		return ErrHoldGone
	}
	return err
}

// Keep is the wish to turn a hold into something firmer, or to note that the session took place.
type Keep struct {
	Place  Place
	Status slots.Status // pending, confirmed, completed, no_show
	// Open lets others book over a pending request, where the service says so.
	Open bool
	// Again is how the time is taken anew when the row is gone: the payment of a hold that ended arrived late. It is only
	// asked then; nil: ErrNotOffered.
	Again func() (Hold, error)
}

// KeepTx changes the status of what a booking holds. A hold that ended but whose time nobody took meanwhile is simply
// kept: its row still guards the time. If the row is gone the time is taken again under all rules; ErrTaken or
// ErrNotOffered then mean that the money must go back. It returns the row that holds the time now, and its
// room if that was taken anew.
func (s *Service) KeepTx(ctx context.Context, tx db.Tx, k Keep) (occupancy, room uuid.UUID, err error) {
	q := scheduledb.New(tx)
	var n int64
	if k.Place.Group {
		n, err = q.SetSeat(ctx, scheduledb.SetSeatParams{BookingID: k.Place.BookingID, Status: string(k.Status)})
	} else {
		n, err = q.SetStatus(ctx, scheduledb.SetStatusParams{ID: k.Place.OccupancyID, Status: string(k.Status), Blocks: !k.Open})
	}
	switch {
	case db.Violates(err, noOverlap), db.Violates(err, roomNoOverlap):
		return uuid.Nil, uuid.Nil, ErrTaken // an open request is confirmed after somebody else got the time
	case err != nil || n > 0:
		return k.Place.OccupancyID, uuid.Nil, err
	case k.Again == nil:
		return uuid.Nil, uuid.Nil, ErrNotOffered
	}
	h, err := k.Again()
	if err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	h.Status, h.ExpiresAt = k.Status, time.Time{}
	taken, err := s.HoldTx(ctx, tx, h)
	return taken.OccupancyID, taken.RoomID, err
}

// ReleaseTx gives the time back. Releasing twice is harmless.
func (s *Service) ReleaseTx(ctx context.Context, tx db.Tx, p Place) error {
	q := scheduledb.New(tx)
	if p.Turn != (Turn{}) {
		// Before the time, as in HoldNextTx: whoever holds the counters may be waiting for it.
		if err := p.Turn.count(ctx, tx, -1); err != nil {
			return err
		}
	}
	if p.Group {
		return s.leaveSession(ctx, q, p.OccupancyID, p.BookingID)
	}
	_, err := q.Release(ctx, p.OccupancyID)
	return err
}
