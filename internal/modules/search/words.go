package search

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/db"
)

// Recount brings the tables of words, places and terms in line with the documents. They only help to read queries and to
// suggest, so that being some minutes old does no harm.
func (s *Service) Recount(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		q := on(tx)
		if err := q.LockIndexing(ctx); err != nil {
			return err
		}
		if changed, err := q.Uncounted(ctx); err != nil || !changed {
			return err
		}
		if err := recountWords(ctx, q); err != nil {
			return err
		}
		if err := recountPlaces(ctx, q); err != nil {
			return err
		}
		if err := recountTerms(ctx, q); err != nil {
			return err
		}
		return q.Counted(ctx)
	})
}

// recountWords writes what differs, which is little: reading all words twice is cheap, writing them is not.
func recountWords(ctx context.Context, q *searchdb.Queries) error {
	have, err := q.Words(ctx)
	if err != nil {
		return err
	}
	gone := make(map[string]int32, len(have))
	for _, w := range have {
		gone[w.Word] = w.Ndoc
	}
	counted, err := q.CountWords(ctx)
	if err != nil {
		return err
	}
	var set searchdb.SetWordsParams
	for i, w := range counted.Words {
		if n, known := gone[w]; !known || n != counted.Ndocs[i] {
			set.Words, set.Ndocs = append(set.Words, w), append(set.Ndocs, counted.Ndocs[i])
		}
		delete(gone, w)
	}
	if err := q.SetWords(ctx, set); err != nil {
		return err
	}
	return q.DropWords(ctx, slices.Collect(maps.Keys(gone)))
}

func recountPlaces(ctx context.Context, q *searchdb.Queries) error {
	cities, err := q.CityDocuments(ctx)
	if err != nil {
		return err
	}
	if err := q.ClearPlaces(ctx); err != nil || len(cities) == 0 {
		return err
	}
	rows := make([]searchdb.AddPlacesParams, 0, len(cities))
	for _, c := range cities {
		if folded := phrase(c.City); folded != "" {
			rows = append(rows, searchdb.AddPlacesParams{Folded: folded, Country: c.Country, Name: c.City, Latitude: c.Latitude, Longitude: c.Longitude, Ndoc: c.Ndoc})
		}
	}
	return firstError(func(each func(int, error)) { q.AddPlaces(ctx, rows).Exec(each) })
}

func recountTerms(ctx context.Context, q *searchdb.Queries) error {
	terms, err := q.TermDocuments(ctx)
	if err != nil {
		return err
	}
	if err := q.ClearTerms(ctx); err != nil || len(terms) == 0 {
		return err
	}
	rows := make([]searchdb.AddTermsParams, 0, len(terms))
	for _, t := range terms {
		if folded := phrase(t.Name); folded != "" {
			rows = append(rows, searchdb.AddTermsParams{Folded: folded, Name: t.Name, Ndoc: t.Ndoc})
		}
	}
	return firstError(func(each func(int, error)) { q.AddTerms(ctx, rows).Exec(each) })
}

// phrase is the folded form of a name of several words.
func phrase(s string) string { return strings.Join(tokens(s), " ") }

// firstError runs a batch and returns its first error.
func firstError(run func(each func(int, error))) error {
	var failed error
	run(func(_ int, err error) {
		if failed == nil {
			failed = err
		}
	})
	return failed
}

func (s *Service) setOpenings(ctx context.Context, ids []uuid.UUID, soonest map[uuid.UUID]time.Time) error {
	none := time.Unix(0, 0)
	p := searchdb.SetOpeningsParams{SeenAt: s.Clock.Now(), Ids: ids, Soonest: make([]time.Time, len(ids))}
	for i, id := range ids {
		p.Soonest[i] = none
		if at, ok := soonest[id]; ok {
			p.Soonest[i] = at
		}
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		if err := on(tx).LockIndexing(ctx); err != nil {
			return err
		}
		if err := on(tx).SetOpenings(ctx, p); err != nil {
			return err
		}
		return on(tx).NextGeneration(ctx)
	})
}
