package booking

import (
	"context"
	"errors"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Move puts a booking to another time of the same service: new time and release of the old in one transaction, never
// none and never two; the money is not touched. A seeker may move until cancelling stops being free; after a
// practitioner's move the seeker may leave without a fee. Operators move nothing: both sides agreed on the time. Errors:
// identity.ErrForbidden, ErrNotFound, ErrState, ErrVersion, ErrTooLateToMove, ErrOwes,
// ErrMoveClosed for a seeker, ErrMoveOverlap, schedule.ErrTaken, schedule.ErrNotOffered.
func (s *Service) Move(ctx context.Context, c Caller, id uuid.UUID, version int64, start time.Time) (*Booking, error) {
	var b *Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		now := s.Clock.Now()
		if b, err = s.lockFor(ctx, tx, c, id, identity.Update); err != nil {
			return err
		}
		if c.Operates(b) {
			return identity.ErrForbidden.WithMessage("Only its two sides move a booking. An operator can cancel it, with a reason.")
		}
		if err := errors.Join(seen(b, version), movable(b, c.side(b), now)); err != nil {
			return err
		}
		if b.Start.Equal(start) {
			return nil // where it is already
		}
		if c.side(b) == bySeeker {
			if err := s.checkMoves(ctx, tx, b, now); err != nil {
				return err
			}
		}
		offering, err := s.offering(ctx, tx, b)
		if err != nil {
			return err
		}
		if err := s.closeProposalTx(ctx, tx, b, withdrawn, now); err != nil {
			return err
		}
		return s.moveTx(ctx, tx, c, b, relocation{offering: offering, start: start.UTC(), now: now})
	})
	return b, err
}

func movable(b *Booking, side string, now time.Time) error {
	if b.Status != Confirmed && b.Status != Pending {
		return ErrState.WithDetails(map[string]any{"status": b.Status, "wanted": "move"})
	}
	if b.Owes() {
		return ErrOwes
	}
	if side == bySeeker && begun(b, now) {
		return ErrTooLateToMove.WithMessage("This session has begun. It can no longer be moved.")
	}
	if side == bySeeker && !b.FreeCancel && b.Status == Confirmed && now.After(TermsOf(b).FreeUntil) {
		return ErrTooLateToMove
	}
	return nil
}

// relocation is where a booking goes.
type relocation struct {
	offering schedule.Offering
	start    time.Time
	now      time.Time
	proposed bool // the client takes a time that the practitioner proposed
}

func (s *Service) moveTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, to relocation) error {
	status := slots.Confirmed
	if b.Status == Pending {
		status = slots.Pending
	}
	taken, err := s.Schedule.HoldTx(ctx, tx, schedule.Hold{Offering: to.offering, BookingID: b.ID, Start: to.start, Now: to.now, Moving: b.OccupancyID, Status: status, Room: b.RoomID})
	if err != nil {
		return err
	}
	if status == slots.Pending && to.offering.PendingFree {
		moved := schedule.Place{OccupancyID: taken.OccupancyID, BookingID: b.ID, Group: b.Group}
		if _, _, err := s.Schedule.KeepTx(ctx, tx, schedule.Keep{Place: moved, Status: status, Open: true}); err != nil {
			return err
		}
	}
	byOther := c.side(b) != bySeeker
	if !byOther && !to.proposed {
		if err := s.coveredTx(ctx, tx, b, taken.Start); err != nil {
			return err
		}
	}
	previous := b.Start
	b.Start, b.End = taken.Start, taken.End
	set := bookingdb.MoveParams{ID: b.ID, StartsAt: taken.Start, EndsAt: taken.End, OccupancyID: taken.OccupancyID, RoomID: maybe(taken.RoomID), FreeCancel: byOther}
	if until := s.answerBy(b, to.now); b.Status == Pending && until.Before(b.ExpiresAt) {
		set.ExpiresAt, b.ExpiresAt = &until, until // a request is answered before its new start, too
	}
	row, err := bookingdb.New(tx).Move(ctx, set)
	if db.Violates(err, seekerOverlap) {
		return ErrMoveOverlap
	}
	if err != nil {
		return err
	}
	b.OccupancyID, b.RoomID, b.Version, b.InviteSequence = taken.OccupancyID, taken.RoomID, row.Version, int(row.InviteSequence)
	b.FreeCancel = b.FreeCancel || byOther
	ev := s.event(b, "booking.moved", c, to.now)
	f := ev.Data.(Fact)
	f.PreviousStart, f.By, f.Proposed = previous, c.side(b), to.proposed
	ev.Data = f
	list, err := s.Events.AppendTx(ctx, tx, ev)
	if err != nil {
		return err
	}
	if b.Status == Confirmed {
		list = append(list, remindersOf(b, to.now)...)
	}
	if err := s.Jobs.AddTx(ctx, tx, list...); err != nil {
		return err
	}
	return s.putOffTx(ctx, tx, b, to.now)
}

// MoveTimes lists where a booking could go: the offered starts in [from, to), its own present time not in the way.
func (s *Service) MoveTimes(ctx context.Context, c Caller, id uuid.UUID, from, to time.Time) (*Booking, []slots.Slot, error) {
	b, err := s.ByID(ctx, c, id)
	if err != nil {
		return nil, nil, err
	}
	o, err := s.offering(ctx, s.DB, b)
	if err != nil {
		return nil, nil, err
	}
	own := b.OccupancyID
	if b.Group {
		own = uuid.Nil // the session stays for the others
	}
	list, err := s.Schedule.Slots(ctx, s.DB, schedule.Ask{Offering: o, From: from, To: to, Now: s.Clock.Now(), Own: own})
	return b, list, err
}
