package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// TestAHoldThatEndedCausesNoLetter: nobody is told of the end of something they never heard of.
func TestAHoldThatEndedCausesNoLetter(t *testing.T) {
	for name, c := range map[string]struct {
		confirmation string
		free         bool
		expires      bool
	}{"declined card, released": {"instant", false, false}, "declined card, expired": {"approval", false, true}, "free, released": {"instant", true, false}} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{Confirmation: c.confirmation}, catalogtest.ServiceSpec{})
			if c.free {
				if _, err := s.db.Exec(t.Context(), "update catalog.service set price_minor = 0 where id = $1", s.serviceID); err != nil {
					t.Fatal(err)
				}
			}
			me := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
			id := s.hold(me, monday)
			if !c.free {
				_, err := s.pay(me, id, declinedCard)
				want(t, err, payment.ErrDeclined)
			}
			if c.expires {
				s.clock.Advance(time.Hour)
				want(t, s.SweepOverdue(t.Context(), booking.Sweep{}), nil)
			} else {
				want(t, s.Release(t.Context(), me, id), nil)
			}
			told := (&correspondence{stage: s, id: id, told: map[uuid.UUID]bool{}}).deliver()
			if len(told) > 0 {
				t.Errorf("sent %v", told)
			}
		})
	}
}

// TestACancelledBookingIsToldToBoth sides.
func TestACancelledBookingIsToldToBoth(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	if _, _, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	if told := (&correspondence{stage: s, id: b.ID, told: map[uuid.UUID]bool{}}).deliver(); len(told) != 2 {
		t.Errorf("sent %v", told)
	}
}
