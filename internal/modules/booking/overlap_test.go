package booking_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// class is a stage on which one person can hold two seats of the same hour.
func class(t *testing.T) (*stage, booking.Caller) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Capacity: 8})
	return s, account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
}

func TestNobodyIsInTwoPlacesAtOnceUnasked(t *testing.T) {
	s, c := class(t)
	first := s.book(c, monday)
	again := s.hold(c, monday)
	_, err := s.pay(c, again, goodCard)
	want(t, err, booking.ErrOverlap)
	if got := s.account("psp_clearing"); got != first.Price.Minor {
		t.Errorf("charged %d", got)
	}
	b, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: again, Method: card(t, goodCard), AllowOverlap: true})
	if err != nil || b.Status != booking.Confirmed {
		t.Errorf("meaning both: %v, %v", b, err)
	}
	later := s.book(c, monday.Add(2*time.Hour))
	if _, err := s.Move(t.Context(), c, later.ID, 0, monday); !errors.Is(err, booking.ErrMoveOverlap) {
		t.Errorf("moved onto another one: %v", err)
	}
	if _, err := s.Move(t.Context(), c, later.ID, 0, monday.Add(4*time.Hour)); err != nil {
		t.Errorf("moved to a free time: %v", err)
	}
	s.balanced()
}

// TestAGuestLearnsNothingOfAnAddress: whoever types somebody's address is not told when they are in a session.
func TestAGuestLearnsNothingOfAnAddress(t *testing.T) {
	s, _ := class(t)
	s.book(guest(), monday)
	s.book(guest(), monday) // the same address
	s.balanced()
}

// TestALatePaymentFindsItsPersonElsewhere: the money comes after the same person booked another seat of that hour.
func TestALatePaymentFindsItsPersonElsewhere(t *testing.T) {
	s, c := class(t)
	late := s.hold(c, monday)
	_, err := s.pay(c, late, lateCard)
	want(t, err, payment.ErrProcessing)
	s.book(c, monday)
	s.clock.Advance(2 * time.Minute)
	if err := s.gateway.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	p := s.paymentOf(mustRead(s, c, late))
	if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: late, PaymentID: p.ID}); err != nil {
		t.Fatal(err)
	}
	if b := mustRead(s, c, late); b.Status != booking.Expired || s.paymentOf(b).KeptMinor() != 0 {
		t.Errorf("%s, keeping %d", b.Status, s.paymentOf(b).KeptMinor())
	}
	s.balanced()
}

// TestOfManySeatsPaidAtOnceOneStands, whatever the code checked before: without the constraint all of them do.
func TestOfManySeatsPaidAtOnceOneStands(t *testing.T) {
	for _, guarded := range []bool{true, false} {
		s, c := class(t)
		if !guarded {
			asOwner(t, s.url, "alter table booking.booking drop constraint booking_seeker_overlap")
		}
		holds := []uuid.UUID{s.hold(c, monday), s.hold(c, monday), s.hold(c, monday)}
		var paid []booking.Settle
		for _, id := range holds { // all past the check, all paid for, none recorded
			_, p, err := s.PrepareIntent(t.Context(), c, booking.PayRequest{BookingID: id})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.payments.Authorise(t.Context(), p.ID, card(t, goodCard), true, ""); err != nil {
				t.Fatal(err)
			}
			paid = append(paid, booking.Settle{BookingID: id, PaymentID: p.ID})
		}
		var wg sync.WaitGroup
		for _, j := range paid {
			wg.Go(func() {
				if err := s.SettlePayment(t.Context(), j); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		stood := 0
		for _, id := range holds {
			if mustRead(s, c, id).Status == booking.Confirmed {
				stood++
			}
		}
		if guarded != (stood == 1) {
			t.Errorf("guarded %v: %d stand", guarded, stood)
		}
		s.balanced()
	}
}

// asOwner runs a statement that the application's role may not.
func asOwner(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
