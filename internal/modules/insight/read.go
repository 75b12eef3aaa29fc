package insight

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight/internal/insightdb"
	"klear/internal/modules/mood"
	"klear/internal/platform/db"
)

// maxHidden bounds what is called wrong that is shown and heeded.
const maxHidden = 200

// Latest is the last look at the caller's entries. Errors: ErrBarred, identity's.
func (s *Service) Latest(ctx context.Context, who identity.Principal) (Report, error) {
	if err := s.may(who, identity.Read); err != nil {
		return Report{}, err
	}
	r, err := s.LatestOfTx(ctx, s.DB, who.PersonID)
	if err != nil {
		return r, err
	}
	wrong, err := on(s.DB).Wrong(ctx, insightdb.WrongParams{PersonID: who.PersonID, MaxRows: maxHidden})
	for _, w := range wrong {
		r.Hidden = append(r.Hidden, fromRow(w))
	}
	return r, err
}

// LatestOfTx is Latest of somebody without what they called wrong, for modules that have settled who may read it. It is empty
// where the law of the person's place bars them.
func (s *Service) LatestOfTx(ctx context.Context, q db.Querier, person uuid.UUID) (Report, error) {
	if no, err := s.barredOf(ctx, q, person); no || err != nil {
		return Report{}, err
	}
	have, err := s.haveDays(ctx, q, person)
	if err != nil {
		return Report{}, err
	}
	run, err := on(q).Latest(ctx, person)
	if db.IsNoRows(err) {
		return Report{HaveDays: have}, nil
	} else if err != nil {
		return Report{}, err
	}
	rows, err := on(q).Claims(ctx, insightdb.ClaimsParams{RunID: run.ID, PersonID: person})
	r := Report{At: run.At.UTC(), First: run.FirstDay.Time, Last: run.LastDay.Time, Days: int(run.Days), Entries: int(run.Entries), Tests: int(run.Tests), HaveDays: have}
	for _, row := range rows {
		if c := fromRow(row); c.Verdict != Wrong {
			r.Claims = append(r.Claims, c)
		}
	}
	return r, err
}

// haveDays is on how many days of the window there are entries now.
func (s *Service) haveDays(ctx context.Context, q db.Querier, person uuid.UUID) (int, error) {
	first, last := window(s.Clock.Now())
	points, err := s.Moods.PointsOfTx(ctx, q, person, first, last)
	seen := map[time.Time]bool{}
	for _, p := range points {
		seen[p.Day] = true
	}
	return len(seen), err
}

// One is a claim with the entries that it was read from, oldest first; those deleted since are gone from it. Errors:
// ErrBarred, ErrNotFound, identity's.
func (s *Service) One(ctx context.Context, who identity.Principal, id uuid.UUID) (Claim, []mood.Point, error) {
	if err := s.may(who, identity.Read); err != nil {
		return Claim{}, nil, err
	}
	row, err := on(s.DB).One(ctx, insightdb.OneParams{ID: id, PersonID: who.PersonID})
	if db.IsNoRows(err) {
		return Claim{}, nil, ErrNotFound
	} else if err != nil {
		return Claim{}, nil, err
	}
	entries, err := on(s.DB).EntriesOf(ctx, id)
	if err != nil {
		return Claim{}, nil, err
	}
	points, err := s.Moods.PointsByIDTx(ctx, s.DB, who.PersonID, entries)
	return fromRow(row), points, err
}

// Words are the names of the caller's own words, which claims mention. Errors: identity's.
func (s *Service) Words(ctx context.Context, who identity.Principal) (map[uuid.UUID]string, error) {
	list, err := s.Moods.Triggers(ctx, who)
	out := make(map[uuid.UUID]string, len(list))
	for _, t := range list {
		out[t.ID] = t.Name
	}
	return out, err
}

func fromRow(r insightdb.InsightClaim) Claim {
	c := Claim{ID: r.ID, Verdict: Verdict(r.Verdict), Finding: Finding{Kind: Kind(r.Kind), Figure: Figure(r.Figure), Up: r.Up, Effect: r.Effect,
		MeanWith: r.MeanWith, MeanOther: r.MeanOther, Days: int(r.Days), DaysWith: int(r.DaysWith), P: r.P, Q: r.Q}}
	if r.Weekday != nil {
		c.Weekday = time.Weekday(*r.Weekday)
	}
	if r.TriggerID != nil {
		c.Trigger = *r.TriggerID
	}
	if r.DecidedAt != nil {
		c.DecidedAt = r.DecidedAt.UTC()
	}
	return c
}
