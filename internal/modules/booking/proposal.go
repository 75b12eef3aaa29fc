package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// MaxProposed is how many times one proposal may hold.
const MaxProposed = 3

// Proposal is other times that the practitioner of a booking proposes. The booking stands as it is until its client takes
// one; until then, and for no longer than Until, nobody else can book them.
type Proposal struct {
	Starts []time.Time // UTC, ascending
	Until  time.Time
}

// outcome is how a proposal ends.
type outcome string

const (
	taken     outcome = "accepted"
	refused   outcome = "declined"
	withdrawn outcome = "withdrawn" // by the practitioner, or because the booking went another way
	lapsed    outcome = "expired"
)

// ProposalOf is what is proposed for a booking right now; false when nothing is. Errors: ErrNotFound.
func (s *Service) ProposalOf(ctx context.Context, c Caller, id uuid.UUID) (Proposal, bool, error) {
	b, err := s.ByID(ctx, c, id)
	if err != nil {
		return Proposal{}, false, err
	}
	list, err := s.Proposals(ctx, []*Booking{b})
	p, open := list[b.ID]
	return p, open, err
}

// Proposals are what is proposed for bookings the caller was allowed to read, by booking: one query.
func (s *Service) Proposals(ctx context.Context, list []*Booking) (map[uuid.UUID]Proposal, error) {
	ids := make([]uuid.UUID, 0, len(list))
	for _, b := range list {
		if b.Status == Pending || b.Status == Confirmed {
			ids = append(ids, b.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.proposalsTx(ctx, s.DB, ids)
}

func (s *Service) proposalsTx(ctx context.Context, q db.Querier, ids []uuid.UUID) (map[uuid.UUID]Proposal, error) {
	rows, err := bookingdb.New(q).OpenProposals(ctx, bookingdb.OpenProposalsParams{Bookings: ids, Now: s.Clock.Now()})
	out := make(map[uuid.UUID]Proposal, len(ids))
	for _, r := range rows {
		p := out[r.BookingID]
		p.Until, p.Starts = r.ExpiresAt.UTC(), append(p.Starts, r.StartsAt.UTC())
		out[r.BookingID] = p
	}
	return out, err
}

// closeProposalTx ends what is proposed for a booking, if anything is, and gives its times back. The booking's row is
// locked by the caller.
func (s *Service) closeProposalTx(ctx context.Context, tx db.Tx, b *Booking, how outcome, now time.Time) error {
	q := bookingdb.New(tx)
	id, err := q.CloseProposal(ctx, bookingdb.CloseProposalParams{BookingID: b.ID, Status: string(how), ClosedAt: now})
	if db.IsNoRows(err) {
		return nil
	} else if err != nil {
		return err
	}
	times, err := q.ProposedTimes(ctx, id)
	if err != nil {
		return err
	}
	for _, t := range times {
		if err := s.Schedule.ReleaseTx(ctx, tx, schedule.Place{OccupancyID: t.OccupancyID, BookingID: t.HoldID, Group: b.Group}); err != nil {
			return err
		}
	}
	return nil
}

// ProposeTimes lists what may be proposed instead of a booking's time: the offered starts in [from, to) beside it.
func (s *Service) ProposeTimes(ctx context.Context, c Caller, id uuid.UUID, from, to time.Time) ([]time.Time, error) {
	b, err := s.ByID(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if err := c.authorize(b, identity.Decide); err != nil {
		return nil, err
	}
	o, err := s.proposable(ctx, s.DB, b)
	if err != nil {
		return nil, err
	}
	list, err := s.Schedule.Slots(ctx, s.DB, schedule.Ask{Offering: o, From: from, To: to, Now: s.Clock.Now()})
	if err != nil {
		return nil, err
	}
	starts := make([]time.Time, 0, len(list))
	for _, slot := range list {
		starts = append(starts, slot.Start)
	}
	return slices.Clip(starts), nil
}
