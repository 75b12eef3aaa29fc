package booking

import (
	"context"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"
)

// How much is needed to say how fast somebody answers.
const (
	ResponseOver  = 90 * 24 * time.Hour // how far back answers count
	ResponseLeast = 5                   // requests; fewer say nothing
)

// ResponseTime is how fast a practitioner answers requests.
type ResponseTime struct {
	Requests int           // answered within ResponseOver
	Median   time.Duration // 0 with fewer than ResponseLeast
}

// Known reports whether there were requests enough to say.
func (r ResponseTime) Known() bool { return r.Requests >= ResponseLeast }

// ResponseTime is the caller's own. Errors: identity's.
func (s *Service) ResponseTime(ctx context.Context, c Caller) (ResponseTime, error) {
	if err := identity.Authorize(c.Principal, identity.Read, identity.ResBooking, identity.Subject{Practitioner: c.PersonID}); err != nil {
		return ResponseTime{}, err
	}
	row, err := bookingdb.New(s.DB).ResponseTime(ctx, bookingdb.ResponseTimeParams{PersonID: c.PersonID, Since: s.Clock.Now().Add(-ResponseOver)})
	r := ResponseTime{Requests: int(row.Requests)}
	if r.Known() {
		r.Median = time.Duration(row.MedianSeconds * float64(time.Second))
	}
	return r, err
}
