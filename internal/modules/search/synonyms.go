package search

import (
	"context"
	"sync"
	"time"

	"klear/internal/modules/search/internal/searchdb"
)

// synonymTTL bounds how long an operator's new synonym takes to work.
const synonymTTL = 5 * time.Minute

const maxSynonymWords = 3

type synonymCache struct {
	mu    sync.Mutex
	terms map[string][]string // term → all terms of its sets
	at    time.Time
}

// sameAs maps each term to all that mean the same or that it hints at, itself included.
func (s *Service) sameAs(ctx context.Context) (map[string][]string, error) {
	c := &s.synonyms
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.Clock.Now()
	if c.terms != nil && now.Sub(c.at) < synonymTTL {
		return c.terms, nil
	}
	rows, err := on(s.DB).Synonyms(ctx)
	if err != nil {
		return nil, err
	}
	sets := map[int32][]string{}
	for _, r := range rows {
		sets[r.SetID] = append(sets[r.SetID], phrase(r.Term))
	}
	terms := make(map[string][]string, len(rows))
	for _, r := range rows {
		term := phrase(r.Term)
		terms[term] = append(terms[term], sets[r.SetID]...)
	}
	hints, err := on(s.DB).Hints(ctx)
	if err != nil {
		return nil, err
	}
	addHints(terms, hints)
	c.terms, c.at = terms, now
	return terms, nil
}

// addHints lets a term lead to what it hints at and to all that means the same as that.
func addHints(terms map[string][]string, hints []searchdb.SearchHint) {
	more := map[string][]string{}
	for _, h := range hints {
		term, means := phrase(h.Term), phrase(h.Means)
		more[term] = append(more[term], term, means)
		more[term] = append(more[term], terms[means]...)
	}
	for term, list := range more {
		terms[term] = unique(append(terms[term], list...))
	}
}
