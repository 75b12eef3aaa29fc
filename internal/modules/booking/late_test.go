package booking_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
)

// slowGateway is the sandbox; things may happen while it thinks.
type slowGateway struct {
	*sandbox.Gateway
	meanwhile func() // before an authorisation is answered; once
	deaf      bool   // captures get no answer
	stubborn  bool   // voids get none
	tens      bool   // it moves tens only, as card networks do of dinars
}

// Step is what it moves multiples of.
func (g *slowGateway) Step(string) int64 {
	if g.tens {
		return 10
	}
	return 1
}

// Authorise lets happen what happens meanwhile.
func (g *slowGateway) Authorise(ctx context.Context, r payment.AuthoriseRequest) (payment.Intent, error) {
	i, err := g.Gateway.Authorise(ctx, r)
	if do := g.meanwhile; do != nil {
		g.meanwhile = nil
		do()
	}
	return i, err
}

// Capture answers unless it is deaf.
func (g *slowGateway) Capture(ctx context.Context, r payment.CaptureRequest) (payment.Intent, error) {
	if g.deaf {
		return payment.Intent{}, errors.New("no answer")
	}
	return g.Gateway.Capture(ctx, r)
}

// Void answers unless it is stubborn.
func (g *slowGateway) Void(ctx context.Context, r payment.VoidRequest) (payment.Intent, error) {
	if g.stubborn {
		return payment.Intent{}, errors.New("no answer")
	}
	return g.Gateway.Void(ctx, r)
}

// lost holds for a payment that came too late: the time is another's, and every coin is on its way back.
func (s *stage) lost(b *booking.Booking, winner *booking.Booking) {
	s.t.Helper()
	if b.Status != booking.Expired {
		s.t.Errorf("the loser's booking is %s", b.Status)
	}
	if p := s.paymentOf(b); p.CapturedMinor != 150_000 || p.RefundedMinor != 150_000 {
		s.t.Errorf("took %d and gave back %d", p.CapturedMinor, p.RefundedMinor)
	}
	if got := s.account("booking_escrow"); got != -winner.Price.Minor {
		s.t.Errorf("%d in escrow, want the winner's only", got)
	}
	if b := mustRead(s, s.practitioner, winner.ID); b.Status != booking.Confirmed {
		s.t.Errorf("the winner's booking is %s", b.Status)
	}
	s.balanced()
}

// TestAPaymentThatTakesLongerThanItsHold: the payer is told at once that the time went to another.
func TestAPaymentThatTakesLongerThanItsHold(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	var winner *booking.Booking
	s.gateway.meanwhile = func() {
		s.clock.Advance(20 * time.Minute)
		winner = s.book(guest(), monday)
	}
	_, err := s.pay(c, id, goodCard)
	want(t, err, booking.ErrLost)
	s.lost(mustRead(s, c, id), winner)
	_, err = s.pay(c, id, goodCard)
	want(t, err, booking.ErrHoldExpired)
}

// TestAnAnswerThatComesLate: the gateway is still thinking when the hold ends, and says yes by webhook.
func TestAnAnswerThatComesLate(t *testing.T) {
	for _, taken := range []bool{true, false} {
		s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
		c := guest()
		id := s.hold(c, monday)
		_, err := s.pay(c, id, lateCard)
		want(t, err, payment.ErrProcessing)
		s.clock.Advance(20 * time.Minute)
		if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
			t.Fatal(err)
		}
		if b := mustRead(s, c, id); b.Status != booking.Held {
			t.Fatalf("while its payment runs the hold is %s", b.Status)
		}
		var winner *booking.Booking
		if taken {
			winner = s.book(guest(), monday)
		}
		if err := s.gateway.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 { // webhooks come more than once
			if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: id, PaymentID: s.paymentOf(mustRead(s, c, id)).ID}); err != nil {
				t.Fatal(err)
			}
		}
		b := mustRead(s, c, id)
		if taken {
			s.lost(b, winner)
		} else if b.Status != booking.Confirmed || s.account("booking_escrow") != -b.Price.Minor {
			t.Errorf("nobody took the time, and it is %s with %d in escrow", b.Status, s.account("booking_escrow"))
		}
		s.balanced()
	}
}

// TestAPayerWhoComesBackLate: their bank's page stays open longer than the hold, and then they say yes.
func TestAPayerWhoComesBackLate(t *testing.T) {
	for _, gaveUp := range []bool{false, true} {
		s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
		c := guest()
		id := s.hold(c, monday)
		_, err := s.pay(c, id, actionCard)
		want(t, err, payment.ErrActionRequired)
		p := s.paymentOf(mustRead(s, c, id))
		s.clock.Advance(20 * time.Minute)
		if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
			t.Fatal(err)
		}
		winner := s.book(guest(), monday)
		if gaveUp { // our books say that it is over; the gateway did not hear of it
			if _, err := s.payments.Record(t.Context(), p.ID, payment.Outcome{Status: payment.Voided}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.gateway.CompleteChallenge(t.Context(), p.GatewayRef, true); err != nil {
			t.Fatal(err)
		}
		if gaveUp {
			if _, err := s.payments.Record(t.Context(), p.ID, payment.Outcome{Status: payment.Captured, GatewayRef: p.GatewayRef, CapturedMinor: p.AmountMinor}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: id, PaymentID: p.ID}); err != nil {
			t.Fatal(err)
		}
		if got := s.account("booking_escrow"); got != -winner.Price.Minor {
			t.Errorf("given up %v: %d in escrow, want the winner's only", gaveUp, got)
		}
		if b := mustRead(s, c, id); b.Status != booking.Expired {
			t.Errorf("given up %v: %s", gaveUp, b.Status)
		}
		s.balanced()
	}
}

// request is a paid request that waits for the practitioner.
func request(t *testing.T) (*stage, *booking.Booking, payment.Payment) {
	t.Helper()
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	return s, b, s.paymentOf(b)
}

// ended holds for a booking that stands no more: its time is free, and nothing was taken.
func (s *stage) ended(id booking.Booking, status booking.Status) {
	s.t.Helper()
	b := mustRead(s, s.practitioner, id.ID)
	if b.Status != status || b.EndedBy != "system" {
		s.t.Errorf("it is %s by %q, want %s by the system", b.Status, b.EndedBy, status)
	}
	if got := s.account("booking_escrow"); got != 0 {
		s.t.Errorf("%d in escrow", got)
	}
	s.hold(guest(), id.Start)
	s.balanced()
}

// TestAReservationThatIsGoneEndsTheBooking: the bank takes its word back before the money is taken, and we learn of it
// when we ask for it.
func TestAReservationThatIsGoneEndsTheBooking(t *testing.T) {
	s, b, p := request(t)
	if _, err := s.gateway.Void(t.Context(), payment.VoidRequest{Ref: p.GatewayRef}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
		t.Fatal(err)
	}
	s.ended(*b, booking.Cancelled)
}

// TestNewsOfAGoneReservation: the same, but a webhook tells us first.
func TestNewsOfAGoneReservation(t *testing.T) {
	for _, outcome := range []payment.Outcome{{Status: payment.Voided}, {Status: payment.Declined, DeclineCode: payment.DeclineAuthExpired}} {
		t.Run("before accepting, "+string(outcome.Status), func(t *testing.T) {
			s, b, p := request(t)
			if _, err := s.payments.Record(t.Context(), p.ID, outcome); err != nil {
				t.Fatal(err)
			}
			_, err := s.Accept(t.Context(), s.practitioner, b.ID, 0)
			want(t, err, booking.ErrUnpaid)
			if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: b.ID, PaymentID: p.ID}); err != nil {
				t.Fatal(err)
			}
			s.ended(*b, booking.Expired)
		})
		t.Run("after accepting, "+string(outcome.Status), func(t *testing.T) {
			s, b, p := request(t)
			s.gateway.deaf = true
			if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
				t.Fatal(err)
			}
			if _, err := s.payments.Record(t.Context(), p.ID, outcome); err != nil {
				t.Fatal(err)
			}
			if err := s.CapturePayment(t.Context(), booking.Capture{BookingID: b.ID, PaymentID: p.ID}); err != nil {
				t.Fatal(err)
			}
			s.ended(*b, booking.Cancelled)
		})
		t.Run("after accepting, by the event, "+string(outcome.Status), func(t *testing.T) {
			s, b, p := request(t)
			s.gateway.deaf = true
			if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
				t.Fatal(err)
			}
			if _, err := s.payments.Record(t.Context(), p.ID, outcome); err != nil {
				t.Fatal(err)
			}
			if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: b.ID, PaymentID: p.ID}); err != nil {
				t.Fatal(err)
			}
			s.ended(*b, booking.Cancelled)
		})
	}
}

// TestASilentGatewayIsAskedAgain: the practitioner's answer stands, and the money is taken when the gateway speaks.
func TestASilentGatewayIsAskedAgain(t *testing.T) {
	s, b, p := request(t)
	s.gateway.deaf = true
	if got, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil || got.Status != booking.Confirmed {
		t.Fatalf("%v, %v", got, err)
	}
	if got := s.account("booking_escrow"); got != 0 {
		t.Fatalf("%d in escrow", got)
	}
	s.gateway.deaf = false
	for range 2 {
		if err := s.CapturePayment(t.Context(), booking.Capture{BookingID: b.ID, PaymentID: p.ID}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.account("booking_escrow"); got != -b.Price.Minor {
		t.Errorf("%d in escrow", got)
	}
	s.balanced()
}

// TestNewsOfAnEarlierAttemptChangesNothing: a card was declined, the next one paid.
func TestNewsOfAnEarlierAttemptChangesNothing(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	_, err := s.pay(c, id, declinedCard)
	want(t, err, payment.ErrDeclined)
	first := s.paymentOf(mustRead(s, c, id))
	if _, err := s.pay(c, id, goodCard); err != nil {
		t.Fatal(err)
	}
	if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: id, PaymentID: first.ID}); err != nil {
		t.Fatal(err)
	}
	if b := mustRead(s, c, id); b.Status != booking.Confirmed {
		t.Errorf("%s", b.Status)
	}
	s.balanced()
}

// TestASessionThatNobodyClosedCompletesItself 48 hours after its end, and what it earned goes where it belongs.
func TestASessionThatNobodyClosedCompletesItself(t *testing.T) {
	for _, opened := range []bool{false, true} {
		s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
		c := guest()
		b := s.book(c, monday)
		if opened {
			s.clock.Set(monday)
			if _, err := s.Start(t.Context(), s.practitioner, b.ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		sweep := func(at time.Time) *booking.Booking {
			s.clock.Set(at)
			if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
				t.Fatal(err)
			}
			return mustRead(s, c, b.ID)
		}
		due := b.End.Add(48 * time.Hour)
		if got := sweep(due.Add(-time.Second)); got.Status == booking.Completed || s.account("practitioner_payable") != 0 {
			t.Errorf("a second early it is %s", got.Status)
		}
		for range 2 {
			if got := sweep(due); got.Status != booking.Completed {
				t.Errorf("it is %s", got.Status)
			}
		}
		if payable, revenue, escrow := -s.account("practitioner_payable"), -s.account("platform_revenue"), s.account("booking_escrow"); payable != 127_500 || revenue != 22_500 || escrow != 0 {
			t.Errorf("practitioner %d, platform %d, escrow %d; want 127500, 22500, 0", payable, revenue, escrow)
		}
		if p := s.paymentOf(b); p.EarnedAt == nil {
			t.Error("nothing was earned")
		}
		s.balanced()
	}
}
