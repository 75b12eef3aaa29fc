package search

import (
	"context"

	"klear/internal/modules/catalog"
	"klear/internal/platform/events"
)

// OnCatalogEvent keeps the index in step: subscribe it to catalog.EventTypes. The event only says where to look; the
// document is built from what the catalogue holds then.
func (s *Service) OnCatalogEvent(ctx context.Context, d events.Delivery) error {
	switch d.Type {
	case catalog.EventImported:
		return s.Upkeep(ctx)
	case catalog.EventCategoryChanged, catalog.EventAttributeChanged:
		_, err := s.CatchUp(ctx)
		return err
	case catalog.EventErased: // the words of the name, too, and now
		if err := s.Reindex(ctx, d.AggregateID); err != nil {
			return err
		}
		return s.Recount(ctx)
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
