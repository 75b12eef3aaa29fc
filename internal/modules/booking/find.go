package booking

import (
	"context"
	"strings"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/identity"

	"github.com/google/uuid"
)

// FindQuery selects from all bookings; what is zero does not narrow. Email is compared as a whole.
type FindQuery struct {
	Code, Email string
	Slug        string // of the practitioner's page
	Status      Status
	From, To    time.Time // of the start; To is exclusive
	After       Key       // where the page before ended
	Limit       int       // 1 to 100
}

// Key is a place in the list of Find.
type Key struct {
	Start time.Time
	ID    uuid.UUID
}

var (
	firstTime = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	lastTime  = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Find lists bookings for an operator, the latest start first, and whether there are more; the next page begins after the
// last one's start and id. Errors: identity's.
func (s *Service) Find(ctx context.Context, by identity.Principal, q FindQuery) (list []*Booking, more bool, err error) {
	if err := identity.Authorize(by, identity.Read, identity.ResBooking, identity.Subject{}); err != nil {
		return nil, false, err
	}
	p, found, err := s.findParams(ctx, q)
	if err != nil || !found {
		return nil, false, err
	}
	limit := min(max(q.Limit, 1), 100)
	p.MaxRows = int32(limit + 1)
	rows, err := bookingdb.New(s.DB).Find(ctx, p)
	if err != nil {
		return nil, false, err
	}
	for i := range rows[:min(len(rows), limit)] {
		list = append(list, fromRow(&rows[i]))
	}
	return list, len(rows) > limit, nil
}

// findParams are the query's; found is false when nobody has the address that is looked for.
func (s *Service) findParams(ctx context.Context, q FindQuery) (p bookingdb.FindParams, found bool, err error) {
	p = bookingdb.FindParams{Code: given(strings.ToUpper(strings.TrimSpace(q.Code))), Slug: given(strings.TrimSpace(q.Slug)), Status: given(string(q.Status)),
		People: []uuid.UUID{}, Since: q.From, Until: q.To, KeyStart: q.After.Start, KeyID: q.After.ID}
	if p.Since.IsZero() {
		p.Since = firstTime
	}
	if p.Until.IsZero() {
		p.Until = lastTime
	}
	if p.KeyStart.IsZero() {
		p.KeyStart, p.KeyID = lastTime, uuid.Max
	}
	if email := strings.TrimSpace(q.Email); email != "" {
		p.People, err = s.People.IDsByEmail(ctx, s.DB, email)
		return p, len(p.People) > 0, err
	}
	return p, true, nil
}

func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
