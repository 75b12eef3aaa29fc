package safety

import (
	"context"
	"time"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/internal/safetydb"
)

// Year is what a calendar year (UTC) came to: numbers only, of nobody in particular.
type Year struct {
	Year     int
	Messages map[assess.Level]int // moderate, high and critical
	Cases    int                  // for the on-call team
	Soon     int                  // of them taken within 15 minutes
	Outcomes map[Outcome]int
	Open     int // cases without an outcome yet
	Told     int // letters to emergency contacts about danger
}

// CountYear counts a year; 0 is the current one. Operators only. Errors: identity's.
func (s *Service) CountYear(ctx context.Context, by identity.Principal, year int) (Year, error) {
	if err := may(by, identity.Read); err != nil {
		return Year{}, err
	}
	if year == 0 {
		year = s.Clock.Now().UTC().Year()
	}
	out := Year{Year: year, Messages: map[assess.Level]int{}, Outcomes: map[Outcome]int{}}
	since := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	until := since.AddDate(1, 0, 0)
	messages, err := on(s.DB).CountEvents(ctx, safetydb.CountEventsParams{Since: since, Until: until})
	if err != nil {
		return out, err
	}
	for _, m := range messages {
		level, err := assess.ParseLevel(m.Level)
		if err != nil {
			return out, err
		}
		out.Messages[level] = int(m.N)
	}
	cases, err := on(s.DB).CountCases(ctx, safetydb.CountCasesParams{Since: since, Until: until})
	if err != nil {
		return out, err
	}
	for _, c := range cases {
		out.Cases, out.Soon = out.Cases+int(c.N), out.Soon+int(c.Soon)
		if c.Outcome == "" {
			out.Open = int(c.N)
		} else {
			out.Outcomes[Outcome(c.Outcome)] = int(c.N)
		}
	}
	told, err := on(s.DB).CountTold(ctx, safetydb.CountToldParams{Since: since, Until: until})
	out.Told = int(told)
	return out, err
}
