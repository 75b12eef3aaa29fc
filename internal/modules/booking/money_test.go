package booking_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// paymentOf is the live payment of a booking.
func (s *stage) paymentOf(b *booking.Booking) payment.Payment {
	s.t.Helper()
	list, err := s.payments.ByBooking(s.t.Context(), s.db, b.ID)
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%d payments, %v", len(list), err)
	}
	return list[0]
}

// TestTheFeeOfALateCancellationStays: the recovery job of a payment, and its gateway's late webhooks, still come after
// the booking was cancelled.
func TestTheFeeOfALateCancellationStays(t *testing.T) {
	for name, bps := range map[string]int{"half": 5000, "all": 10_000} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &bps})
			c := guest()
			b := s.book(c, monday)
			s.clock.Set(monday.Add(-time.Hour))
			_, back, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.SettlePayment(t.Context(), booking.Settle{BookingID: b.ID, PaymentID: s.paymentOf(b).ID}); err != nil {
				t.Fatal(err)
			}
			if got := s.paymentOf(b).RefundedMinor; got != back.Minor {
				t.Errorf("refunded %d, agreed were %d", got, back.Minor)
			}
			s.balanced()
		})
	}
}

// TestACaptureThatComesAfterTheSessionIsEarned: the gateway did not answer until the session was over.
func TestACaptureThatComesAfterTheSessionIsEarned(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	s.gateway.deaf = true
	if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(monday.Add(time.Hour))
	if _, err := s.Finish(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.gateway.deaf = false
	if err := s.CapturePayment(t.Context(), booking.Capture{BookingID: b.ID, PaymentID: s.paymentOf(b).ID}); err != nil {
		t.Fatal(err)
	}
	if p := s.paymentOf(b); p.Status != payment.Captured || p.EarnedAt == nil || s.account("booking_escrow") != 0 {
		t.Errorf("%s, earned %v, %d left in escrow", p.Status, p.EarnedAt, s.account("booking_escrow"))
	}
	s.balanced()
}

// TestCancelledWhileTheCaptureWasOnItsWay: the money comes, goes back, and the job that wanted to give it up is done.
func TestCancelledWhileTheCaptureWasOnItsWay(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	s.gateway.deaf = true
	if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	s.gateway.deaf = false
	p := s.paymentOf(b)
	want(t, s.CapturePayment(t.Context(), booking.Capture{BookingID: b.ID, PaymentID: p.ID}), nil)
	want(t, s.VoidPayment(t.Context(), booking.Void{PaymentID: p.ID}), nil)
	if p = s.paymentOf(b); p.CapturedMinor != 150_000 || p.KeptMinor() != 0 {
		t.Errorf("%d of %d kept", p.KeptMinor(), p.CapturedMinor)
	}
	s.balanced()
}

// TestACaptureThatIsNoLongerWanted: the reservation was given up before the capture's job came, which is then done.
func TestACaptureThatIsNoLongerWanted(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	s.gateway.deaf = true
	if _, err := s.Accept(t.Context(), s.practitioner, b.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	p := s.paymentOf(b)
	want(t, s.VoidPayment(t.Context(), booking.Void{PaymentID: p.ID}), nil)
	want(t, s.CapturePayment(t.Context(), booking.Capture{BookingID: b.ID, PaymentID: p.ID}), nil)
	if p = s.paymentOf(b); p.Status != payment.Voided {
		t.Errorf("the payment is %s", p.Status)
	}
	s.balanced()
}

// TestCancellingAfterAnOperatorsRefund gives back what is left of the refund, not more than was paid.
func TestCancellingAfterAnOperatorsRefund(t *testing.T) {
	for name, goodwill := range map[string]int64{"part": 40_000, "all": 150_000} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			c := guest()
			b := s.book(c, monday)
			admin := account(catalogtest.Person(t, s.db, "admin"), identity.Admin)
			r := payment.AdminRefund{PaymentID: s.paymentOf(b).ID, AmountMinor: goodwill, Reason: "goodwill"}
			if _, err := s.payments.GiveBack(t.Context(), admin.Principal, r, idem.Key{}); err != nil {
				t.Fatal(err)
			}
			if _, back, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{}); err != nil || back.Minor != 150_000-goodwill {
				t.Fatalf("gave back %v, %v", back, err)
			}
			if got := s.paymentOf(b).RefundedMinor; got != 150_000 {
				t.Errorf("refunded %d in all", got)
			}
			s.balanced()
		})
	}
}

// TestAPayerCannotKeepATimeForEver: each attempt to pay keeps the hold alive, but not without end.
func TestAPayerCannotKeepATimeForEver(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	for range 30 {
		_, _, err := s.PrepareIntent(t.Context(), c, booking.PayRequest{BookingID: id, Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
		if err != nil {
			want(t, err, booking.ErrHoldExpired)
			return
		}
		s.clock.Advance(9 * time.Minute)
	}
	t.Error("held for hours without paying")
}

// TestAHoldIsNoPlaceToTryCards: whoever has a list of stolen numbers finds out about ten of them, not about thousands.
func TestAHoldIsNoPlaceToTryCards(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	for range 10 {
		_, err := s.pay(c, id, declinedCard)
		want(t, err, payment.ErrDeclined)
	}
	_, err := s.pay(c, id, goodCard)
	want(t, err, booking.ErrTooManyCards)
}

// TestAReasonIsCountedInCharacters: 1,000 letters of Hindi are 3,000 bytes.
func TestAReasonIsCountedInCharacters(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	cancelled, declined := s.book(c, monday), s.book(c, monday.Add(2*time.Hour))
	if _, _, err := s.Cancel(t.Context(), c, cancelled.ID, booking.Cancellation{Reason: strings.Repeat("क", 1000)}); err != nil {
		t.Error(err)
	}
	if _, err := s.Decline(t.Context(), s.practitioner, declined.ID, 0, strings.Repeat("क", 1000)); err != nil {
		t.Error(err)
	}
}

// TestASessionThatWasRefundedStillEnds: an operator's refund of everything leaves nothing to earn, not a stuck session.
func TestASessionThatWasRefundedStillEnds(t *testing.T) {
	for name, finish := range map[string]func(s *stage, b *booking.Booking) (*booking.Booking, error){
		"completed": func(s *stage, b *booking.Booking) (*booking.Booking, error) {
			return s.Finish(t.Context(), s.practitioner, b.ID, 0, "")
		},
		"no show": func(s *stage, b *booking.Booking) (*booking.Booking, error) {
			return s.NoShow(t.Context(), s.practitioner, b.ID, 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			b := s.book(guest(), monday)
			admin := account(catalogtest.Person(t, s.db, "admin"), identity.Admin)
			r := payment.AdminRefund{PaymentID: s.paymentOf(b).ID, Reason: "goodwill"}
			if _, err := s.payments.GiveBack(t.Context(), admin.Principal, r, idem.Key{}); err != nil {
				t.Fatal(err)
			}
			s.clock.Set(monday.Add(time.Hour))
			if _, err := finish(s, b); err != nil {
				t.Error(err)
			}
			s.balanced()
		})
	}
}

// TestAClaimedBookingKeepsItsWords: what a guest wrote stays readable when the booking becomes their account's.
func TestAClaimedBookingKeepsItsWords(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: s.hold(c, monday), Method: card(t, goodCard), Note: "My left knee hurts.",
		Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	owner := catalogtest.Person(t, s.db, "seeker")
	err = s.db.InTx(t.Context(), func(tx db.Tx) error { return s.ClaimTx(t.Context(), tx, owner, []uuid.UUID{b.SeekerID}) })
	if err != nil {
		t.Fatal(err)
	}
	got := mustRead(s, account(owner, identity.Seeker), b.ID)
	if words, err := s.WordsOf(t.Context(), got); err != nil || words.Note != "My left knee hurts." {
		t.Errorf("%+v, %v", words, err)
	}
}

// TestAnAccountIsNotErasedUnderAGuestsBooking: who books signed out with the address of their account is expected too.
func TestAnAccountIsNotErasedUnderAGuestsBooking(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	owner := catalogtest.Person(t, s.db, "seeker")
	if _, err := s.db.Exec(t.Context(), "update identity.person set claimed_by = $1 where id = $2", owner, b.SeekerID); err != nil {
		t.Fatal(err)
	}
	erase := func() error {
		return s.db.InTx(t.Context(), func(tx db.Tx) error { return s.GuardErasureTx(t.Context(), tx, owner) })
	}
	want(t, erase(), booking.ErrUpcoming)
	if _, _, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{Reason: "plans changed"}); err != nil {
		t.Fatal(err)
	}
	want(t, erase(), nil)
}

// TestADisputedBookingIsCancelled: whoever cancels, the practitioner's time is free at once, nothing is promised, and the bank's
// decision sends what was due at that moment, or nothing.
func TestADisputedBookingIsCancelled(t *testing.T) {
	half := 5000
	for name, tt := range map[string]struct {
		by      string
		late    bool
		won     bool
		due     int64 // by the terms at the moment of cancelling
		back    int64 // from here, at the end
		payable int64
	}{
		"by the seeker, won":            {"seeker", false, true, 150_000, 150_000, 0},
		"by the seeker, late, won":      {"seeker", true, true, 75_000, 75_000, -63_750},
		"by the seeker, lost":           {"seeker", false, false, 150_000, 0, 0},
		"by the seeker, late, lost":     {"seeker", true, false, 75_000, 0, 0},
		"by the practitioner, won":      {"practitioner", true, true, 150_000, 150_000, 0},
		"by an operator, lost":          {"admin", true, false, 150_000, 0, 0},
		"the client did not come, won":  {"no_show", true, true, 75_000, 75_000, -63_750},
		"the client did not come, lost": {"no_show", true, false, 75_000, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &half})
			c := guest()
			b := s.book(c, monday)
			p := s.paymentOf(b)
			bank := s.gateway.Gateway
			want(t, bank.OpenDispute(t.Context(), p.ID, "fraudulent"), nil)
			want(t, s.payments.FollowDisputes(t.Context(), p.ID), nil)
			if tt.late {
				s.clock.Set(monday.Add(-time.Hour))
			}
			s.endDisputed(b, map[string]booking.Caller{"seeker": c, "practitioner": s.practitioner, "admin": account(catalogtest.Person(t, s.db, "admin"), identity.Admin)}, tt.by, tt.due)
			if tt.by != "no_show" && !tt.late {
				s.book(guest(), monday) // the time is free
			}
			dispute := s.disputeOf(p)
			want(t, bank.DecideDispute(t.Context(), dispute.Ref, tt.won), nil)
			want(t, s.payments.FollowDisputes(t.Context(), p.ID), nil)
			refunds, err := s.payments.Refunds(t.Context(), s.db, p.ID)
			want(t, err, nil)
			want(t, s.payments.TryStep(t.Context(), "refund:"+refunds[0].ID.String()), nil)
			i, err := bank.Find(t.Context(), p.ID)
			want(t, err, nil)
			var sent int64
			for _, r := range i.Refunds {
				sent += r.AmountMinor
			}
			if sent != tt.back || s.account("client_credit") != 0 || s.account("dispute_loss") != 0 || s.account("dispute_reserve") != 0 || s.account("practitioner_payable") != tt.payable {
				t.Errorf("%d sent, credit %d, loss %d, reserve %d, payable %d", sent, s.account("client_credit"), s.account("dispute_loss"), s.account("dispute_reserve"), s.account("practitioner_payable"))
			}
			s.balanced()
		})
	}
}

// endDisputed ends b by one side, and checks that nothing is promised.
func (s *stage) endDisputed(b *booking.Booking, sides map[string]booking.Caller, by string, due int64) {
	s.t.Helper()
	t := s.t
	if by == "no_show" {
		s.clock.Set(monday.Add(time.Hour))
		_, err := s.NoShow(t.Context(), s.practitioner, b.ID, 0)
		want(t, err, nil)
	} else {
		told, err := s.CancelPreview(t.Context(), sides[by], b.ID)
		if err != nil || !told.Disputed || told.Refund.Minor != 0 || told.Fee.Minor != 0 || told.Due.Minor != due {
			t.Errorf("%+v, %v", told, err)
		}
		ended, back, err := s.Cancel(t.Context(), sides[by], b.ID, booking.Cancellation{Reason: "plans changed", Shown: &told.Refund.Minor})
		if err != nil || back.Minor != 0 || ended.Status != booking.Cancelled {
			t.Fatalf("%v, %v", back, err)
		}
	}
	if waits, err := s.WaitsFor(t.Context(), b); err != nil || waits.Minor != due {
		t.Errorf("%v waits, %v", waits, err)
	}
}

func (s *stage) disputeOf(p payment.Payment) payment.Dispute {
	s.t.Helper()
	list, err := s.payments.Disputes(s.t.Context(), s.db, p.ID)
	if err != nil || len(list) != 1 {
		s.t.Fatalf("%d disputes, %v", len(list), err)
	}
	return list[0]
}

// TestADisputeBetweenPreviewAndCancelling: less than was shown is not given back unseen.
func TestADisputeBetweenPreviewAndCancelling(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	told, err := s.CancelPreview(t.Context(), c, b.ID)
	want(t, err, nil)
	p := s.paymentOf(b)
	want(t, s.gateway.Gateway.OpenDispute(t.Context(), p.ID, "fraudulent"), nil)
	want(t, s.payments.FollowDisputes(t.Context(), p.ID), nil)
	_, _, err = s.Cancel(t.Context(), c, b.ID, booking.Cancellation{Shown: &told.Refund.Minor})
	want(t, err, booking.ErrRefundLess)
	if waits, err := s.WaitsFor(t.Context(), b); err != nil || waits.Minor != 0 {
		t.Errorf("%v waits, %v", waits, err)
	}
	s.balanced()
}
