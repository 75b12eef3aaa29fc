package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/apperr"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// TestASessionThatBeganCannotBeTakenBack: a client who was served must not get the money or another time, not even when
// the practitioner moved the session and never pressed a button.
func TestASessionThatBeganCannotBeTakenBack(t *testing.T) {
	bps := 5000
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &bps})
	c := guest()
	b := s.book(c, monday)
	if _, err := s.Move(t.Context(), s.practitioner, b.ID, 0, monday.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(monday.Add(2 * time.Hour))
	_, err := s.Move(t.Context(), c, b.ID, 0, monday.AddDate(0, 0, 1))
	want(t, err, booking.ErrTooLateToMove)
	_, err = s.CancelPreview(t.Context(), c, b.ID)
	want(t, err, booking.ErrState)
	_, _, err = s.Cancel(t.Context(), c, b.ID, booking.Cancellation{})
	want(t, err, booking.ErrState)
	if _, back, err := s.Cancel(t.Context(), s.practitioner, b.ID, booking.Cancellation{}); err != nil || back != b.Price {
		t.Fatalf("the practitioner, who could not come, gives back %v, %v", back, err)
	}
	s.balanced()
}

// TestARequestMovedAheadIsAnsweredBeforeItsStart: nobody is asked to accept a session whose time has passed.
func TestARequestMovedAheadIsAnsweredBeforeItsStart(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := guest()
	b := s.book(c, monday)
	start := now.Add(6 * time.Hour).Truncate(time.Hour).Add(-30 * time.Minute) // 17:00 in Kolkata, today
	if _, err := s.Move(t.Context(), c, b.ID, 0, start); err != nil {
		t.Fatal(err)
	}
	got := mustRead(s, c, b.ID)
	if got.ExpiresAt.After(start.Add(-time.Hour)) {
		t.Errorf("starts %v, to be answered until %v", start, got.ExpiresAt)
	}
	if _, err := s.Move(t.Context(), c, b.ID, 0, monday); err != nil {
		t.Fatal(err)
	}
	if again := mustRead(s, c, b.ID); !again.ExpiresAt.Equal(got.ExpiresAt) {
		t.Errorf("moving gives the practitioner time until %v", again.ExpiresAt)
	}
}

// TestAnOpenRequestStaysOpenWhenMoved: where others may book over a request, they may at its new time, too.
func TestAnOpenRequestStaysOpenWhenMoved(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	if _, err := s.db.Exec(t.Context(), "update catalog.service set pending_blocks = false where id = $1", s.serviceID); err != nil {
		t.Fatal(err)
	}
	c := guest()
	b := s.book(c, monday)
	s.book(guest(), monday) // as long as nobody was accepted
	if _, err := s.Move(t.Context(), c, b.ID, 0, monday.Add(3*time.Hour)); err != nil {
		t.Fatal(err)
	}
	s.book(guest(), monday.Add(3*time.Hour))
}

// TestASlipInTheAddressIsCorrectedWithTheCard: what a guest typed before a card was declined is not what they meant.
func TestASlipInTheAddressIsCorrectedWithTheCard(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	_, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: id, Method: card(t, declinedCard),
		Contact: booking.Contact{Name: "Kavya", Email: "kavya@exmaple.org"}})
	want(t, err, payment.ErrDeclined)
	b, err := s.pay(c, id, goodCard)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.emailOf(b.SeekerID); got != "kavya@example.org" {
		t.Errorf("the confirmation goes to %s", got)
	}
	s.balanced()
}

// TestWhoSignsInBetweenTwoCardsTakesTheHoldAlong: the booking is the account's, whatever address the guest typed.
func TestWhoSignsInBetweenTwoCardsTakesTheHoldAlong(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	_, err := s.pay(c, id, declinedCard)
	want(t, err, payment.ErrDeclined)
	me := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	me.Access = c.Access
	b, err := s.pay(me, id, goodCard)
	if err != nil || b.SeekerID != me.PersonID {
		t.Fatalf("the booking is %v's, %v", b, err)
	}
	s.balanced()
}

// TestAnAttemptUnderWayKeepsItsPayer: two tabs with two addresses pay one payment.
func TestAnAttemptUnderWayKeepsItsPayer(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	for _, email := range []string{"kavya@example.org", "other@example.org"} {
		_, err := s.Pay(t.Context(), c, booking.PayRequest{BookingID: id, Method: card(t, actionCard), Contact: booking.Contact{Name: "Kavya", Email: email}})
		want(t, err, payment.ErrActionRequired)
	}
	if got := s.emailOf(mustRead(s, c, id).SeekerID); got != "kavya@example.org" {
		t.Errorf("the confirmation goes to %s", got)
	}
}

// TestAPractitionerPaysForNobody: neither by signing in after holding as a guest, nor with somebody else's hold.
func TestAPractitionerPaysForNobody(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	_, err := s.pay(s.practitioner, id, goodCard)
	want(t, err, identity.ErrForbidden)
	both := s.practitioner
	both.Access = c.Access
	_, err = s.pay(both, id, goodCard)
	want(t, err, booking.ErrOwnService)
	if _, err := s.pay(c, id, goodCard); err != nil {
		t.Error(err)
	}
}

// TestAHoldThatIsBeingPaidIsNotReleased: who gives the time back in another tab is told that it is still theirs.
func TestAHoldThatIsBeingPaidIsNotReleased(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	id := s.hold(c, monday)
	_, err := s.pay(c, id, actionCard)
	want(t, err, payment.ErrActionRequired)
	want(t, s.Release(t.Context(), c, id), payment.ErrAlreadyLive)
	paid := s.book(c, monday.Add(2*time.Hour))
	want(t, s.Release(t.Context(), c, paid.ID), payment.ErrAlreadyLive)
	want(t, s.Release(t.Context(), guest(), paid.ID), nil)
}

func (s *stage) emailOf(person uuid.UUID) (email string) {
	s.t.Helper()
	if err := s.db.QueryRow(s.t.Context(), "select email from identity.person where id = $1", person).Scan(&email); err != nil {
		s.t.Fatal(err)
	}
	return email
}

// TestAZoneIsOneOfTheList: the server's own zone, and files beside the list, mean nothing to anybody else.
func TestAZoneIsOneOfTheList(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	for _, zone := range []string{"Local", "right/Asia/Kolkata", "./Asia/Kolkata"} {
		_, err := s.Hold(t.Context(), guest(), booking.HoldRequest{ServiceID: s.serviceID, Start: monday, Zone: zone}, idem.Key{})
		want(t, err, apperr.ErrValidation)
	}
}
