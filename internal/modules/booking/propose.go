package booking

import (
	"context"
	"errors"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Propose asks the client of a request, or of a booking that stands, whether another time would do: one to MaxProposed
// starts, each held for them until the proposal ends, which is when an unanswered request would. It takes the place of a
// proposal before it. Errors: ErrNotFound, ErrState, ErrVersion, schedule.ErrTaken and schedule.ErrNotOffered
// (details.start names the time); validation.
func (s *Service) Propose(ctx context.Context, c Caller, id uuid.UUID, version int64, starts []time.Time) (Proposal, error) {
	var p Proposal
	err := idem.InTx(ctx, s.DB, s.Clock.Now(), &p, func(tx db.Tx) error {
		now := s.Clock.Now()
		b, err := s.lockFor(ctx, tx, c, id, identity.Decide)
		if err != nil {
			return err
		}
		if err := errors.Join(seen(b, version), askable(b, now)); err != nil {
			return err
		}
		o, err := s.proposable(ctx, tx, b)
		if err != nil {
			return err
		}
		p = Proposal{Starts: inOrder(starts), Until: s.answerBy(b, now)}
		if err := checkProposed(b, o, p.Starts); err != nil {
			return err
		}
		return s.proposeTx(ctx, tx, c, b, o, p, now)
	})
	return p, err
}

// askable reports that another time may still be proposed: the booking waits or stands, and has not begun.
func askable(b *Booking, now time.Time) error {
	if (b.Status != Pending && b.Status != Confirmed) || begun(b, now) {
		return ErrState.WithDetails(map[string]any{"status": b.Status, "wanted": "propose"})
	}
	return nil
}

// proposable is the booking's service, with everybody who holds it, as its practitioner may propose it: notice and booking
// window are promises to themselves, and do not bind what they ask for.
func (s *Service) proposable(ctx context.Context, q db.Querier, b *Booking) (schedule.Offering, error) {
	o, err := s.offering(ctx, q, b)
	o.Service.MinNotice, o.Window = 0, slots.BookingWindow{}
	return o, err
}

func inOrder(starts []time.Time) []time.Time {
	out := make([]time.Time, len(starts))
	for i, t := range starts {
		out[i] = t.UTC()
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// checkProposed looks at the times themselves: how many, none the present one, and no two that could not both be held.
func checkProposed(b *Booking, o schedule.Offering, starts []time.Time) error {
	var v apperr.Validation
	v.Check(len(starts) > 0, "starts", "required", "Choose at least one time.")
	v.Check(len(starts) <= MaxProposed, "starts", "too_many", "Choose at most %d times.", MaxProposed)
	v.Check(!slices.ContainsFunc(starts, b.Start.Equal), "starts", "same", "Choose times other than the present one.")
	apart := o.Service.BufferBefore + o.Service.Duration + o.Service.BufferAfter
	for i := 1; i < len(starts); i++ {
		if starts[i].Sub(starts[i-1]) < apart {
			v.Check(false, "starts", "overlap", "Two of these times overlap. Choose times that lie apart.")
			break
		}
	}
	return v.Err()
}

func (s *Service) proposeTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, o schedule.Offering, p Proposal, now time.Time) error {
	if err := s.closeProposalTx(ctx, tx, b, withdrawn, now); err != nil {
		return err
	}
	q := bookingdb.New(tx)
	id := s.IDs.ID()
	if err := q.OpenProposal(ctx, bookingdb.OpenProposalParams{ID: id, BookingID: b.ID, ExpiresAt: p.Until, CreatedAt: now}); err != nil {
		return err
	}
	for _, start := range p.Starts {
		hold := s.IDs.ID()
		got, err := s.Schedule.HoldTx(ctx, tx, schedule.Hold{Offering: o, BookingID: hold, Start: start, Now: now, ExpiresAt: p.Until, Status: slots.Hold})
		if err != nil {
			return naming(err, start)
		}
		if err := q.AddProposedTime(ctx, bookingdb.AddProposedTimeParams{ProposalID: id, StartsAt: start, OccupancyID: got.OccupancyID, HoldID: hold}); err != nil {
			return err
		}
	}
	return s.noteTx(ctx, tx, c, b, "booking.proposed", p.Until, now)
}

// naming says in a refusal which of several times it is about.
func naming(err error, start time.Time) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	details := map[string]string{"start": start.Format(time.RFC3339)}
	if d, ok := e.Details.(map[string]string); ok && d["rule"] != "" {
		details["rule"] = d["rule"]
	}
	return e.WithDetails(details)
}

// noteTx publishes a step in the booking's story that changes no status. A request is kept until then.
func (s *Service) noteTx(ctx context.Context, tx db.Tx, c Caller, b *Booking, kind string, until, now time.Time) error {
	set := bookingdb.ProlongParams{ID: b.ID}
	if b.Status == Pending && !until.IsZero() {
		set.ExpiresAt = &until
	}
	row, err := bookingdb.New(tx).Prolong(ctx, set)
	if err != nil {
		return err
	}
	b.Version = row.Version
	if row.ExpiresAt != nil {
		b.ExpiresAt = row.ExpiresAt.UTC()
	}
	return s.Events.PublishTx(ctx, tx, s.event(b, kind, c, now))
}
