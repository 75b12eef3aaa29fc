package goal

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal/internal/goaldb"
	"klear/internal/modules/identity"
)

// maxTakeout bounds what one file holds in memory, of progress and of moves.
const maxTakeout = 50_000

// Own is a goal with all that was entered of it.
type Own struct {
	Goal
	Steps []Step // oldest first
	Moves []Move // oldest first
}

// Takeout reads all the caller's goals, for the file of one's own data. Errors: identity's.
func (s *Service) Takeout(ctx context.Context, who identity.Principal) ([]Own, error) {
	list, err := s.List(ctx, who, time.UTC)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, err
	}
	steps, err := on(s.DB).Everything(ctx, goaldb.EverythingParams{PersonID: who.PersonID, MaxRows: maxTakeout})
	if err != nil {
		return nil, err
	}
	moves, err := on(s.DB).Courses(ctx, goaldb.CoursesParams{PersonID: who.PersonID, MaxRows: maxTakeout})
	if err != nil {
		return nil, err
	}
	out, at := make([]Own, len(list)), make(map[uuid.UUID]*Own, len(list))
	for i, g := range list {
		out[i].Goal, at[g.ID] = g, &out[i]
	}
	for _, r := range steps {
		opened, err := step(key, r)
		if err != nil {
			return nil, err
		}
		if g := at[r.GoalID]; g != nil {
			g.Steps = append(g.Steps, opened)
		}
	}
	for _, r := range moves {
		if g := at[r.GoalID]; g != nil {
			g.Moves = append(g.Moves, Move{From: State(r.FromState), To: State(r.ToState), At: r.At.UTC()})
		}
	}
	return out, nil
}
