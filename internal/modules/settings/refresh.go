package settings

import (
	"context"
	"time"

	"klear/internal/platform/db"
	"klear/internal/platform/flags"
)

// RefreshEvery is how often a process looks whether another one changed something.
const RefreshEvery = time.Second

// Refresh reads everything into memory when the revision has grown since the last time.
func (s *Service) Refresh(ctx context.Context) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	now, err := on(s.DB).Revision(ctx)
	if err != nil || now == s.revision {
		return err
	}
	err = s.DB.InTx(ctx, func(tx db.Tx) error {
		if now, err = on(tx).Revision(ctx); err != nil {
			return err
		}
		return s.readTx(ctx, tx)
	})
	if err == nil {
		s.revision = now
	}
	return err
}

// readTx reads in one order after the revision: what commits in between is read now and once more later.
func (s *Service) readTx(ctx context.Context, tx db.Tx) error {
	values, err := on(tx).FlagValues(ctx, s.Brand)
	if err != nil {
		return err
	}
	decided := make(map[flags.Name]bool, len(values))
	for _, v := range values {
		decided[flags.Name(v.Name)] = v.IsOn
	}
	rows, err := on(tx).Letters(ctx, s.Brand)
	if err != nil {
		return err
	}
	s.Flags.Set(decided)
	s.letters.Store(wordsOf(rows))
	return nil
}

// Run refreshes until ctx ends. A database that does not answer is tried again: what is in memory holds meanwhile.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(RefreshEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Refresh(ctx); err != nil && ctx.Err() == nil {
				s.Log.Warn("settings could not be read", "error", err)
			}
		}
	}
}

// known makes a change that was just committed hold in this process. Whoever made it need not hear of a failure: the
// next look finds it.
func (s *Service) known(ctx context.Context) {
	if err := s.Refresh(ctx); err != nil {
		s.Log.WarnContext(ctx, "settings could not be read", "error", err)
	}
}
