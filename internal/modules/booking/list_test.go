package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

// TestAHoldThatEndedWasNoBooking: times somebody tapped and left are nobody's history; a booking that ended is.
func TestAHoldThatEndedWasNoBooking(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	me := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	if err := s.Release(t.Context(), me, s.hold(me, monday)); err != nil {
		t.Fatal(err)
	}
	s.hold(me, monday.Add(2*time.Hour))
	s.clock.Advance(16 * time.Minute)
	if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	b := s.book(me, monday)
	if _, _, err := s.Cancel(t.Context(), me, b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	past, total, err := s.Mine(t.Context(), me, false, 1, 10)
	if err != nil || total != 1 || past[0].ID != b.ID {
		t.Errorf("the client sees %d of %v, %v", total, past, err)
	}
	agenda, total, err := s.Agenda(t.Context(), s.practitioner, booking.AgendaQuery{From: now, To: monday.AddDate(0, 0, 1), Page: 1, Limit: 10})
	if err != nil || total != 1 || agenda[0].ID != b.ID {
		t.Errorf("the practitioner sees %d of %v, %v", total, agenda, err)
	}
}
