package companion

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"klear/internal/modules/companion/exercise"
	"klear/internal/modules/companion/internal/companiondb"
	"klear/internal/modules/identity"
	"klear/internal/platform/crypto"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// Limits of reading runs: what a list shows, and what is taken along.
const (
	maxRuns = 100
	allRuns = 10_000
)

// Run is somebody's way through an exercise.
type Run struct {
	ID        uuid.UUID
	Exercise  exercise.Exercise
	Run       exercise.Run
	Version   int64 // that a change names: of two devices one goes on
	BegunAt   time.Time
	TouchedAt time.Time
	DoneAt    time.Time // zero while it is open
	Help      string    // of Step: the fixed words that answer what was written, when it speaks of danger
}

// Do opens an exercise where the person left it, or at its start. Errors: exercise.ErrNoExercise, identity's.
func (s *Service) Do(ctx context.Context, who identity.Principal, slug string) (Run, error) {
	if err := may(who); err != nil {
		return Run{}, err
	}
	e, err := s.Exercises.Find(slug)
	if err != nil {
		return Run{}, err
	}
	var id uuid.UUID
	err = s.once(ctx, who, &id, nil, func(tx db.Tx) (err error) {
		id, err = s.doTx(ctx, tx, who.PersonID, e)
		return err
	})
	if err != nil {
		return Run{}, err
	}
	return s.GetRun(ctx, who, id)
}

// doTx is the open run of an exercise, which it begins where there is none.
func (s *Service) doTx(ctx context.Context, tx db.Tx, person uuid.UUID, e exercise.Exercise) (uuid.UUID, error) {
	q, slot := companiondb.New(tx), s.slot(person, e.Slug)
	row, err := q.OpenRun(ctx, companiondb.OpenRunParams{PersonID: person, Slot: slot})
	if db.IsNoRows(err) {
		if err = s.beginTx(ctx, tx, person, e); err == nil {
			row, err = q.OpenRun(ctx, companiondb.OpenRunParams{PersonID: person, Slot: slot})
		}
	}
	return row.ID, err
}

// beginTx writes a run at its first step; of two devices that begin at once one does.
func (s *Service) beginTx(ctx context.Context, tx db.Tx, person uuid.UUID, e exercise.Exercise) error {
	key, err := s.People.KeyTx(ctx, tx, person)
	if err != nil {
		return err
	}
	id := s.IDs.ID()
	sealed, err := sealRun(key, id, e.Begin())
	if err != nil {
		return err
	}
	_, err = companiondb.New(tx).BeginRun(ctx, companiondb.BeginRunParams{ID: id, PersonID: person, Slot: s.slot(person, e.Slug), RunSealed: sealed, BegunAt: s.Clock.Now()})
	return err
}

// GetRun reads one run of the caller. Errors: ErrNoRun, identity's.
func (s *Service) GetRun(ctx context.Context, who identity.Principal, id uuid.UUID) (Run, error) {
	if err := may(who); err != nil {
		return Run{}, err
	}
	row, err := companiondb.New(s.DB).GetRun(ctx, companiondb.GetRunParams{ID: id, PersonID: who.PersonID})
	if db.IsNoRows(err) {
		return Run{}, ErrNoRun
	}
	if err != nil {
		return Run{}, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return Run{}, err
	}
	return s.openRun(key, row)
}

// Step answers the step at which a run stands. What is written is judged like a message; in the safety plan, which asks for
// words of danger, what is under way is heard, and who says there that they are in danger is. What is refused is heard as well.
// Help of the Run is what that is answered with. Errors: ErrNoRun, ErrMoved, exercise.ErrStep, apperr.ErrValidation, identity's.
func (s *Service) Step(ctx context.Context, who identity.Principal, id uuid.UUID, version int64, a exercise.Answer) (Run, error) {
	help := ""
	r, err := s.turn(ctx, who, id, version, func(r Run) (exercise.Run, error) {
		next, err := r.Exercise.Answer(r.Run, a)
		if !errors.Is(err, exercise.ErrStep) {
			help = s.heed(ctx, who, r, a).Words
		}
		return next, err
	})
	r.Help = help
	return r, err
}

// heed judges an answer to the open step.
func (s *Service) heed(ctx context.Context, who identity.Principal, r Run, a exercise.Answer) Judgement {
	words := strings.TrimSpace(strings.Join(append([]string{a.Text}, a.Lines...), "\n"))
	plan := s.Plan != nil && slices.Contains(r.Exercise.Helps, exercise.Crisis)
	step, _ := r.Exercise.Open(r.Run)
	switch {
	case plan && r.Exercise.Declares(r.Run, a):
		return s.Plan.Declare(ctx, who)
	case len(step.Options) > 0 || words == "": // a choice is no words
		return Judgement{Level: None}
	case plan:
		return s.Plan.JudgePlan(ctx, who, words, step.Signs)
	}
	return s.Safety.Judge(ctx, who, words)
}

// Back opens the step before, with the answer that stood there taken out; it is given along so that it can be changed.
// Errors: ErrNoRun, ErrMoved, exercise.ErrStep at the start, identity's.
func (s *Service) Back(ctx context.Context, who identity.Principal, id uuid.UUID, version int64) (Run, exercise.Answer, error) {
	var given exercise.Answer
	r, err := s.turn(ctx, who, id, version, func(r Run) (exercise.Run, error) {
		back, was, ok := r.Exercise.Back(r.Run)
		if given = was; !ok {
			return back, exercise.ErrStep
		}
		return back, nil
	})
	return r, given, err
}

// turn changes an open run if it still is as the device saw it.
func (s *Service) turn(ctx context.Context, who identity.Principal, id uuid.UUID, version int64, change func(Run) (exercise.Run, error)) (Run, error) {
	if again, err := idem.Answered(ctx, s.DB, &id); again {
		return s.GetRun(ctx, who, id)
	} else if err != nil {
		return Run{}, err
	}
	r, err := s.GetRun(ctx, who, id)
	switch {
	case err != nil:
		return Run{}, err
	case r.Version != version || !r.DoneAt.IsZero():
		return Run{}, ErrMoved
	}
	if r.Run, err = change(r); err != nil {
		return Run{}, err
	}
	r.TouchedAt, r.Version = s.Clock.Now(), version+1
	if r.Run.Done() {
		r.DoneAt = r.TouchedAt
	}
	return r, idem.InTx(ctx, s.DB, r.TouchedAt, &id, func(tx db.Tx) error { return s.saveRunTx(ctx, tx, who.PersonID, r) })
}

// saveRunTx writes a run whose version was raised, if it still is the one before.
func (s *Service) saveRunTx(ctx context.Context, tx db.Tx, person uuid.UUID, r Run) error {
	key, err := s.People.KeyTx(ctx, tx, person)
	if err != nil {
		return err
	}
	sealed, err := sealRun(key, r.ID, r.Run)
	if err != nil {
		return err
	}
	p := companiondb.SaveRunParams{ID: r.ID, PersonID: person, RunSealed: sealed, StepsDone: int32(len(r.Run.Answers)), Version: r.Version - 1, TouchedAt: r.TouchedAt}
	if !r.DoneAt.IsZero() {
		p.DoneAt = &r.DoneAt
	}
	n, err := companiondb.New(tx).SaveRun(ctx, p)
	if err == nil && n == 0 {
		err = ErrMoved
	}
	return err
}

// Runs are the caller's exercises, latest first, at most 100. Errors: identity's.
func (s *Service) Runs(ctx context.Context, who identity.Principal) ([]Run, error) {
	return s.runs(ctx, who, maxRuns)
}

func (s *Service) runs(ctx context.Context, who identity.Principal, most int32) ([]Run, error) {
	if err := may(who); err != nil {
		return nil, err
	}
	rows, err := companiondb.New(s.DB).Runs(ctx, companiondb.RunsParams{PersonID: who.PersonID, MaxRows: most})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	key, err := s.People.KeyTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return nil, err
	}
	out := make([]Run, len(rows))
	for i, row := range rows {
		if out[i], err = s.openRun(key, row); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DeleteRun removes one run with all its answers. Errors: ErrNoRun, identity's.
func (s *Service) DeleteRun(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	if err := may(who); err != nil {
		return err
	}
	return s.once(ctx, who, &id, nil, func(tx db.Tx) error {
		n, err := companiondb.New(tx).DeleteRun(ctx, companiondb.DeleteRunParams{ID: id, PersonID: who.PersonID})
		if err == nil && n == 0 {
			err = ErrNoRun
		}
		return err
	})
}

func sealRun(key *crypto.DataKey, id uuid.UUID, r exercise.Run) ([]byte, error) {
	raw, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	return key.Seal(raw, runOf(id))
}

// openRun reads a row; an open run of an older file goes as far back as its answers still fit.
func (s *Service) openRun(key *crypto.DataKey, row companiondb.CompanionExerciseRun) (Run, error) {
	out := Run{ID: row.ID, Version: row.Version, BegunAt: row.BegunAt.UTC(), TouchedAt: row.TouchedAt.UTC()}
	if row.DoneAt != nil {
		out.DoneAt = row.DoneAt.UTC()
	}
	raw, err := key.Open(row.RunSealed, runOf(row.ID))
	if err != nil {
		return out, err
	}
	if err := json.Unmarshal(raw, &out.Run); err != nil {
		return out, err
	}
	if out.Exercise, err = s.Exercises.Find(out.Run.Slug); err != nil {
		return out, err
	}
	if out.DoneAt.IsZero() && out.Run.Version != out.Exercise.Version {
		out.Run = out.Exercise.Resume(out.Run)
	}
	return out, nil
}
