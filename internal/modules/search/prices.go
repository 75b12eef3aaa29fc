package search

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/db"
)

// Prices knows what clients pay; tariff.Service does.
type Prices interface {
	// Show puts what clients pay in the place of the prices of services.
	Show(ctx context.Context, people ...*catalog.Practitioner) error
	// Pricing names the rules that Show goes by now: another text when any price may be shown differently, "" while prices are
	// shown as practitioners set them.
	Pricing(ctx context.Context) (string, error)
}

// Reprice is the job that follows the rules by which prices are shown.
type Reprice struct{}

// Kind names the job.
func (Reprice) Kind() string { return "search_reprice" }

// FollowPrices brings the lowest prices of all documents in line with what clients pay now, when the rules are others than the
// last time: an operator made one, a day began on which one holds, a practitioner's plan changed. It may run any number of
// times, and go on where it was stopped.
func (s *Service) FollowPrices(ctx context.Context) error {
	if s.Prices == nil {
		return nil
	}
	rules, err := s.Prices.Pricing(ctx)
	if err != nil {
		return err
	}
	known, err := on(s.DB).Pricing(ctx)
	if err != nil || known == rules {
		return err
	}
	ids, err := on(s.DB).EveryDocument(ctx)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(ids, indexBatch) {
		if err := s.DB.InTx(ctx, func(tx db.Tx) error { return s.repriceTx(ctx, tx, batch) }); err != nil {
			return err
		}
	}
	return on(s.DB).SetPricing(ctx, rules) // last: whatever stopped this is done again
}

// repriceTx looks at prices under the lock of the index: whoever writes a document later sees the same rules, or newer ones.
func (s *Service) repriceTx(ctx context.Context, tx db.Tx, ids []uuid.UUID) error {
	q := on(tx)
	if err := q.LockIndexing(ctx); err != nil {
		return err
	}
	rows, err := q.Priced(ctx, ids)
	if err != nil {
		return err
	}
	lowest, err := s.lowest(ctx, ids)
	if err != nil {
		return err
	}
	var set searchdb.SetPricesParams
	for _, r := range rows {
		price, known := lowest[r.PractitionerID]
		if !known {
			price = r.Own
		}
		set.Ids, set.Prices = append(set.Ids, r.PractitionerID), append(set.Prices, price)
	}
	n, err := q.SetPrices(ctx, set)
	if err != nil || n == 0 {
		return err
	}
	return q.NextGeneration(ctx)
}

// lowest is what clients pay for the cheapest service of each practitioner; empty while that is what practitioners set.
func (s *Service) lowest(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]int64, error) {
	if s.Prices == nil {
		return nil, nil
	}
	if rules, err := s.Prices.Pricing(ctx); err != nil || rules == "" {
		return nil, err
	}
	list, err := s.Catalog.PractitionersByIDs(ctx, ids)
	if err != nil {
		return nil, err
	}
	if err := s.show(ctx, list); err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID]int64, len(list))
	for _, p := range list {
		for _, x := range p.Services {
			if least, known := out[p.ID]; !known || x.Price.Minor < least {
				out[p.ID] = x.Price.Minor
			}
		}
	}
	return out, nil
}

// show puts what clients pay into list.
func (s *Service) show(ctx context.Context, list []catalog.Practitioner) error {
	if s.Prices == nil {
		return nil
	}
	people := make([]*catalog.Practitioner, len(list))
	for i := range list {
		people[i] = &list[i]
	}
	return s.Prices.Show(ctx, people...)
}
