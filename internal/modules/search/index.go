package search

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/db"
)

// indexBatch is how many documents are rebuilt in one transaction: a change of one profile waits for no longer than that.
const indexBatch = 250

// ReindexTx brings the documents of practitioners in line with the catalogue: rebuilt, or dropped when they may not be
// found. It holds the lock of the index until the caller commits.
func (s *Service) ReindexTx(ctx context.Context, tx db.Tx, ids ...uuid.UUID) error {
	q := on(tx)
	if err := q.LockIndexing(ctx); err != nil {
		return err
	}
	sources, err := q.Sources(ctx, ids)
	if err != nil {
		return err
	}
	lowest, err := s.lowest(ctx, ids)
	if err != nil {
		return err
	}
	gone := make(map[uuid.UUID]bool, len(ids))
	for _, id := range ids {
		gone[id] = true
	}
	docs, words := make([]searchdb.WriteDocumentsParams, len(sources)), map[string]bool{}
	for i, r := range sources {
		delete(gone, r.PractitionerID)
		s.place(&r)
		if price, known := lowest[r.PractitionerID]; known {
			r.PriceFrom = price
		}
		doc, list := s.documentOf(r)
		docs[i] = doc
		for _, w := range list {
			words[w] = true
		}
	}
	if err := writeDocuments(ctx, q, docs, words); err != nil {
		return err
	}
	drop := make([]uuid.UUID, 0, len(gone))
	for id := range gone {
		drop = append(drop, id)
	}
	if _, err = q.DropDocuments(ctx, drop); err != nil {
		return err
	}
	return q.NextGeneration(ctx)
}

func writeDocuments(ctx context.Context, q *searchdb.Queries, docs []searchdb.WriteDocumentsParams, words map[string]bool) error {
	if len(docs) == 0 {
		return nil
	}
	var labels []string
	for _, d := range docs {
		labels = append(labels, d.CategoryLabels, d.LanguageLabels)
	}
	if err := q.AddLabelSets(ctx, unique(labels)); err != nil {
		return err
	}
	if err := firstError(func(each func(int, error)) { q.WriteDocuments(ctx, docs).Exec(each) }); err != nil {
		return err
	}
	list := make([]string, 0, len(words))
	for w := range words {
		list = append(list, w)
	}
	slices.Sort(list) // one order of locks
	return q.AddWords(ctx, list)
}

// place gives a practitioner who named a city but no point the city's, so that "near me" finds them too.
func (s *Service) place(r *searchdb.SourcesRow) {
	if r.Latitude != nil || r.City == "" || s.Places == nil {
		return
	}
	if lat, lon, ok := s.Places.Locate(r.City, r.Country); ok {
		r.Latitude, r.Longitude, r.S2Cell = &lat, &lon, catalog.CellOf(lat, lon)
	}
}

// Reindex is ReindexTx in transactions of its own, a batch each.
func (s *Service) Reindex(ctx context.Context, ids ...uuid.UUID) error {
	for batch := range slices.Chunk(ids, indexBatch) {
		err := s.DB.InTx(ctx, func(tx db.Tx) error { return s.ReindexTx(ctx, tx, batch...) })
		if err != nil {
			return err
		}
	}
	return nil
}

// CatchUp rebuilds whatever differs from the catalogue and reports how many documents that were. It can be stopped at
// any point and run again.
func (s *Service) CatchUp(ctx context.Context) (int, error) {
	ids, err := on(s.DB).StaleDocuments(ctx)
	if err != nil {
		return 0, err
	}
	return len(ids), s.Reindex(ctx, ids...)
}

// ReindexAll rebuilds every document and then the words: for a new version of the index.
func (s *Service) ReindexAll(ctx context.Context) error {
	ids, err := on(s.DB).EveryDocument(ctx)
	if err != nil {
		return err
	}
	if err := s.Reindex(ctx, ids...); err != nil {
		return err
	}
	return s.Recount(ctx)
}
