package saved

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/saved/internal/saveddb"
	"klear/internal/modules/schedule"
	"klear/internal/platform/db"
	"klear/internal/platform/jobs"
)

// maxNews is how many freed starts a letter may fall back on while it waits for the morning.
const maxNews = 8

// Look compares what is free at a practitioner with what was free before, and has their watchers told of what was freed.
// It follows every change of their time; occasion names the change.
func (s *Service) Look(ctx context.Context, practitioner, occasion uuid.UUID) error {
	return s.look(ctx, practitioner, func(ctx context.Context, tx db.Tx, news []time.Time) error {
		if len(news) == 0 {
			return nil
		}
		return s.Jobs.AddTx(ctx, tx, jobs.Job{Args: Spread{PractitionerID: practitioner, Starts: news[:min(len(news), maxNews)], Occasion: occasion}})
	})
}

// Refresh remembers what is free now without telling anybody: a new service or price frees no time.
func (s *Service) Refresh(ctx context.Context, practitioner uuid.UUID) error {
	return s.look(ctx, practitioner, func(context.Context, db.Tx, []time.Time) error { return nil })
}

func (s *Service) look(ctx context.Context, practitioner uuid.UUID, then func(context.Context, db.Tx, []time.Time) error) error {
	if watched, err := on(s.DB).IsWatched(ctx, practitioner); err != nil || !watched {
		return err
	}
	who, err := s.Catalog.PractitionerByID(ctx, practitioner)
	if errors.Is(err, catalog.ErrNoPractitioner) {
		return nil
	} else if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		news, err := s.lookTx(ctx, tx, &who, s.Clock.Now())
		if err != nil {
			return err
		}
		return then(ctx, tx, news)
	})
}

// lookTx replaces the remembered starts by those of now, and returns what was freed since. The row is locked before the
// book is read, so that of two looks at once the later one sees what the earlier one saw.
func (s *Service) lookTx(ctx context.Context, tx db.Tx, who *catalog.Practitioner, now time.Time) ([]time.Time, error) {
	q := on(tx)
	seen, err := q.LockWatch(ctx, saveddb.LockWatchParams{PractitionerID: who.ID, Now: now})
	if err != nil {
		return nil, err
	}
	until := now.Add(lookAhead)
	free, err := s.free(ctx, tx, who, now, until)
	if err != nil {
		return nil, err
	}
	if err := q.KeepWatch(ctx, saveddb.KeepWatchParams{PractitionerID: who.ID, Starts: free, Until: until}); err != nil || !seen.Known {
		return nil, err
	}
	return freed(seen.Starts, free, seen.Until), nil
}

// free lists the starts at which anything of a practitioner can be booked, ascending; none of who is not shown.
func (s *Service) free(ctx context.Context, q db.Querier, who *catalog.Practitioner, from, to time.Time) ([]time.Time, error) {
	out := []time.Time{}
	if !who.Visible() {
		return out, nil
	}
	asks := make([]schedule.Ask, 0, len(who.Services))
	for _, svc := range who.Services {
		asks = append(asks, schedule.Ask{Offering: schedule.OfferingFrom(svc, who.Zone), From: from, To: to, Now: from})
	}
	lists, err := s.Schedule.SlotsOfMany(ctx, q, asks)
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		for _, slot := range list {
			out = append(out, slot.Start)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal), nil
}
