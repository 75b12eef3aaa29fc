package schedule

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// Turns are the members of a team, of whom any can hold a session: each offering is one member's.
type Turns struct {
	TeamServiceID uuid.UUID
	Offerings     []Offering
}

// HoldNextTx is HoldTx with whoever of the team is next: fewest turns first, then by id; a member who is not free is
// passed over and keeps their place. It returns the index of the offering that was taken. The error of a team in which
// nobody is free is ErrTaken if anybody's time was taken by somebody else, ErrNotOffered if nobody offers this start.
// Bookings of one team queue on its counters until commit; whoever was tried in vain is let go at once.
func (s *Service) HoldNextTx(ctx context.Context, tx db.Tx, t Turns, h Hold) (taken Taken, member int, err error) {
	order, err := s.nextTx(ctx, tx, t)
	if err != nil {
		return Taken{}, 0, err
	}
	verdict := error(ErrNotOffered)
	for _, i := range order {
		h.Offering = t.Offerings[i]
		err := within(ctx, tx, func(point db.Tx) (err error) {
			taken, err = s.HoldTx(ctx, point, h)
			return err
		})
		switch {
		case err == nil:
			turn := Turn{TeamServiceID: t.TeamServiceID, PractitionerID: h.Offering.PractitionerID}
			return taken, i, turn.count(ctx, tx, 1)
		case errors.Is(err, ErrTaken):
			verdict = ErrTaken
		case !errors.Is(err, ErrNotOffered):
			return Taken{}, 0, err
		case !errors.Is(verdict, ErrTaken):
			verdict = err
		}
	}
	return Taken{}, 0, verdict
}

// nextTx locks the counters and returns the offerings in the order in which they are asked.
func (s *Service) nextTx(ctx context.Context, tx db.Tx, t Turns) ([]int, error) {
	ids, order := make([]uuid.UUID, len(t.Offerings)), make([]int, len(t.Offerings))
	for i, o := range t.Offerings {
		ids[i], order[i] = o.PractitionerID, i
	}
	rows, err := scheduledb.New(tx).LockTurns(ctx, scheduledb.LockTurnsParams{TeamServiceID: t.TeamServiceID, Practitioners: ids})
	if err != nil {
		return nil, err
	}
	turns := make(map[uuid.UUID]int32, len(rows))
	for _, r := range rows {
		turns[r.PractitionerID] = r.Turns
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(turns[ids[a]], turns[ids[b]]), bytes.Compare(ids[a][:], ids[b][:]))
	})
	return order, nil
}

// Turn is one that a member of a team has had.
type Turn struct{ TeamServiceID, PractitionerID uuid.UUID }

func (t Turn) count(ctx context.Context, tx db.Tx, step int32) error {
	return scheduledb.New(tx).CountTurn(ctx, scheduledb.CountTurnParams{TeamServiceID: t.TeamServiceID, PractitionerID: t.PractitionerID, Step: step})
}
