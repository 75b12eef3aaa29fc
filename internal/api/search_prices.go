package api

import (
	"context"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"

	"github.com/google/uuid"
)

// show puts what clients pay in the place of the lowest prices of hits; it costs nothing while clients pay nothing on top.
// The index has them too, a minute behind the rules; what is shown is exact.
func (h finding) show(ctx context.Context, hits []search.Hit) error {
	charges, err := h.tariff.ChargesClients(ctx)
	if err != nil || !charges {
		return err
	}
	ids := make([]uuid.UUID, len(hits))
	for i, x := range hits {
		ids[i] = x.PractitionerID
	}
	list, err := h.catalog.PractitionersByIDs(ctx, ids)
	if err != nil {
		return err
	}
	people, from := make([]*catalog.Practitioner, len(list)), map[uuid.UUID]int64{}
	for i := range list {
		people[i] = &list[i]
	}
	if err := h.tariff.Show(ctx, people...); err != nil {
		return err
	}
	for _, p := range list {
		for _, s := range p.Services {
			if least, known := from[p.ID]; !known || s.Price.Minor < least {
				from[p.ID] = s.Price.Minor
			}
		}
	}
	for i, x := range hits {
		if least, known := from[x.PractitionerID]; known {
			hits[i].PriceFrom.Minor = least
		}
	}
	return nil
}

// showServices does the same for whose services they are; the services have what clients pay already.
func (h finding) showServices(ctx context.Context, found []search.ServiceHit) error {
	hits := make([]search.Hit, len(found))
	for i, x := range found {
		hits[i] = x.Hit
	}
	if err := h.show(ctx, hits); err != nil {
		return err
	}
	for i := range found {
		found[i].Hit = hits[i]
	}
	return nil
}
