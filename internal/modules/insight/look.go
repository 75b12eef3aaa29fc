package insight

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight/internal/insightdb"
	"klear/internal/platform/db"
)

// Look reads the caller's entries anew, at most once an hour: within the hour the answer is the look there is. Errors:
// ErrBarred, identity's.
func (s *Service) Look(ctx context.Context, who identity.Principal) (Report, error) {
	if err := s.may(who, identity.Update); err != nil {
		return Report{}, err
	}
	if err := s.look(ctx, who.PersonID); err != nil {
		return Report{}, err
	}
	return s.Latest(ctx, who)
}

// look reads, thinks outside of any transaction, and keeps what survives in one.
func (s *Service) look(ctx context.Context, person uuid.UUID) error {
	now := s.Clock.Now()
	first, last := window(now)
	points, err := s.Moods.PointsOfTx(ctx, s.DB, person, first, last)
	if err != nil {
		return err
	}
	all := make([]uuid.UUID, len(points))
	for i, p := range points {
		all[i] = p.ID
	}
	marks, err := s.Moods.Marks(ctx, s.DB, all)
	if err != nil {
		return err
	}
	found, days, tests := Find(points, marks, seedOf(person))
	run := insightdb.BeginParams{ID: s.IDs.ID(), PersonID: person, At: now, Slot: now.Truncate(time.Hour), FirstDay: date(first), LastDay: date(last),
		Days: int32(days), Entries: int32(len(points)), Tests: int32(tests)}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		n, err := on(tx).Begin(ctx, run)
		if err != nil || n == 0 {
			return err
		}
		wrong, err := on(tx).Wrong(ctx, insightdb.WrongParams{PersonID: person, MaxRows: maxHidden})
		if err != nil {
			return err
		}
		for _, f := range found {
			if calledWrong(wrong, f) {
				continue
			}
			if err := s.keepTx(ctx, tx, run, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// calledWrong reports whether the person said of the same thing that it is not so.
func calledWrong(wrong []insightdb.InsightClaim, f Finding) bool {
	for _, r := range wrong {
		w := fromRow(r).Finding
		if w.Kind == f.Kind && w.Figure == f.Figure && w.Weekday == f.Weekday && w.Trigger == f.Trigger && w.Up == f.Up {
			return true
		}
	}
	return false
}

func (s *Service) keepTx(ctx context.Context, tx db.Tx, run insightdb.BeginParams, f Finding) error {
	p := insightdb.ClaimParams{ID: s.IDs.ID(), RunID: run.ID, PersonID: run.PersonID, Kind: string(f.Kind), Figure: string(f.Figure), Up: f.Up, Effect: f.Effect,
		MeanWith: f.MeanWith, MeanOther: f.MeanOther, Days: int32(f.Days), DaysWith: int32(f.DaysWith), P: f.P, Q: f.Q}
	switch f.Kind {
	case Weekday:
		w := int16(f.Weekday)
		p.Weekday = &w
	case Trigger:
		p.TriggerID = &f.Trigger
	}
	n, err := on(tx).Claim(ctx, p)
	if err != nil || n == 0 {
		return err
	}
	return on(tx).ReadFrom(ctx, insightdb.ReadFromParams{ClaimID: p.ID, PersonID: run.PersonID, Entries: f.Entries})
}
