package app

import (
	"context"
	"time"

	"klear/internal/modules/schedule"
	"klear/internal/modules/search"

	"github.com/google/uuid"
)

// lookAhead is how far a search looks for the soonest opening when it names no end.
const lookAhead = 28 * 24 * time.Hour

// openings tells search the first real opening of each practitioner, over all their services, until an instant: one read
// of the profiles and one of their books, however many there are.
func (a *App) openings(until time.Time) search.Openings {
	return func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]time.Time, error) {
		now := a.clock.Now()
		end := until
		if end.IsZero() || end.After(now.Add(schedule.MaxRange)) {
			end = now.Add(lookAhead)
		}
		people, err := a.catalog.PractitionersByIDs(ctx, ids)
		if err != nil {
			return nil, err
		}
		var asks []schedule.Ask
		for _, p := range people {
			for _, s := range p.Services {
				asks = append(asks, schedule.Ask{Offering: schedule.OfferingFrom(s, p.Zone), From: now, To: end, Now: now})
			}
		}
		lists, err := a.schedule.SlotsOfMany(ctx, a.db, asks)
		if err != nil {
			return nil, err
		}
		out := make(map[uuid.UUID]time.Time, len(people))
		for i, list := range lists {
			if len(list) == 0 {
				continue
			}
			id := asks[i].Offering.PractitionerID
			if first, ok := out[id]; !ok || list[0].Start.Before(first) {
				out[id] = list[0].Start
			}
		}
		return out, nil
	}
}
