package reconcile

import (
	"context"
	"maps"
	"slices"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/reconcile/internal/reconciledb"
	"klear/internal/platform/db"
)

// readWithin is how long after its end a day has to have been read. Until then the hourly job tries, and a gateway may be down.
const readWithin = 12 * time.Hour

// UnreadDay is a day (UTC) of a gateway whose report was not read after the day ended: nobody knows what is open on it.
type UnreadDay struct {
	Gateway string
	Day     time.Time
}

// Unread lists the days that should have been read by now and were not, the oldest first, at most so many, and how many there
// are. It is about the gateways that are configured here, and those that the server said it has: an audit may run without their
// keys. It asks nobody for permission: it is for metrics and audits.
func (s *Service) Unread(ctx context.Context, q db.Querier, most int) ([]UnreadDay, int, error) {
	last := dayOf(s.Clock.Now().Add(-readWithin)).AddDate(0, 0, -1)
	rows, err := on(q).Unread(ctx, reconciledb.UnreadParams{Configured: s.gateways(), Last: date(last), Most: int32(most)})
	out, total := make([]UnreadDay, len(rows)), 0
	for i, r := range rows {
		out[i], total = UnreadDay{r.Gateway, dayOf(r.Day.Time)}, int(r.Total)
	}
	return out, total, err
}

// UnreadDays is Unread for operators. Errors: identity's.
func (s *Service) UnreadDays(ctx context.Context, by identity.Principal, most int) ([]UnreadDay, int, error) {
	if err := may(by, identity.Read); err != nil {
		return nil, 0, err
	}
	return s.Unread(ctx, s.DB, most)
}

// CountUnread is for metrics: how many days of each gateway were not read, zeros left out. It asks nobody for permission.
func (s *Service) CountUnread(ctx context.Context, q db.Querier) (map[string]int, error) {
	list, _, err := s.Unread(ctx, q, maxPage)
	out := map[string]int{}
	for _, d := range list {
		out[d.Gateway]++
	}
	return out, err
}

// gateways are those that are configured here and give reports.
func (s *Service) gateways() []string { return slices.Sorted(maps.Keys(s.Reporters)) }
