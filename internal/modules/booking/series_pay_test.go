package booking_test

import (
	"errors"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"

	"github.com/google/uuid"
)

func (s *stage) paySeries(c booking.Caller, list []*booking.Booking, dates int, number string) error {
	s.t.Helper()
	return s.PaySeries(s.t.Context(), c, booking.PayRequest{BookingID: list[0].ID, Method: card(s.t, number),
		Contact: booking.Contact{Name: "Kavya", Email: "kavya@example.org"}}, dates)
}

// statuses are those of a series as they are now, in its order.
func (s *stage) statuses(c booking.Caller, b *booking.Booking) (out []booking.Status) {
	s.t.Helper()
	list, err := s.WholeSeries(s.t.Context(), c, b)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, it := range list {
		out = append(out, it.Status)
	}
	return out
}

func (s *stage) wantStatuses(c booking.Caller, b *booking.Booking, want ...booking.Status) {
	s.t.Helper()
	got := s.statuses(c, b)
	if len(got) != len(want) {
		s.t.Fatalf("%v, want %v", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			s.t.Errorf("%d is %s, want %s", i, got[i], want[i])
		}
	}
}

func idsOf(list []*booking.Booking) (out []uuid.UUID) {
	for _, b := range list {
		out = append(out, b.ID)
	}
	return out
}

// TestASeriesIsPaidAtOnce: one call books every date; a card that is declined books none, another one then all.
func TestASeriesIsPaidAtOnce(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	list, err := s.holdSeries(c, mondays(0, 3))
	if err != nil {
		t.Fatal(err)
	}
	want(t, s.paySeries(c, list, 2, goodCard), booking.ErrVersion) // they were told another sum
	want(t, s.paySeries(c, list, 3, declinedCard), payment.ErrDeclined)
	s.wantStatuses(c, list[0], booking.Held, booking.Held, booking.Held)
	if err := s.paySeries(c, list, 3, goodCard); err != nil {
		t.Fatal(err)
	}
	s.wantStatuses(c, list[0], booking.Confirmed, booking.Confirmed, booking.Confirmed)
	if err := s.paySeries(c, list, 3, goodCard); err != nil { // pressed twice
		t.Error(err)
	}
	if paid, err := s.payments.LiveOf(t.Context(), s.db, idsOf(list)); err != nil || len(paid) != 3 {
		t.Errorf("%d payments for three dates: %v", len(paid), err)
	}
	s.balanced()
}

// TestHalfASeriesIsSaid: with one date paid and the card then declined, the rest is held, and given back when wished.
func TestHalfASeriesIsSaid(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	list, err := s.holdSeries(c, mondays(0, 3))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.pay(c, list[0].ID, goodCard); err != nil {
		t.Fatal(err)
	}
	want(t, s.paySeries(c, list, 2, declinedCard), payment.ErrDeclined)
	s.wantStatuses(c, list[0], booking.Confirmed, booking.Held, booking.Held)
	want(t, s.ReleaseTogether(t.Context(), guest(), list[1].ID), nil) // somebody else's wish changes nothing
	s.wantStatuses(c, list[0], booking.Confirmed, booking.Held, booking.Held)
	if err := s.ReleaseTogether(t.Context(), c, list[0].ID); err != nil {
		t.Fatal(err)
	}
	s.wantStatuses(c, list[0], booking.Confirmed, booking.Cancelled, booking.Cancelled)
	if !s.free(list[1].Start) || s.free(list[0].Start) {
		t.Error("not what was given back is free")
	}
}

// TestNothingIsChargedForASeriesThatIsOver, and one that meets another booking is refused before its first date is paid.
func TestNothingIsChargedForASeriesThatIsOver(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	other := catalogtest.Practitioner(t, s.db, catalogtest.PractitionerSpec{})
	list, err := s.holdSeries(c, mondays(0, 3))
	if err != nil {
		t.Fatal(err)
	}
	first := s.serviceID
	s.serviceID = catalogtest.Service(t, s.db, catalogtest.ServiceSpec{Practitioner: other})
	s.open(other)
	b := s.hold(c, mondays(2, 1)[0])
	if _, err := s.pay(c, b, goodCard); err != nil {
		t.Fatal(err)
	}
	s.serviceID = first
	want(t, s.paySeries(c, list, 3, goodCard), booking.ErrOverlap)
	s.wantStatuses(c, list[0], booking.Held, booking.Held, booking.Held)
	if until, err := s.Extend(t.Context(), c, list[1].ID); err != nil || !until.Equal(now.Add(15*time.Minute)) {
		t.Errorf("%v, %v", until, err)
	}
	want(t, func() error { _, err := s.Extend(t.Context(), c, list[0].ID); return err }(), booking.ErrExtended)
	s.clock.Advance(16 * time.Minute)
	want(t, s.paySeries(c, list, 3, goodCard), booking.ErrHoldExpired)
	if paid, err := s.payments.LiveOf(t.Context(), s.db, idsOf(list)); err != nil || len(paid) > 0 {
		t.Errorf("%v, %v", paid, err)
	}
}

// TestTheSumBeforeIsTheSumAfter: what leaving a series gives back is what its preview said.
func TestTheSumBeforeIsTheSumAfter(t *testing.T) {
	bps := 3333
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{LateCancelBps: &bps})
	c := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	list, err := s.holdSeries(c, mondays(0, 4))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.paySeries(c, list, 4, goodCard); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Cancel(t.Context(), c, list[2].ID, booking.Cancellation{}); err != nil {
		t.Fatal(err)
	}
	s.clock.Set(list[1].Start.Add(-time.Hour)) // too late for the second one
	p, err := s.CancelLaterPreview(t.Context(), c, list[1].ID)
	if err != nil || len(p.Bookings) != 2 || p.Bookings[1].ID != list[3].ID || p.Refund.Minor+p.Fee.Minor != 2*list[0].Price.Minor || p.Fee.Minor == 0 {
		t.Fatalf("%+v, %v", p, err)
	}
	_, back, err := s.CancelLater(t.Context(), c, list[1].ID, booking.Cancellation{})
	if err != nil || back != p.Refund {
		t.Errorf("%v went back, %v was promised: %v", back, p.Refund, err)
	}
	_, err = s.CancelLaterPreview(t.Context(), guest(), list[0].ID)
	want(t, err, booking.ErrNotFound)
	s.balanced()
}

// TestASeriesIsAnsweredTogether: all requests are accepted or declined by one answer; the money follows.
func TestASeriesIsAnsweredTogether(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	c := account(catalogtest.Person(t, s.db, "seeker"), identity.Seeker)
	ask := func(from int) []*booking.Booking {
		list, err := s.holdSeries(c, mondays(from, 3))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.paySeries(c, list, 3, goodCard); err != nil {
			t.Fatal(err)
		}
		return list
	}
	yes, no := ask(0), ask(3)
	_, err := s.AcceptTogether(t.Context(), c, yes[0].ID)
	want(t, err, identity.ErrForbidden)
	for range 2 { // the second is a second press
		if _, err := s.AcceptTogether(t.Context(), s.practitioner, yes[1].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.DeclineTogether(t.Context(), s.practitioner, no[2].ID, "On leave"); err != nil {
			t.Fatal(err)
		}
	}
	s.wantStatuses(c, yes[0], booking.Confirmed, booking.Confirmed, booking.Confirmed)
	s.wantStatuses(c, no[0], booking.Declined, booking.Declined, booking.Declined)
	paid, err := s.payments.LiveOf(t.Context(), s.db, idsOf(yes))
	if err != nil || len(paid) != 3 {
		t.Fatalf("%v, %v", paid, err)
	}
	for _, p := range paid {
		if p.Status != payment.Captured {
			t.Errorf("a payment is %s", p.Status)
		}
	}
	if _, err := s.DeclineTogether(t.Context(), s.practitioner, yes[0].ID, ""); !errors.Is(err, booking.ErrState) {
		t.Errorf("declined after it was accepted: %v", err)
	}
	s.balanced()
}
