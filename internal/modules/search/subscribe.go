package search

import (
	"context"
	"time"

	"klear/internal/modules/catalog"
	"klear/internal/platform/events"
)

// OnCatalogEvent keeps the index in step: subscribe it to catalog.EventTypes. The event only says where to look; the
// document is built from what the catalogue holds then.
func (s *Service) OnCatalogEvent(ctx context.Context, d events.Delivery) error {
	switch d.Type {
	case catalog.EventImported, catalog.EventCategoryChanged:
		_, err := s.CatchUp(ctx)
		return err
	case catalog.EventServiceChanged:
		e, err := events.Decode[catalog.ServiceEvent](d)
		if err != nil {
			return err
		}
		return s.Reindex(ctx, e.PractitionerID)
	default:
		return s.Reindex(ctx, d.AggregateID)
	}
}

// Maintain is the periodic job of the index.
type Maintain struct{}

// Kind names the job.
func (Maintain) Kind() string { return "search_maintain" }

// MaintainEvery is how often Maintain runs.
const MaintainEvery = 10 * time.Minute

// Upkeep is what Maintain does: catch up with whatever was missed and count words, places and terms again.
func (s *Service) Upkeep(ctx context.Context) error {
	if _, err := s.CatchUp(ctx); err != nil {
		return err
	}
	return s.Recount(ctx)
}

// RefreshOpenings looks again at the openings of those documents that were looked at longest ago, at most limit of
// them. What it stores is a factor of the ranking, never shown: a listed time always comes from Openings at the moment
// of the search. Run it from a periodic job; at 2,000 a minute, 100,000 practitioners are at most 50 minutes old.
func (s *Service) RefreshOpenings(ctx context.Context, openings Openings, limit int) error {
	ids, err := on(s.DB).LongestUnseen(ctx, int32(limit))
	if err != nil {
		return err
	}
	for len(ids) > 0 {
		batch := ids[:min(maxCandidates, len(ids))]
		ids = ids[len(batch):]
		soonest, err := openings(ctx, batch)
		if err != nil {
			return err
		}
		if err := s.setOpenings(ctx, batch, soonest); err != nil {
			return err
		}
	}
	return nil
}
