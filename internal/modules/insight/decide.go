package insight

import (
	"context"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/insight/internal/insightdb"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// Decide keeps what the caller says of a claim. Wrong hides it, in later looks too, until they say open again. Errors:
// ErrBarred, ErrNotFound, ErrVerdict, identity's.
func (s *Service) Decide(ctx context.Context, who identity.Principal, id uuid.UUID, v Verdict) error {
	if err := s.may(who, identity.Update); err != nil {
		return err
	}
	now := s.Clock.Now()
	p := insightdb.DecideParams{ID: id, PersonID: who.PersonID, Verdict: string(v)}
	switch v {
	case Acknowledged, Wrong:
		p.DecidedAt = &now
	case Open:
	default:
		return ErrVerdict
	}
	var none struct{}
	return idem.InTx(ctx, s.DB, now, &none, func(tx db.Tx) error {
		n, err := on(tx).Decide(ctx, p)
		if err == nil && n == 0 {
			return ErrNotFound
		}
		return err
	})
}

// maxTakeout bounds what one file holds in memory.
const maxTakeout = 10_000

// Own is a claim as it was said.
type Own struct {
	Claim
	At time.Time
}

// Takeout is everything that was ever said to the caller and is still kept, oldest first; also where the law bars
// them meanwhile: it is theirs. Errors: identity's.
func (s *Service) Takeout(ctx context.Context, who identity.Principal) ([]Own, error) {
	if err := identity.Authorize(who, identity.Read, identity.ResWellbeing, identity.Subject{Owner: who.PersonID}); err != nil {
		return nil, err
	}
	rows, err := on(s.DB).Everything(ctx, insightdb.EverythingParams{PersonID: who.PersonID, MaxRows: maxTakeout})
	out := make([]Own, len(rows))
	for i, r := range rows {
		out[i] = Own{fromRow(insightdb.InsightClaim{ID: r.ID, RunID: r.RunID, PersonID: r.PersonID, Kind: r.Kind, Figure: r.Figure, Weekday: r.Weekday, TriggerID: r.TriggerID,
			Up: r.Up, Effect: r.Effect, MeanWith: r.MeanWith, MeanOther: r.MeanOther, Days: r.Days, DaysWith: r.DaysWith, P: r.P, Q: r.Q, Verdict: r.Verdict, DecidedAt: r.DecidedAt}), r.At.UTC()}
	}
	return out, err
}
