package booking_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/payment"
	"klear/internal/modules/promo"
	"klear/internal/platform/db"

	"github.com/google/uuid"
)

// venue is a stage whose service is held in person and may be paid there.
func venue(t *testing.T, p catalogtest.PractitionerSpec) *stage {
	s := newStage(t, p, catalogtest.ServiceSpec{Modes: []string{"at_practitioner"}})
	s.asOwner("update catalog.service set pay_at_venue = true")
	return s
}

func (s *stage) payThere(c booking.Caller, id uuid.UUID) (*booking.Booking, error) {
	s.t.Helper()
	m, err := payment.NewMethod(payment.Venue, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return s.Pay(s.t.Context(), c, booking.PayRequest{BookingID: id, Method: m, Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
}

func (s *stage) bookedThere(c booking.Caller, at time.Time) *booking.Booking {
	s.t.Helper()
	b, err := s.payThere(c, s.hold(c, at))
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *stage) receive(b *booking.Booking) error {
	_, err := s.Receive(s.t.Context(), s.practitioner, b.ID, 0, booking.Cash)
	return err
}

// owes is what practitioners have to repay.
func (s *stage) owes() int64 { return s.account("practitioner_receivable") }

// From the hold to the receipt: nothing is held, the practitioner notes the money, and the platform's part of it is repaid from
// what they earn next.
func TestPaidAtTheVenue(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{})
	c := guest()
	b := s.bookedThere(c, monday)
	if b.Status != booking.Confirmed || !b.AtVenue {
		t.Fatalf("got %+v", b)
	}
	if again, err := s.payThere(c, b.ID); err != nil || again.ID != b.ID {
		t.Fatalf("a second press: %v", err)
	}
	s.legal()
	if err := s.receive(b); !errors.Is(err, booking.ErrTooEarly) {
		t.Fatalf("got %v, want ErrTooEarly", err)
	}
	s.clock.Set(monday.Add(-10 * time.Minute))
	if err := s.receive(b); err != nil {
		t.Fatal(err)
	}
	s.legal()
	if p := s.paymentOf(b); !p.AtVenue() || p.Status != payment.Captured || p.KeptMinor() != b.Price.Minor || p.Method != booking.Cash {
		t.Fatalf("got %+v", p)
	}
	if s.owes() != b.Quote.CommissionMinor() || s.owes() == 0 || s.account("psp_clearing") != 0 || s.account("booking_escrow") != 0 {
		t.Fatalf("the practitioner owes %d of a commission of %d", s.owes(), b.Quote.CommissionMinor())
	}
	if _, err := s.Finish(t.Context(), s.practitioner, b.ID, 0, ""); !errors.Is(err, booking.ErrTooEarly) {
		t.Fatalf("got %v", err)
	}
	s.clock.Set(b.End)
	if _, err := s.Finish(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	card := s.book(guest(), monday.Add(24*time.Hour))
	s.clock.Set(card.End)
	if _, err := s.Finish(t.Context(), s.practitioner, card.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if s.owes() != 0 || -s.account("practitioner_payable") != card.Price.Minor-card.Quote.CommissionMinor()-b.Quote.CommissionMinor() {
		t.Fatalf("owes %d, is owed %d", s.owes(), -s.account("practitioner_payable"))
	}
	s.legal()
}

// One receipt, however often the button is pressed; red when payment_one_live is dropped.
func TestAReceiptIsNotedOnce(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{})
	b := s.bookedThere(guest(), monday)
	s.clock.Set(monday)
	var wg sync.WaitGroup
	var noted atomic.Int32
	for range 20 {
		wg.Go(func() {
			switch err := s.receive(b); {
			case err == nil:
				noted.Add(1)
			case !errors.Is(err, payment.ErrAlreadyLive):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if noted.Load() != 1 || s.owes() != b.Quote.CommissionMinor() {
		t.Fatalf("noted %d times, owes %d", noted.Load(), s.owes())
	}
	s.legal()
}

// Nobody holds money, so nobody keeps or returns any: not of a late cancellation, and not of a client who does not come.
func TestNothingIsKeptOfWhatIsPaidThere(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{})
	c := guest()
	late, missed := s.bookedThere(c, monday), s.bookedThere(guest(), monday.Add(2*time.Hour))
	s.clock.Set(monday.Add(-time.Minute))
	p, err := s.CancelPreview(t.Context(), c, late.ID)
	if err != nil || p.Refund.Minor != 0 || p.Fee.Minor != 0 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if _, back, err := s.Cancel(t.Context(), c, late.ID, booking.Cancellation{Shown: &p.Refund.Minor}); err != nil || back.Minor != 0 {
		t.Fatalf("gave back %v, %v", back, err)
	}
	s.clock.Set(missed.End)
	if _, err := s.NoShow(t.Context(), s.practitioner, missed.ID, 0); err != nil {
		t.Fatal(err)
	}
	if err := s.receive(missed); !errors.Is(err, booking.ErrState) {
		t.Fatalf("got %v; nobody came, nobody paid", err)
	}
	if n := s.count("select count(*) from ledger.entry"); n != 0 {
		t.Fatalf("%d entries", n)
	}
	s.legal()
}

// What was given back from hand to hand is no longer owed for, also when it was repaid meanwhile.
func TestMoneyIsGivenBackAtTheVenue(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{})
	b := s.bookedThere(guest(), monday)
	s.clock.Set(monday)
	if _, err := s.GiveBackAtVenue(t.Context(), s.practitioner, b.ID, 0); !errors.Is(err, booking.ErrNotReceived) {
		t.Fatalf("got %v, want ErrNotReceived", err)
	}
	if err := s.receive(b); err != nil {
		t.Fatal(err)
	}
	card := s.book(guest(), monday.Add(2*time.Hour))
	s.clock.Set(card.End)
	if _, err := s.Finish(t.Context(), s.practitioner, card.ID, 0, ""); err != nil { // repays
		t.Fatal(err)
	}
	if _, err := s.GiveBackAtVenue(t.Context(), s.practitioner, b.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.GiveBackAtVenue(t.Context(), s.practitioner, b.ID, 0); !errors.Is(err, payment.ErrRefundExceeds) {
		t.Fatalf("got %v, want ErrRefundExceeds", err)
	}
	if s.owes() != 0 || -s.account("practitioner_payable") != card.Price.Minor-card.Quote.CommissionMinor() {
		t.Fatalf("owes %d, is owed %d", s.owes(), -s.account("practitioner_payable"))
	}
	if n := s.count("select count(*) from payment.refund where status = 'succeeded'"); n != 1 {
		t.Fatalf("%d refunds", n)
	}
	s.legal()
}

func TestARequestThatIsPaidThere(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{Confirmation: "approval"})
	yes, no := s.bookedThere(guest(), monday), s.bookedThere(guest(), monday.Add(2*time.Hour))
	if yes.Status != booking.Pending {
		t.Fatalf("got %s; the practitioner answers requests", yes.Status)
	}
	s.legal()
	if b, err := s.Accept(t.Context(), s.practitioner, yes.ID, 0); err != nil || b.Status != booking.Confirmed {
		t.Fatalf("%+v, %v", b, err)
	}
	if _, err := s.Decline(t.Context(), s.practitioner, no.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.legal()
}

// Where the practitioner does not want it, or nobody meets, nothing is paid there.
func TestWhereNothingIsPaidThere(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{})
	for name, set := range map[string]string{
		"not wanted": "update catalog.service set pay_at_venue = false, modes = '{at_practitioner}'",
		"online":     "update catalog.service set pay_at_venue = true, modes = '{online}'",
	} {
		s.asOwner(set)
		c := guest()
		if _, err := s.payThere(c, s.hold(c, monday.Add(time.Duration(len(name))*24*time.Hour))); !errors.Is(err, payment.ErrMethod) {
			t.Errorf("%s: got %v, want ErrMethod", name, err)
		}
	}
	paid := s.book(guest(), monday)
	s.clock.Set(monday)
	if err := s.receive(paid); !errors.Is(err, booking.ErrNotAtVenue) {
		t.Errorf("got %v, want ErrNotAtVenue", err)
	}
	s.legal()
}

func TestTheClientIsSentAReceipt(t *testing.T) {
	c := arrange(t, catalogtest.PractitionerSpec{}, "at_practitioner")
	c.asOwner("update catalog.service set pay_at_venue = true")
	b, err := c.payThere(c.client, c.id)
	if err != nil {
		t.Fatal(err)
	}
	c.deliver()
	c.clock.Set(monday)
	if err := c.receive(b); err != nil {
		t.Fatal(err)
	}
	letters := c.deliver()
	if m := letters["client"]; len(letters) != 1 || !strings.Contains(m.Text, b.Code) || !strings.Contains(m.Text, "1,500") {
		t.Fatalf("sent %+v", letters)
	}
}

func (s *stage) count(sql string) (n int) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), sql).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestWhoOwesIsNotPaidAtTheVenue: the place is not offered there any more, what is booked already stays, and the service can
// still be paid in advance.
func TestWhoOwesIsNotPaidAtTheVenue(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{})
	before := s.bookedThere(guest(), monday)
	stopped := false
	s.VenueStopped = func(_ context.Context, _ db.Querier, id uuid.UUID) (bool, error) {
		return stopped && id == before.PractitionerID, nil
	}
	s.bookedThere(guest(), monday.Add(2*time.Hour))
	stopped = true
	c := guest()
	id := s.hold(c, monday.Add(4*time.Hour))
	b, err := s.ByID(t.Context(), c, id)
	if err != nil {
		t.Fatal(err)
	}
	if may, err := s.PayableAtVenue(t.Context(), b); may || err != nil {
		t.Errorf("it is offered: %t, %v", may, err)
	}
	if _, err := s.payThere(c, id); !errors.Is(err, payment.ErrMethod) {
		t.Errorf("got %v, want ErrMethod", err)
	}
	s.clock.Set(monday.Add(-10 * time.Minute))
	if err := s.receive(before); err != nil {
		t.Errorf("what was booked before: %v", err)
	}
}

// TestACodeThatIsWorthMoreThanIsOwed is for paying now: at the venue it would be paid out on the practitioner's word.
func TestACodeThatIsWorthMoreThanIsOwed(t *testing.T) {
	s := venue(t, catalogtest.PractitionerSpec{})
	s.promote("HALF", func(p *promo.Promotion) { p.Bps = 5000 })
	s.promote("TENTH", nil)
	c := s.seeker()
	id := s.hold(c, monday)
	b, err := s.UseCode(t.Context(), c, id, "HALF")
	if err != nil {
		t.Fatal(err)
	}
	if may, err := s.PayableAtVenue(t.Context(), b); err != nil || may {
		t.Errorf("offered: %v, %v", may, err)
	}
	if _, err := s.payThere(c, id); !errors.Is(err, payment.ErrCodeAtVenue) {
		t.Errorf("got %v", err)
	}
	if _, err := s.UseCode(t.Context(), c, id, "TENTH"); err != nil {
		t.Fatal(err)
	}
	if b, err := s.payThere(c, id); err != nil || !b.AtVenue {
		t.Errorf("%+v, %v", b, err)
	}
}
