package goal

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/goal/internal/goaldb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Edit changes words, target and day of a goal whose version is still the one the caller saw. How it is counted stays:
// d.Measure is not read. Errors: apperr.ErrValidation, ErrNotFound, ErrVersion, identity's.
func (s *Service) Edit(ctx context.Context, who identity.Principal, id uuid.UUID, version int64, d Draft) (Goal, error) {
	if err := may(who, identity.Update); err != nil {
		return Goal{}, err
	}
	s.hear(ctx, who, d.Title, d.Why)
	return s.change(ctx, who, id, func(tx db.Tx, row goaldb.GoalGoal) error {
		now := s.Clock.Now()
		d.Measure = Measure(row.Measure)
		if err := d.clean(now); err != nil {
			return err
		}
		key, err := s.People.KeyTx(ctx, tx, who.PersonID)
		if err != nil {
			return err
		}
		p := goaldb.UpdateParams{ID: id, PersonID: who.PersonID, Version: version, Target: int32(d.Target), Due: date(d.Due), Now: now}
		if p.TitleSealed, err = seal(key, d.Title, titleOf(id)); err != nil {
			return err
		}
		if p.WhySealed, err = seal(key, d.Why, whyOf(id)); err != nil {
			return err
		}
		n, err := on(tx).Update(ctx, p)
		if err == nil && n == 0 {
			return ErrVersion
		}
		return err
	})
}

// Move takes a goal to another state. Errors: ErrNotFound, ErrVersion, ErrTransition, identity's.
func (s *Service) Move(ctx context.Context, who identity.Principal, id uuid.UUID, version int64, to State) (Goal, error) {
	return s.change(ctx, who, id, func(tx db.Tx, row goaldb.GoalGoal) error {
		if State(row.State) == to {
			return ErrTransition
		}
		n, err := on(tx).Move(ctx, goaldb.MoveParams{ID: id, PersonID: who.PersonID, Version: version, State: string(to), Now: s.Clock.Now()})
		switch {
		case db.Violates(err, "goal_transition") || db.Violates(err, "goal_state_fkey"):
			return ErrTransition
		case err == nil && n == 0:
			return ErrVersion
		}
		return err
	})
}

// Remove deletes a goal for good, with its progress and its history. Errors: ErrNotFound, identity's.
func (s *Service) Remove(ctx context.Context, who identity.Principal, id uuid.UUID) error {
	return s.lock(ctx, who, id, func(tx db.Tx, row goaldb.GoalGoal) error {
		if err := on(tx).Remove(ctx, goaldb.RemoveParams{ID: id, PersonID: who.PersonID}); err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, s.event(who, "goal.removed", id, row.Version+1))
	})
}

// change does something to a goal of the caller and reads it again.
func (s *Service) change(ctx context.Context, who identity.Principal, id uuid.UUID, do func(tx db.Tx, row goaldb.GoalGoal) error) (Goal, error) {
	err := s.lock(ctx, who, id, func(tx db.Tx, row goaldb.GoalGoal) error {
		if err := do(tx, row); err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, s.event(who, "goal.changed", id, row.Version+1))
	})
	if err != nil {
		return Goal{}, err
	}
	return s.Get(ctx, who, id, time.UTC)
}

// lock holds a goal of the caller while something is done to it: others' goals do not exist.
func (s *Service) lock(ctx context.Context, who identity.Principal, id uuid.UUID, do func(tx db.Tx, row goaldb.GoalGoal) error) error {
	if err := may(who, identity.Update); err != nil {
		return err
	}
	var none struct{}
	return idem.InTx(ctx, s.DB, s.Clock.Now(), &none, func(tx db.Tx) error {
		row, err := on(tx).Lock(ctx, goaldb.LockParams{ID: id, PersonID: who.PersonID})
		if db.IsNoRows(err) {
			return ErrNotFound
		} else if err != nil {
			return err
		}
		return do(tx, row)
	})
}
