package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// TakeProposed moves a booking to one of the times its practitioner proposed: the new time and the release of the others
// are one transaction, and the money stays where it is. A request is confirmed by it, because both sides have now agreed;
// what was reserved is then taken, as by Accept. Taking the same time twice is harmless. Errors: ErrNotFound,
// ErrProposalOver, ErrVersion, ErrMoveClosed, ErrMoveOverlap, ErrUnpaid, identity.ErrForbidden, schedule.ErrNotOffered when the
// practitioner's hours changed meanwhile.
func (s *Service) TakeProposed(ctx context.Context, c Caller, id uuid.UUID, version int64, start time.Time) (*Booking, error) {
	var b *Booking
	var captureID uuid.UUID
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		captureID = uuid.Nil
		if b, err = s.lockFor(ctx, tx, c, id, identity.Update); err != nil {
			return err
		}
		if c.side(b) != bySeeker {
			return identity.ErrForbidden
		}
		if b.Status == Confirmed && b.Start.Equal(start) {
			return nil // taken before
		}
		if err := seen(b, version); err != nil {
			return err
		}
		captureID, err = s.takeProposedTx(ctx, tx, c, b, start.UTC())
		return err
	})
	if err != nil || captureID == uuid.Nil {
		return b, err
	}
	// A failure here is the job's to repeat: what was agreed stands.
	_ = s.CapturePayment(context.WithoutCancel(ctx), Capture{BookingID: id, PaymentID: captureID})
	return b, nil
}

func (s *Service) takeProposedTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, start time.Time) (uuid.UUID, error) {
	now := s.Clock.Now()
	open, err := s.proposalsTx(ctx, tx, []uuid.UUID{b.ID})
	if err != nil {
		return uuid.Nil, err
	}
	if p := open[b.ID]; askable(b, now) != nil || !slices.ContainsFunc(p.Starts, start.Equal) {
		return uuid.Nil, ErrProposalOver
	}
	if err := s.checkMoves(ctx, tx, b, now); err != nil {
		return uuid.Nil, err
	}
	o, err := s.proposable(ctx, tx, b)
	if err != nil {
		return uuid.Nil, err
	}
	// The held times go back first, in this transaction: to others they are taken until it ends, and then one still is.
	if err := s.closeProposalTx(ctx, tx, b, taken, now); err != nil {
		return uuid.Nil, err
	}
	if err := s.moveTx(ctx, tx, c, b, relocation{offering: o, start: start, now: now, proposed: true}); err != nil {
		return uuid.Nil, err
	}
	if b.Status == Confirmed {
		return uuid.Nil, nil
	}
	// The practitioner said yes when they proposed: this is their step in the state machine, though the client's press.
	if err := check(b, Confirmed, byPractitioner); err != nil {
		return uuid.Nil, err
	}
	return s.confirmTx(ctx, tx, b, c, now)
}

// DropProposed ends a proposal: the client wants none of the times, or the practitioner takes the question back. The
// booking stands as before. Errors: ErrNotFound, ErrProposalOver.
func (s *Service) DropProposed(ctx context.Context, c Caller, id uuid.UUID) (*Booking, error) {
	var b *Booking
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &b, func(tx db.Tx) (err error) {
		now := s.Clock.Now()
		if b, err = s.lockFor(ctx, tx, c, id, identity.Update); err != nil {
			return err
		}
		open, err := s.proposalsTx(ctx, tx, []uuid.UUID{b.ID})
		if err != nil {
			return err
		}
		if _, ok := open[b.ID]; !ok {
			return ErrProposalOver
		}
		how, kind := refused, "booking.proposal_declined"
		if c.side(b) != bySeeker {
			how, kind = withdrawn, "booking.proposal_withdrawn"
		}
		if err := s.closeProposalTx(ctx, tx, b, how, now); err != nil {
			return err
		}
		return s.noteTx(ctx, tx, c, b, kind, time.Time{}, now)
	})
	return b, err
}

// lapse ends a proposal that its client let pass.
func (s *Service) lapse(ctx context.Context, id uuid.UUID) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		b, err := s.lock(ctx, bookingdb.New(tx), id)
		if err != nil {
			return err
		}
		open, err := s.proposalsTx(ctx, tx, []uuid.UUID{id})
		if _, again := open[id]; err != nil || again {
			return err // proposed anew meanwhile
		}
		return s.closeProposalTx(ctx, tx, b, lapsed, s.Clock.Now())
	})
}
