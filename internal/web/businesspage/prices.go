package businesspage

import (
	"context"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/tariff"
)

// prices puts what clients pay in the place of the prices of team services: what the dearest of their members makes of it,
// since who comes may not be known yet.
func (h Handler) prices(ctx context.Context, list []catalog.TeamService) error {
	var ids []uuid.UUID
	for _, t := range list {
		for _, m := range t.Members {
			ids = append(ids, m.ServiceID)
		}
	}
	services, err := h.Catalog.ServicesForBooking(ctx, h.Catalog.DB, ids)
	if err != nil {
		return err
	}
	category := map[uuid.UUID]uuid.UUID{}
	for _, s := range services {
		category[s.ID] = s.CategoryID
	}
	var offered []tariff.Offered
	for _, t := range list {
		for _, m := range t.Members {
			offered = append(offered, tariff.Offered{PractitionerID: m.PractitionerID, CategoryID: category[m.ServiceID], Price: t.Price})
		}
	}
	shown, err := h.Tariff.Shown(ctx, offered)
	if err != nil {
		return err
	}
	for i, t := range list {
		for range t.Members {
			list[i].Price.Minor, shown = max(list[i].Price.Minor, shown[0].Minor), shown[1:]
		}
	}
	return nil
}
