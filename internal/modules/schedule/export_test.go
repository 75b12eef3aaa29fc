package schedule

import (
	"context"
	"time"

	"klear/internal/modules/schedule/internal/scheduledb"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// RefreshNow is the worker that reads a calendar again, called by tests that want it at a certain moment.
func (s *Service) RefreshNow(ctx context.Context, source uuid.UUID) error {
	return s.refresh(ctx, Refresh{SourceID: source})
}

// WriteNow is the worker that brings calendars in step with what is due, called by tests that want it at a certain moment.
func (s *Service) WriteNow(ctx context.Context, bookings ...uuid.UUID) error {
	for _, b := range bookings {
		if err := s.writeEvent(ctx, WriteEvent{b}); err != nil {
			return err
		}
	}
	return nil
}

// WriteLaterTx is what OnBooking notes, for tests without a queue.
func WriteLaterTx(ctx context.Context, tx db.Tx, practitioner, booking uuid.UUID, now time.Time) error {
	_, err := scheduledb.New(tx).WriteLater(ctx, scheduledb.WriteLaterParams{PractitionerID: practitioner, Bookings: []uuid.UUID{booking}, Now: now})
	return err
}
