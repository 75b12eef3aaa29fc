package search

import (
	"context"
	"time"

	"klear/internal/modules/search/internal/searchdb"
	"klear/internal/platform/jobs"
)

// Maintain is the job that keeps the index whole, words and places counted.
type Maintain struct{}

// Kind names the job.
func (Maintain) Kind() string { return "search_maintain" }

// Refresh is the job that looks at openings again.
type Refresh struct{}

// Kind names the job.
func (Refresh) Kind() string { return "search_refresh_openings" }

const (
	maintainEvery = 10 * time.Minute
	refreshEvery  = time.Minute
	repriceEvery  = time.Minute
	refreshAfter  = 15 * time.Minute // how old a look at somebody's openings may become
	refreshBatch  = 2000             // looks a run: 100,000 practitioners are at most 50 minutes old
)

// register puts the module's workers on the queue; called by New, before the queue is opened.
func (s *Service) register() {
	if s.Jobs == nil {
		return
	}
	jobs.Handle(s.Jobs, func(ctx context.Context, _ Maintain) error { return s.Upkeep(ctx) })
	s.Jobs.Every(maintainEvery, Maintain{}, jobs.QueueBulk)
	if s.Prices != nil {
		jobs.Handle(s.Jobs, func(ctx context.Context, _ Reprice) error { return s.FollowPrices(ctx) })
		s.Jobs.Every(repriceEvery, Reprice{}, jobs.QueueBulk)
	}
	if s.Openings == nil {
		return
	}
	jobs.Handle(s.Jobs, func(ctx context.Context, _ Refresh) error { return s.RefreshOpenings(ctx, refreshBatch) })
	s.Jobs.Every(refreshEvery, Refresh{}, jobs.QueueBulk)
}

// Upkeep catches up with whatever was missed and counts words, places and terms again when anything changed.
func (s *Service) Upkeep(ctx context.Context) error {
	if _, err := s.CatchUp(ctx); err != nil {
		return err
	}
	return s.Recount(ctx)
}

// RefreshOpenings looks again at the openings of those documents that were looked at longest ago, at most limit of them.
// What it stores is a factor of the ranking and never shown: a listed time comes from the calendars at the moment of the
// search.
func (s *Service) RefreshOpenings(ctx context.Context, limit int) error {
	ids, err := on(s.DB).LongestUnseen(ctx, searchdb.LongestUnseenParams{Before: s.Clock.Now().Add(-refreshAfter), RowLimit: int32(limit)})
	if err != nil {
		return err
	}
	for len(ids) > 0 {
		batch := ids[:min(maxCandidates, len(ids))]
		ids = ids[len(batch):]
		soonest, err := s.Openings(ctx, batch)
		if err != nil {
			return err
		}
		if err := s.setOpenings(ctx, batch, soonest); err != nil {
			return err
		}
	}
	return nil
}
