package schedule

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/schedule/slots"
)

// nearDays is how far around a time Near looks.
const nearDays = 14 * 24 * time.Hour

// Near lists up to n starts that can be booked now, the closest to at first; at itself comes first when it is free.
func (s *Service) Near(ctx context.Context, o Offering, at time.Time, n int) ([]time.Time, error) {
	now := s.Clock.Now()
	from := at.Add(-nearDays / 2)
	if from.Before(now) {
		from = now
	}
	list, err := s.Slots(ctx, s.DB, Ask{Offering: o, From: from, To: from.Add(nearDays), Now: now})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, func(a, b slots.Slot) int {
		return int(a.Start.Sub(at).Abs()/time.Second - b.Start.Sub(at).Abs()/time.Second)
	})
	out := make([]time.Time, 0, n)
	for _, slot := range list[:min(n, len(list))] {
		out = append(out, slot.Start)
	}
	return out, nil
}
