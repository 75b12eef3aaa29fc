package schedule

import (
	"context"
	"time"

	"klear/internal/modules/schedule/slots"
	"klear/internal/platform/db"
)

// Occurrences lists every date of a series that begins at start: the same wall time in the practitioner's zone, across
// changes of clocks, with the rule that refuses a date or slots.Offered. Notice and booking window are asked of the
// first date only; see slots.Check.
func (s *Service) Occurrences(ctx context.Context, q db.Querier, o Offering, start time.Time, series slots.Series) ([]slots.Occurrence, error) {
	now := s.Clock.Now()
	ask := Ask{Offering: o, From: start, To: start.Add(time.Second), Now: now, Series: series}
	read, err := load(ctx, q, o.practitioners(nil), o.Rooms, spanOf(&ask), now)
	if err != nil {
		return nil, err
	}
	query, err := queryOf(&ask, read)
	if err != nil {
		return nil, err
	}
	list := slots.Occurrences(query, start, 0, nil)
	query.Series = slots.Series{}
	if _, rule := slots.Check(query, start); len(list) > 0 && list[0].Rule == slots.Offered && rule != slots.Offered {
		list[0].Rule = rule // too soon, outside the window, or not on the grid
	}
	return list, nil
}
