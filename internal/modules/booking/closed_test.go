package booking_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

// closings are what may happen to a practitioner between a hold and its payment.
var closings = map[string]struct {
	set      string
	minutes  bool // a hold of minutes may still be paid
	licensed bool // it is the licence that ended
}{
	"suspended":     {set: "suspended = true"},
	"rejected":      {set: "verification_status = 'rejected', verified_at = null"},
	"licence ended": {set: "licence_expires_on = '2026-11-19', licence_until = '2026-11-20T00:00Z', licence_ended = true", minutes: true, licensed: true},
	"paused":        {set: "listed = false", minutes: true},
}

func (s *stage) practice(set string) {
	s.t.Helper()
	if _, err := s.db.Exec(s.t.Context(), "update catalog.practitioner set "+set); err != nil {
		s.t.Fatal(err)
	}
}

// closed holds for a payment that was refused because of the practitioner: nothing was charged, and the hold has ended.
func (s *stage) closed(c booking.Caller, id uuid.UUID) {
	s.t.Helper()
	_, err := s.pay(c, id, goodCard)
	want(s.t, err, booking.ErrClosed)
	var status string
	if err := s.db.QueryRow(s.t.Context(), "select status from booking.booking where id = $1", id).Scan(&status); err != nil || status != "expired" {
		s.t.Errorf("it is %s, %v", status, err)
	}
	if paid, err := s.payments.ByBooking(s.t.Context(), s.db, id); err != nil || len(paid) != 0 {
		s.t.Errorf("paid %v, %v", paid, err)
	}
	s.balanced()
}

// TestPayAsksAboutThePractitionerAgain: what is held is paid only with somebody who may still be booked. A pause of their own
// keeps nobody from what was promised before.
func TestPayAsksAboutThePractitionerAgain(t *testing.T) {
	for name, now := range closings {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			who := guest()
			id := s.hold(who, monday)
			offered, err := s.offer(booking.Offer{Start: monday.Add(2 * time.Hour)})
			if err != nil {
				t.Fatal(err)
			}
			s.practice(now.set)
			if !now.minutes {
				s.closed(who, id)
			} else if b, err := s.pay(who, id, goodCard); err != nil || b.Status != booking.Confirmed {
				t.Errorf("the minutes of a hold: %+v, %v", b, err)
			}
			if !now.minutes || now.licensed {
				s.closed(byLink(offered), offered.ID)
			} else if b, err := s.pay(byLink(offered), offered.ID, goodCard); err != nil || b.Status != booking.Confirmed {
				t.Errorf("the offer: %+v, %v", b, err)
			}
		})
	}
}

// TestMoneyOnItsWayToSomebodyWhoClosed goes back: the suspension comes while the gateway thinks.
func TestMoneyOnItsWayToSomebodyWhoClosed(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	who := guest()
	id := s.hold(who, monday)
	s.gateway.meanwhile = func() { s.practice("suspended = true") }
	_, err := s.pay(who, id, goodCard)
	want(t, err, booking.ErrLost)
	if b := mustRead(s, who, id); b.Status != booking.Expired {
		t.Errorf("it is %s", b.Status)
	}
	if paid, err := s.payments.ByBooking(t.Context(), s.db, id); err != nil || len(paid) != 1 || paid[0].KeptMinor() != 0 && paid[0].Status == payment.Captured {
		t.Errorf("%+v, %v", paid, err)
	}
	s.balanced()
}

// TestNobodyMovesToSomebodyWhoClosed: the client stays or leaves.
func TestNobodyMovesToSomebodyWhoClosed(t *testing.T) {
	for name, now := range closings {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			who := guest()
			b := s.book(who, monday)
			s.practice(now.set)
			_, err := s.Move(t.Context(), who, b.ID, 0, monday.Add(3*time.Hour))
			if now.minutes && !now.licensed {
				if err != nil {
					t.Error(err)
				}
			} else if !errors.Is(err, booking.ErrMoveClosed) {
				t.Errorf("moved: %v", err)
			}
			if _, back, err := s.Cancel(t.Context(), who, b.ID, booking.Cancellation{}); err != nil || back != b.Price {
				t.Errorf("cannot leave: %v, %v", back, err)
			}
		})
	}
}

// TestWhatIsKeptEndsWithThePractitioner: offers to clients and to who waits are given up; those of one who may be booked stay.
func TestWhatIsKeptEndsWithThePractitioner(t *testing.T) {
	for name, now := range closings {
		t.Run(name, func(t *testing.T) {
			s, leaver, b := full(t)
			waits, _ := s.wait("Asia/Kolkata")
			s.leave(leaver, b)
			s.offers()
			freed := s.freed(waits)
			offered, err := s.offer(booking.Offer{Start: monday.AddDate(0, 0, 1)})
			if err != nil || freed == nil {
				t.Fatal(freed, err)
			}
			s.practice(now.set)
			if err := s.ReleaseClosed(t.Context(), booking.ReleaseOffers{PractitionerID: b.PractitionerID}); err != nil {
				t.Fatal(err)
			}
			kept := now.minutes && !now.licensed
			for _, id := range []uuid.UUID{freed.BookingID, offered.ID} {
				var status string
				if err := s.db.QueryRow(t.Context(), "select status from booking.booking where id = $1", id).Scan(&status); err != nil || (status == "held") != kept {
					t.Errorf("it is %s, %v", status, err)
				}
			}
		})
	}
}
