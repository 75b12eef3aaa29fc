package schedule

import (
	"context"
	"regexp"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/db"
	"klear/internal/platform/ical"

	"github.com/google/uuid"
)

// ourUID finds the booking in the UID of an event that we wrote.
var ourUID = regexp.MustCompile(`(?m)^UID:([0-9a-f-]{36})@`)

// refreshAccount reads a calendar of the practitioner's account. Events of bookings that we wrote take no time: the
// booking itself does.
func (s *Service) refreshAccount(ctx context.Context, src scheduledb.SourceRow, address string) error {
	_, x, _, err := s.account(ctx, src.PractitionerID)
	if err != nil {
		return err
	}
	client, err := s.dav(x.Account)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(src.Zone)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	list, err := client.Events(ctx, address, now.Add(-busyPast), now.Add(busyAhead))
	if err != nil {
		return err
	}
	rows, err := scheduledb.New(s.DB).OurEvents(ctx, src.PractitionerID)
	if err != nil {
		return err
	}
	ours := make(map[string]bool, len(rows))
	for _, r := range rows {
		ours[r.BookingID.String()] = true
	}
	var busy []ical.Interval
	for _, o := range list {
		if m := ourUID.FindSubmatch(o.Data); m != nil && ours[string(m[1])] {
			continue
		}
		got, err := parseBusy(o.Data, zone, src.TentativeBusy, now)
		if err != nil {
			return err
		}
		busy = append(busy, got...)
	}
	return s.DB.InTx(ctx, func(tx db.Tx) error {
		if err := s.storeBusyTx(ctx, tx, src.ID, src.PractitionerID, busy); err != nil {
			return err
		}
		return scheduledb.New(tx).Fetched(ctx, scheduledb.FetchedParams{ID: src.ID, Now: now})
	})
}

// eventAddress is where the event of a booking lies in a calendar.
func eventAddress(calendar string, booking uuid.UUID) string {
	return calendar + booking.String() + ".ics"
}
