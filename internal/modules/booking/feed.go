package booking

import (
	"context"
	"io"
	"time"

	"klear/internal/modules/booking/internal/bookingdb"
	"klear/internal/platform/ical"

	"github.com/google/uuid"
)

// WriteFeed writes a practitioner's bookings as a calendar to subscribe to. Whoever knows its secret address reads it,
// so it names services and times, never clients.
func (s *Service) WriteFeed(ctx context.Context, w io.Writer, practitionerID uuid.UUID) error {
	now := s.Clock.Now()
	rows, err := bookingdb.New(s.DB).FeedOf(ctx, bookingdb.FeedOfParams{PractitionerID: practitionerID, Since: now.Add(-feedPast), Until: now.Add(feedAhead)})
	if err != nil {
		return err
	}
	f := ical.Feed{Product: s.Notices.Letters.Brand.Now().Name, Name: s.Notices.Letters.Brand.Now().Name, Refresh: 15 * time.Minute}
	for i := range rows {
		b := fromRow(&rows[i])
		f.Entries = append(f.Entries, s.Notices.entry(b, toPractitioner, b.Code, ""))
	}
	return ical.WriteFeed(w, f)
}
