package booking_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/db"
	"klear/internal/platform/events"
	"klear/internal/platform/idem"
	"klear/internal/platform/mail"

	"github.com/google/uuid"
)

// far is further off than the gateway reserves money.
var far = monday.AddDate(0, 0, 28)

const (
	offSessionCard = "4000000000000341" // declines while its owner is away
	needsMoney     = "KL402"
	needsMethod    = "KL400"
)

// agree books a far session, to be charged later with a card.
func (s *stage) agree(c booking.Caller, number string) (*booking.Booking, error) {
	s.t.Helper()
	id := s.hold(c, far)
	_, err := s.Pay(s.t.Context(), c, booking.PayRequest{BookingID: id, Method: card(s.t, number), Later: true})
	return mustRead(s, c, id), err
}

func (s *stage) agreed(c booking.Caller, number string) *booking.Booking {
	s.t.Helper()
	b, err := s.agree(c, number)
	if err != nil || b.Status != booking.Confirmed {
		s.t.Fatalf("%+v, %v", b, err)
	}
	return b
}

// at runs the sweep at an instant.
func (s *stage) at(now time.Time) {
	s.t.Helper()
	s.clock.Set(now)
	if err := s.SweepOverdue(s.t.Context(), booking.Sweep{}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) methods(c booking.Caller) []payment.PersonMethod {
	s.t.Helper()
	list, err := s.payments.Methods(s.t.Context(), c.Principal)
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

// TestAFarBookingIsChargedWhenItIsNear: no money moves before the time that was agreed; then it does, once, and no
// reservation had to live for weeks.
func TestAFarBookingIsChargedWhenItIsNear(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, goodCard)
	s.wantSteps(b.ID, "hold done", "keep done", "confirm done")
	s.at(b.ChargeTime().Add(-time.Minute))
	if p := s.paymentOf(b); p.Status != payment.Later || s.account("booking_escrow") != 0 {
		t.Fatalf("charged before its time: %+v", p)
	}
	s.legal()
	s.at(b.ChargeTime().Add(5 * time.Minute))
	s.at(b.ChargeTime().Add(6 * time.Minute))
	if p := s.paymentOf(b); p.CapturedMinor != b.Price.Minor || s.account("booking_escrow") != -b.Price.Minor {
		t.Fatalf("%+v", p)
	}
	s.wantSteps(b.ID, "hold done", "keep done", "confirm done", "authorise done", "capture done")
	s.clock.Set(far.Add(time.Hour))
	if _, err := s.Finish(t.Context(), s.practitioner, b.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	s.legal()
}

// TestOnlyWhatIsFarIsPaidLater: and only by who has an account to take it back with.
func TestOnlyWhatIsFarIsPaidLater(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	for name, try := range map[string]struct {
		c  booking.Caller
		at time.Time
	}{"near": {s.seeker(), monday}, "guest": {guest(), far}} {
		_, err := s.Pay(t.Context(), try.c, booking.PayRequest{BookingID: s.hold(try.c, try.at), Method: card(t, goodCard), Later: true,
			Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}})
		if t.Log(name); err == nil {
			t.Error("paid later")
		}
		want(t, err, booking.ErrNotLater)
	}
}

// TestTheBankAsksOnceWhenAMethodIsKept: the payer answers, comes back, and is not asked at the charge.
func TestTheBankAsksOnceWhenAMethodIsKept(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b, err := s.agree(c, actionCard)
	want(t, err, payment.ErrActionRequired)
	if b.Status != booking.Held {
		t.Fatalf("%+v", b)
	}
	s.answer(b, true)
	settle := booking.Settle{BookingID: b.ID, PaymentID: s.paymentOf(b).ID}
	if err := s.SettlePayment(t.Context(), settle); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(s, c, b.ID); got.Status != booking.Confirmed || len(s.methods(c)) != 1 {
		t.Fatalf("%+v", got)
	}
	s.at(b.ChargeTime().Add(5 * time.Minute))
	if err := s.SettlePayment(t.Context(), settle); err != nil { // news of the method that comes late
		t.Fatal(err)
	}
	if p := s.paymentOf(b); p.Status != payment.Captured {
		t.Fatalf("%+v", p)
	}
	s.legal()
}

// answer is what the payer does on the bank's page.
func (s *stage) answer(b *booking.Booking, yes bool) {
	s.t.Helper()
	kept, err := s.gateway.FindSaved(s.t.Context(), s.paymentOf(b).MethodID)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.gateway.CompleteChallenge(s.t.Context(), kept.Ref, yes); err != nil {
		s.t.Fatal(err)
	}
}

// TestARefusedChargeIsPaidByLink: both are told, the booking stands for twelve hours, and another card pays for it.
func TestARefusedChargeIsPaidByLink(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, offSessionCard)
	charged := b.ChargeTime().Add(5 * time.Minute)
	s.at(charged)
	got := mustRead(s, c, b.ID)
	if !got.Owes() || !got.PayBy.Equal(charged.Add(12*time.Hour)) {
		t.Fatalf("%+v", got)
	}
	s.legal()
	if sent := s.tell(b, "booking.unpaid"); len(sent) != 2 {
		t.Errorf("%d letters", len(sent))
	}
	_, err := s.Move(t.Context(), c, b.ID, 0, far.Add(time.Hour))
	want(t, err, booking.ErrOwes)
	_, err = s.pay(c, b.ID, declinedCard)
	want(t, err, payment.ErrDeclined)
	if _, err := s.pay(c, b.ID, goodCard); err != nil {
		t.Fatal(err)
	}
	got = mustRead(s, c, b.ID)
	if got.Status != booking.Confirmed || got.Owes() {
		t.Fatalf("%+v", got)
	}
	s.at(charged.Add(13 * time.Hour))
	if got = mustRead(s, c, b.ID); got.Status != booking.Confirmed || s.account("booking_escrow") != -b.Price.Minor {
		t.Fatalf("%+v", got)
	}
	s.legal()
}

// tell hands the newest event of its kind to the letter writer, and gives what was sent.
func (s *stage) tell(b *booking.Booking, kind string) []mail.Message {
	s.t.Helper()
	d := events.Delivery{AggregateID: b.ID, Type: kind}
	err := s.db.QueryRow(s.t.Context(), "select id, data from events.event where aggregate_id = $1 and type = $2 order by aggregate_seq desc limit 1", b.ID, kind).Scan(&d.EventID, &d.Data)
	if err == nil {
		s.outbox.take()
		err = s.OnBookingEvent(s.t.Context(), d)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return s.outbox.take()
}

// TestWhatIsNotPaidIsCancelledByRule: the time is free again, last of all, and nothing was taken.
func TestWhatIsNotPaidIsCancelledByRule(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, offSessionCard)
	s.at(b.ChargeTime().Add(5 * time.Minute))
	s.at(b.ChargeTime().Add(12 * time.Hour))
	if got := mustRead(s, c, b.ID); got.Status != booking.Confirmed {
		t.Fatalf("too soon: %+v", got)
	}
	s.at(b.ChargeTime().Add(12*time.Hour + 6*time.Minute))
	if got := mustRead(s, c, b.ID); got.Status != booking.Cancelled || got.EndedBy != "system" {
		t.Fatalf("%+v", got)
	}
	s.wantSteps(b.ID, "keep done", "authorise failed", "confirm compensated", "hold compensated")
	s.hold(guest(), far)
	s.legal()
}

// TestAnAnswerThatNobodyHasIsRead: the gateway took the money, and its answer was lost; and one that it never heard of is
// asked again under the same key.
func TestAnAnswerThatNobodyHasIsRead(t *testing.T) {
	for name, fault := range map[string]sandbox.Fault{"answer lost": sandbox.LoseAnswer, "request lost": sandbox.LoseRequest} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			b := s.agreed(s.seeker(), goodCard)
			s.gateway.Faults.Next(sandbox.OpAuthorise, fault)
			s.gateway.Faults.Next(sandbox.OpFind, sandbox.Fail)
			s.at(b.ChargeTime().Add(5 * time.Minute))
			if p := s.paymentOf(b); p.Status != payment.Unknown {
				t.Fatalf("%+v", p)
			}
			s.legal()
			s.at(b.ChargeTime().Add(10 * time.Minute))
			if p := s.paymentOf(b); p.Status != payment.Captured {
				t.Fatalf("%+v", p)
			}
			if got := s.account("psp_clearing"); got != b.Price.Minor {
				t.Errorf("the gateway holds %d", got)
			}
			s.legal()
		})
	}
}

// TestManyChargesAtOnceAreOne: the job, the sweep and a second process.
func TestManyChargesAtOnceAreOne(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.agreed(s.seeker(), goodCard)
	j := booking.Charge{BookingID: b.ID, PaymentID: s.paymentOf(b).ID}
	s.clock.Set(b.ChargeTime())
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() { _ = s.ChargeKept(t.Context(), j) })
	}
	group.Wait()
	if err := s.ChargeKept(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if p := s.paymentOf(b); p.CapturedMinor != b.Price.Minor || s.account("psp_clearing") != b.Price.Minor {
		t.Fatalf("%+v", p)
	}
	s.legal()
}

// TestWhoLeavesBeforeTheChargePaysNothing: nor is anything shown to go back.
func TestWhoLeavesBeforeTheChargePaysNothing(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, goodCard)
	p, err := s.CancelPreview(t.Context(), c, b.ID)
	if err != nil || p.Refund.Minor != 0 || p.Fee.Minor != 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, back, err := s.Cancel(t.Context(), c, b.ID, booking.Cancellation{}); err != nil || back.Minor != 0 {
		t.Fatalf("%v, %v", back, err)
	}
	s.at(b.ChargeTime().Add(time.Hour))
	if got := s.account("psp_clearing"); got != 0 {
		t.Errorf("%d was taken", got)
	}
	s.legal()
}

// TestTheChargeFollowsAMove: to an earlier time as to a later one.
func TestTheChargeFollowsAMove(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, goodCard)
	for _, start := range []time.Time{far.AddDate(0, 0, 7), far.AddDate(0, 0, -21)} {
		if _, err := s.Move(t.Context(), c, b.ID, 0, start); err != nil {
			t.Fatal(err)
		}
		if p := s.paymentOf(b); !p.ChargeAt.Equal(start.Add(-24 * time.Hour)) {
			t.Errorf("%v is charged at %v", start, p.ChargeAt)
		}
	}
	s.at(far.AddDate(0, 0, -21).Add(-23 * time.Hour))
	if p := s.paymentOf(b); p.Status != payment.Captured {
		t.Fatalf("%+v", p)
	}
	s.legal()
}

// TestARequestIsPaidLaterToo: it waits with its method, and is charged once it was accepted and is near.
func TestARequestIsPaidLaterToo(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := s.seeker()
	declined, err := s.agree(c, goodCard)
	if err != nil || declined.Status != booking.Pending {
		t.Fatalf("%+v, %v", declined, err)
	}
	if _, err := s.Decline(t.Context(), s.practitioner, declined.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	id := s.hold(c, far)
	again := booking.PayRequest{BookingID: id, MethodID: s.methods(c)[0].ID, Later: true}
	if b, err := s.Pay(t.Context(), c, again); err != nil || b.Status != booking.Pending {
		t.Fatalf("%+v, %v", b, err)
	}
	b, err := s.Accept(t.Context(), s.practitioner, id, 0)
	if err != nil || s.paymentOf(b).Status != payment.Later {
		t.Fatalf("%+v, %v", b, err)
	}
	s.at(b.ChargeTime().Add(5 * time.Minute))
	if p := s.paymentOf(b); p.Status != payment.Captured {
		t.Fatalf("%+v", p)
	}
	s.legal()
}

// TestAKeptMethodPaysForWhatIsNear: at once, by its owner alone.
func TestAKeptMethodPaysForWhatIsNear(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	s.agreed(c, goodCard)
	kept := s.methods(c)[0].ID
	other := s.seeker()
	_, err := s.Pay(t.Context(), other, booking.PayRequest{BookingID: s.hold(other, monday), MethodID: kept})
	want(t, err, payment.ErrNoMethod)
	b, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: s.hold(c, monday.Add(2*time.Hour)), MethodID: kept})
	if err != nil || b.Status != booking.Confirmed || s.paymentOf(b).Status != payment.Captured {
		t.Fatalf("%+v, %v", b, err)
	}
	s.legal()
}

// TestAMethodThatIsNeededStays: until another takes its place, or nothing is to be charged with it.
func TestAMethodThatIsNeededStays(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, goodCard)
	old := s.methods(c)[0]
	want(t, s.payments.RemoveMethod(t.Context(), c.Principal, old.ID, uuid.Nil), payment.ErrMethodNeeded)
	want(t, s.payments.RemoveMethod(t.Context(), s.seeker().Principal, old.ID, uuid.Nil), payment.ErrNoMethod)
	next, err := s.payments.AddMethod(t.Context(), c.Principal, "INR", card(t, goodCard), nil, idem.Key{})
	if err != nil || next.Preferred {
		t.Fatalf("%+v, %v", next, err)
	}
	if err := s.payments.RemoveMethod(t.Context(), c.Principal, old.ID, next.ID); err != nil {
		t.Fatal(err)
	}
	list := s.methods(c)
	if len(list) != 1 || list[0].ID != next.ID || !list[0].Preferred || !list[0].Needed || s.paymentOf(b).MethodID != next.ID {
		t.Errorf("%+v", list)
	}
	s.at(b.ChargeTime().Add(5 * time.Minute))
	if p := s.paymentOf(b); p.Status != payment.Captured {
		t.Fatalf("%+v", p)
	}
	if err := s.payments.RemoveMethod(t.Context(), c.Principal, next.ID, uuid.Nil); err != nil {
		t.Fatal(err)
	}
	s.legal()
}

// TestRemovedOrNeeded: many bookings and removals of one method at once. Whatever wins, nothing stands on what is gone.
func TestRemovedOrNeeded(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	for round := range 8 {
		c := s.seeker()
		m, err := s.payments.AddMethod(t.Context(), c.Principal, "INR", card(t, goodCard), nil, idem.Key{})
		if err != nil {
			t.Fatal(err)
		}
		id := s.hold(c, far.Add(time.Duration(round)*time.Hour))
		var removed, booked atomic.Int32
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if s.payments.RemoveMethod(t.Context(), c.Principal, m.ID, uuid.Nil) == nil {
					removed.Add(1)
				}
			})
			group.Go(func() {
				if _, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: id, MethodID: m.ID, Later: true}); err == nil {
					booked.Store(1)
				}
			})
		}
		group.Wait()
		if removed.Load()+booked.Load() != 1 {
			t.Errorf("removed %d times and booked %d", removed.Load(), booked.Load())
		}
	}
	s.legal()
}

// TestTheDatabaseHoldsToTheConsent: whatever the code does, nothing is charged before its time, no booking stands on what
// is not kept, and none is confirmed with nothing behind it.
func TestTheDatabaseHoldsToTheConsent(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := s.seeker()
	b := s.agreed(c, goodCard)
	held := s.hold(c, far.Add(2*time.Hour))
	for sql, code := range map[string]string{
		"update payment.payment set status = 'created', charge_asked_at = charge_at - interval '1 second' where booking_id = $1":                                       "23514",
		"update payment.payment set status = 'captured', captured_minor = amount_minor where booking_id = $1":                                                          "23514",
		"update payment.payment set consented_at = null where booking_id = $1":                                                                                         "23514",
		"update payment.method set status = 'removed', preferred = false, removed_at = now() where id = (select method_id from payment.payment where booking_id = $1)": "KL401",
		"with m as (insert into payment.method (id, person_id, gateway, status, created_at) select gen_random_uuid(), payer_id, 'sandbox', 'asked', now() from payment.payment where booking_id = $1 returning id) update payment.payment set method_id = (select id from m) where booking_id = $1": needsMethod,
	} {
		_, err := s.db.Exec(t.Context(), sql, b.ID)
		if got := db.Code(err); got != code {
			t.Errorf("%s: %v", sql, err)
		}
	}
	_, err := s.db.Exec(t.Context(), "update booking.booking set status = 'confirmed', expires_at = null, seeker_id = $2 where id = $1", held, c.PersonID)
	if db.Code(err) != needsMoney {
		t.Errorf("confirmed without money: %v", err)
	}
}
