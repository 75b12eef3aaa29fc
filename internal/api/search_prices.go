package api

import (
	"context"
	"slices"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search"
	"klear/internal/modules/tariff"

	"github.com/google/uuid"
)

// show puts what clients pay in the place of the lowest prices of hits; it costs nothing while clients pay nothing on top.
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

// showServices does the same for services, and for the lowest price of whose they are.
func (h finding) showServices(ctx context.Context, found []search.ServiceHit) error {
	var list []tariff.Offered
	hits := make([]search.Hit, len(found))
	for i, x := range found {
		found[i].Options, hits[i] = slices.Clone(x.Options), x.Hit
		for _, s := range x.Options {
			list = append(list, tariff.Offered{PractitionerID: x.Hit.PractitionerID, CategoryID: s.CategoryID, Price: s.Price})
		}
	}
	prices, err := h.tariff.Shown(ctx, list)
	if err != nil {
		return err
	}
	if err := h.show(ctx, hits); err != nil {
		return err
	}
	for i := range found {
		found[i].Hit = hits[i]
		for j := range found[i].Options {
			found[i].Options[j].Price, prices = prices[0], prices[1:]
		}
	}
	return nil
}
