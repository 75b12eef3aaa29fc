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

// Add keeps a new goal, active from the start. Errors: apperr.ErrValidation, ErrTooMany, identity's.
func (s *Service) Add(ctx context.Context, who identity.Principal, d Draft) (Goal, error) {
	if err := may(who, identity.Update); err != nil {
		return Goal{}, err
	}
	s.hear(ctx, who, d.Title, d.Why)
	now := s.Clock.Now()
	if err := d.clean(now); err != nil {
		return Goal{}, err
	}
	var kept struct{ ID uuid.UUID } // the remembered answer says nothing of the goal
	err := idem.InTx(ctx, s.DB, now, &kept, func(tx db.Tx) error {
		kept.ID = s.IDs.ID()
		if err := s.insertTx(ctx, tx, who, kept.ID, d, now); err != nil {
			return err
		}
		return s.Events.PublishTx(ctx, tx, s.event(who, "goal.kept", kept.ID, 1))
	})
	if err != nil {
		return Goal{}, err
	}
	return s.Get(ctx, who, kept.ID, time.UTC)
}

func (s *Service) insertTx(ctx context.Context, tx db.Tx, who identity.Principal, id uuid.UUID, d Draft, now time.Time) error {
	key, err := s.People.KeyTx(ctx, tx, who.PersonID)
	if err != nil {
		return err
	}
	p := goaldb.InsertParams{ID: id, PersonID: who.PersonID, Measure: string(d.Measure), Target: int32(d.Target), Due: date(d.Due), Now: now}
	if p.TitleSealed, err = seal(key, d.Title, titleOf(id)); err != nil {
		return err
	}
	if p.WhySealed, err = seal(key, d.Why, whyOf(id)); err != nil {
		return err
	}
	if err := on(tx).Insert(ctx, p); db.Violates(err, "goal_limit") {
		return ErrTooMany
	} else if err != nil {
		return err
	}
	return nil
}
