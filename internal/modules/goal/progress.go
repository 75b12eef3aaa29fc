package goal

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"klear/internal/modules/goal/internal/goaldb"
	"klear/internal/modules/identity"
	"klear/internal/platform/apperr"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Advance is how a goal goes on a day.
type Advance struct {
	Day    time.Time      // midnight UTC of the person's local day; zero: today where they are
	Zone   *time.Location // the person's; nil is UTC
	Amount int            // of a goal by Days always 1
	Note   string
}

// Step enters progress of an active goal, up to a year back. A day of a goal by Days is ticked once: the second time
// answers with the first, with the note of the later if it has one. Errors: apperr.ErrValidation, ErrNotFound, ErrResting,
// ErrTooMuch, ErrNoStep for a repeated request whose step was undone since, identity's.
func (s *Service) Step(ctx context.Context, who identity.Principal, id uuid.UUID, a Advance) (Step, error) {
	if err := may(who, identity.Update); err != nil {
		return Step{}, err
	}
	s.hear(ctx, who, a.Note)
	now := s.Clock.Now()
	var kept struct{ ID uuid.UUID }
	err := idem.InTx(ctx, s.DB, now, &kept, func(tx db.Tx) error {
		row, err := on(tx).Lock(ctx, goaldb.LockParams{ID: id, PersonID: who.PersonID})
		if db.IsNoRows(err) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		if State(row.State) != Active {
			return ErrResting
		}
		if err := a.clean(Measure(row.Measure), now); err != nil {
			return err
		}
		kept.ID = s.IDs.ID()
		return s.stepTx(ctx, tx, who, row, a, &kept.ID, now)
	})
	if err != nil {
		return Step{}, err
	}
	return s.one(ctx, who, id, kept.ID)
}

// one reads a step again; one that was undone since it was first entered is gone.
func (s *Service) one(ctx context.Context, who identity.Principal, goal, id uuid.UUID) (Step, error) {
	row, err := on(s.DB).OneStep(ctx, goaldb.OneStepParams{ID: id, GoalID: goal})
	if db.IsNoRows(err) {
		return Step{}, ErrNoStep
	} else if err != nil {
		return Step{}, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return Step{}, err
	}
	return step(key, row)
}

func (a *Advance) clean(m Measure, now time.Time) error {
	if a.Zone == nil {
		a.Zone = time.UTC
	}
	today := dayIn(a.Zone, now)
	if a.Day.IsZero() {
		a.Day = today
	}
	if m == Days {
		a.Amount = 1
	}
	a.Note = text(a.Note)
	var v apperr.Validation
	v.Check(a.Amount >= 0 && a.Amount <= MaxAmount && (m == Level || a.Amount > 0), "amount", "range", "Write a number from 1 to 1,000,000.")
	v.Check(!a.Day.After(today), "day", "future", "This day is still to come.")
	v.Check(a.Day.After(today.AddDate(-1, 0, -1)), "day", "past", "Progress goes back a year at most.")
	v.Check(utf8.RuneCountInString(a.Note) <= MaxNote && plain(a.Note), "note", "length", "A note has at most %d characters.", MaxNote)
	return v.Err()
}

func (s *Service) stepTx(ctx context.Context, tx db.Tx, who identity.Principal, row goaldb.GoalGoal, a Advance, id *uuid.UUID, now time.Time) error {
	key, err := s.People.KeyTx(ctx, tx, who.PersonID)
	if err != nil {
		return err
	}
	sealed, err := seal(key, a.Note, noteOf(*id))
	if err != nil {
		return err
	}
	n, err := on(tx).Tick(ctx, goaldb.TickParams{ID: *id, GoalID: row.ID, Day: date(a.Day), Amount: int32(a.Amount), Once: Measure(row.Measure) == Days, NoteSealed: sealed, At: now})
	switch {
	case db.Violates(err, "progress_limit"):
		return ErrTooMuch
	case err != nil || n == 1:
		return err
	}
	before, err := on(tx).Ticked(ctx, goaldb.TickedParams{GoalID: row.ID, Day: date(a.Day)})
	if err != nil {
		return err
	}
	*id = before.ID
	if a.Note == "" {
		return nil
	}
	if sealed, err = seal(key, a.Note, noteOf(before.ID)); err != nil {
		return err
	}
	return on(tx).SetNote(ctx, goaldb.SetNoteParams{ID: before.ID, GoalID: row.ID, NoteSealed: sealed})
}

// Undo deletes progress that was entered. Errors: ErrNotFound, ErrNoStep, identity's.
func (s *Service) Undo(ctx context.Context, who identity.Principal, id, step uuid.UUID) error {
	return s.lock(ctx, who, id, func(tx db.Tx, row goaldb.GoalGoal) error {
		n, err := on(tx).Untick(ctx, goaldb.UntickParams{ID: step, GoalID: row.ID})
		if err == nil && n == 0 {
			return ErrNoStep
		}
		return err
	})
}
