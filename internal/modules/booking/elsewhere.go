package booking

import (
	"context"
	"slices"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/modules/schedule"

	"github.com/google/uuid"
)

// EventsElsewhere are the events after which a calendar elsewhere has to follow a booking.
var EventsElsewhere = []string{"booking.confirmed", "booking.moved", "booking.cancelled"}

// standing are the statuses of a booking that has a place in the practitioner's own calendar.
var standing = []Status{Confirmed, InSession, Completed, NoShow}

// Elsewhere shows a booking as the practitioner's own calendar is to have it. Like the feed it names service, time and
// code, never the client: who else sees that calendar is not ours to know. Errors: ErrNotFound.
func (s *Service) Elsewhere(ctx context.Context, id uuid.UUID) (schedule.Booked, error) {
	b, err := s.read(ctx, id)
	if err != nil {
		return schedule.Booked{}, err
	}
	e := s.Notices.entry(b, toPractitioner, b.Code, "")
	e.Stamp = b.CreatedAt.Add(time.Duration(b.InviteSequence) * time.Second) // the same words are the same event
	return schedule.Booked{Practitioner: b.PractitionerID, Entry: e, Stands: slices.Contains(standing, b.Status)}, nil
}

// StandingOf lists a practitioner's bookings that stand and are not over, for a calendar that begins to follow them.
func (s *Service) StandingOf(ctx context.Context, practitioner uuid.UUID) ([]uuid.UUID, error) {
	now := s.Clock.Now()
	rows, err := bookingdb.New(s.DB).FeedOf(ctx, bookingdb.FeedOfParams{PractitionerID: practitioner, Since: now, Until: now.Add(feedAhead)})
	if err != nil {
		return nil, err
	}
	out := []uuid.UUID{}
	for i := range rows {
		if b := fromRow(&rows[i]); b.Status == Confirmed {
			out = append(out, b.ID)
		}
	}
	return out, nil
}
