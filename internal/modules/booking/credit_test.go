package booking_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/ledger"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/money"

	"github.com/google/uuid"
)

// owe gives somebody credit, as an operator does.
func (s *stage) owe(who booking.Caller, minor int64) {
	s.t.Helper()
	id := uuid.New()
	err := s.db.InTx(s.t.Context(), func(tx db.Tx) error {
		_, err := ledger.PostTx(s.t.Context(), tx, ledger.GoodwillGranted(ledger.Heading{ID: id, Key: "goodwill:" + id.String(), At: now}, who.PersonID, money.Amount{Minor: minor, Currency: "INR"}))
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) credit(who booking.Caller) int64 {
	s.t.Helper()
	list, err := ledger.Credits(s.t.Context(), s.db, who.PersonID)
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%v, %v", list, err)
	}
	return list[0].Minor
}

func (s *stage) spend(c booking.Caller, at time.Time) (*booking.Booking, error) {
	s.t.Helper()
	return s.Pay(s.t.Context(), c, booking.PayRequest{BookingID: s.hold(c, at), Credit: true, Method: card(s.t, goodCard)})
}

// TestCreditPaysAndComesBack: what covers the price pays without a gateway, is earned like money, and comes back as credit.
func TestCreditPaysAndComesBack(t *testing.T) {
	half := 5000
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &half})
	c := s.seeker()
	s.owe(c, 400_000)
	var list []*booking.Booking
	for day := range 2 {
		b, err := s.spend(c, monday.Add(time.Duration(day)*24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		p := s.paymentOf(b)
		if b.Status != booking.Confirmed || !p.OfCredit() || p.Status != payment.Captured || p.CapturedMinor != b.Price.Minor {
			t.Fatalf("%s, %+v", b.Status, p)
		}
		list = append(list, b)
	}
	if got, want := s.credit(c), 400_000-2*list[0].Price.Minor; got != want {
		t.Errorf("left %d, want %d", got, want)
	}
	if _, back, err := s.Cancel(t.Context(), c, list[1].ID, booking.Cancellation{}); err != nil || back != list[1].Price {
		t.Fatalf("back %v, %v", back, err)
	}
	if refunds, err := s.payments.Refunds(t.Context(), s.db, s.paymentOf(list[1]).ID); err != nil || len(refunds) != 1 || refunds[0].Status != payment.RefundSucceeded {
		t.Errorf("%+v, %v", refunds, err)
	}
	s.clock.Set(monday.Add(-time.Hour)) // too late to be free: half is kept
	_, back, err := s.Cancel(t.Context(), c, list[0].ID, booking.Cancellation{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.credit(c), 400_000-list[0].Price.Minor+back.Minor; got != want || back.Minor == 0 {
		t.Errorf("left %d, want %d", got, want)
	}
	if s.account("psp_clearing") != 0 || -s.account("practitioner_payable")-s.account("platform_revenue") != list[0].Price.Minor-back.Minor {
		t.Error("what was kept is not the practitioner's and the platform's")
	}
	if off, err := s.VerifyPairs(t.Context(), s.db, s.clock.Now()); err != nil || len(off) > 0 {
		t.Errorf("%v, %v", off, err)
	}
	s.balanced()
}

// TestARequestPaidWithCreditThatIsDeclined gives it back at once.
func TestARequestPaidWithCreditThatIsDeclined(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := s.seeker()
	s.owe(c, 200_000)
	b, err := s.spend(c, monday)
	if err != nil || b.Status != booking.Pending {
		t.Fatalf("%v, %v", b, err)
	}
	if off, err := s.VerifyPairs(t.Context(), s.db, s.clock.Now()); err != nil || len(off) > 0 {
		t.Errorf("%v, %v", off, err)
	}
	if _, err := s.Decline(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if s.credit(c) != 200_000 {
		t.Errorf("left %d", s.credit(c))
	}
	s.balanced()
}

// TestManyBookingsAtOnceSpendOneCredit: it covers two of them, and a part of the third, whose rest the card pays.
func TestManyBookingsAtOnceSpendOneCredit(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	holds := make([]uuid.UUID, 3)
	for i := range holds {
		holds[i] = s.hold(c, monday.Add(time.Duration(i)*24*time.Hour))
	}
	s.owe(c, 400_000)
	var ofCredit, byCard atomic.Int64
	var wg sync.WaitGroup
	for _, id := range holds {
		wg.Go(func() {
			b, err := s.Pay(context.Background(), c, booking.PayRequest{BookingID: id, Credit: true, Method: card(t, goodCard)})
			if err != nil {
				t.Error(err)
				return
			}
			list, err := s.payments.ByBooking(context.Background(), s.db, b.ID)
			switch {
			case err != nil:
				t.Error(err)
			case list[0].OfCredit():
				ofCredit.Add(1)
			default:
				byCard.Add(list[0].CapturedMinor)
			}
		})
	}
	wg.Wait()
	if ofCredit.Load() != 2 || s.credit(c) != 0 || byCard.Load() != 50_000 {
		t.Errorf("%d were paid with credit, the card paid %d, %d is left", ofCredit.Load(), byCard.Load(), s.credit(c))
	}
	s.balanced()
}

// newest is the last of several payments of a booking.
func (s *stage) newest(b *booking.Booking) payment.Payment {
	s.t.Helper()
	list, err := s.payments.ByBooking(s.t.Context(), s.db, b.ID)
	if err != nil || len(list) < 2 {
		s.t.Fatalf("%d payments, %v", len(list), err)
	}
	return list[0]
}

// TestCreditPaysWhatIsOwed: all of it without a card, or a part beside one.
func TestCreditPaysWhatIsOwed(t *testing.T) {
	for credit, byCard := range map[int64]int64{400_000: 0, 60_000: 90_000} {
		s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
		c := s.seeker()
		b := s.agreed(c, offSessionCard)
		s.at(b.ChargeTime().Add(5 * time.Minute))
		if !mustRead(s, c, b.ID).Owes() {
			t.Fatal("it is not owed")
		}
		s.owe(c, credit)
		r := booking.PayRequest{BookingID: b.ID, Credit: true}
		if byCard > 0 {
			r.Method = card(t, goodCard)
		}
		if _, err := s.Pay(t.Context(), c, r); err != nil {
			t.Fatal(err)
		}
		got, p := mustRead(s, c, b.ID), s.newest(b)
		if got.Status != booking.Confirmed || got.Owes() || p.Status != payment.Captured || p.TakenMinor() != b.Price.Minor || p.OfCredit() != (byCard == 0) || byCard > 0 && p.CapturedMinor != byCard {
			t.Errorf("with %d: %+v, %+v", credit, got, p)
		}
		if left := s.credit(c); left != credit-(b.Price.Minor-byCard) {
			t.Errorf("with %d: %d is left", credit, left)
		}
		s.legal()
		s.balanced()
	}
}

// TestCreditSparesAChargeThatIsToCome: what covers the price pays at once, and nothing is charged; what does not changes nothing.
func TestCreditSparesAChargeThatIsToCome(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, goodCard)
	s.owe(c, b.Price.Minor-1)
	_, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: b.ID, Credit: true})
	want(t, err, booking.ErrCreditShort)
	if p := s.paymentOf(b); p.Status != payment.Later {
		t.Fatalf("the charge that is to come is %s", p.Status)
	}
	s.owe(c, 1)
	var wg sync.WaitGroup
	for range 4 { // a double click
		wg.Go(func() {
			if _, err := s.Pay(context.Background(), c, booking.PayRequest{BookingID: b.ID, Credit: true}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	s.at(b.ChargeTime().Add(5 * time.Minute))
	if p := s.newest(b); !p.OfCredit() || p.Status != payment.Captured || s.credit(c) != 0 || s.account("booking_escrow") != -b.Price.Minor {
		t.Errorf("%+v", p)
	}
	s.legal()
	s.balanced()
}

func TestAVisitorHasNoCredit(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	_, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: s.hold(c, monday), Credit: true, Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
	if err == nil || errors.Is(err, booking.ErrState) {
		t.Errorf("paid with nothing: %v", err)
	}
}

// TestCreditPaysAPart: the card is asked for the rest; declined, the credit is there again; cancelled, both parts go back.
func TestCreditPaysAPart(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	s.owe(c, 60_000)
	id := s.hold(c, monday)
	_, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: id, Credit: true, Method: card(t, declinedCard)})
	if !errors.Is(err, payment.ErrDeclined) || s.credit(c) != 60_000 {
		t.Fatalf("%v, left %d", err, s.credit(c))
	}
	b, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: id, Credit: true, Method: card(t, goodCard)})
	if err != nil || b.Status != booking.Confirmed || s.credit(c) != 0 {
		t.Fatalf("%v, %v, left %d", b, err, s.credit(c))
	}
	list, err := s.payments.ByBooking(t.Context(), s.db, id)
	if err != nil || list[0].CapturedMinor != 90_000 || list[0].CreditMinor != 60_000 || list[0].KeptMinor() != b.Price.Minor {
		t.Errorf("%+v, %v", list[0], err)
	}
	preview, err := s.CancelPreview(t.Context(), c, id)
	if err != nil || preview.Refund != b.Price {
		t.Errorf("%+v, %v", preview, err)
	}
	if _, back, err := s.Cancel(t.Context(), c, id, booking.Cancellation{}); err != nil || back != b.Price || s.credit(c) != 60_000 {
		t.Errorf("back %v, %v, credit %d", back, err, s.credit(c))
	}
	if off, err := s.VerifyPairs(t.Context(), s.db, s.clock.Now()); err != nil || len(off) > 0 {
		t.Errorf("%v, %v", off, err)
	}
	s.balanced()
}
