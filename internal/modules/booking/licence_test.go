package booking_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

// licence sets the instant from which no new bookings are taken.
func (s *stage) licence(until time.Time) {
	s.t.Helper()
	_, err := s.db.Exec(s.t.Context(), "update catalog.practitioner set licence_expires_on = $1::timestamptz::date, licence_until = $1", until)
	if err != nil {
		s.t.Fatal(err)
	}
}

// TestTheHoldsInstantDecides: the licence ends between hold and payment. What was held before is paid and stands; at the
// very instant of the end nobody holds any more.
func TestTheHoldsInstantDecides(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	end := now.Add(5 * time.Minute)
	s.licence(end)
	before := guest()
	held := s.hold(before, monday)
	stands := s.book(guest(), monday.Add(4*time.Hour))

	s.clock.Set(end)
	_, err := s.Hold(t.Context(), guest(), booking.HoldRequest{ServiceID: s.serviceID, Start: monday.Add(2 * time.Hour)}, idem.Key{})
	want(t, err, booking.ErrServiceClosed)
	if b, err := s.pay(before, held, goodCard); err != nil || b.Status != booking.Confirmed {
		t.Errorf("held before the end: %+v, %v", b, err)
	}
	if b, err := s.ByID(t.Context(), s.practitioner, stands.ID); err != nil || b.Status != booking.Confirmed {
		t.Errorf("booked before the end: %+v, %v", b, err)
	}
	s.balanced()
}

// lapsing is a catalogue in which the licence ends after it was read and before the booking is written.
type lapsing struct {
	booking.Catalog
	end func()
}

func (l lapsing) ServiceForBooking(ctx context.Context, q db.Querier, id uuid.UUID) (catalog.Bookable, error) {
	b, err := l.Catalog.ServiceForBooking(ctx, q, id)
	l.end()
	return b, err
}

// TestNobodyHoldsPastTheEndOfALicence: twenty people at once have read an open practitioner when an operator shortens the
// licence. The database refuses them all. Red without the trigger booking_licence.
func TestNobodyHoldsPastTheEndOfALicence(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	const n = 20
	var read sync.WaitGroup
	read.Add(n)
	var once sync.Once
	s.Catalog = lapsing{s.Catalog, func() { read.Done(); read.Wait(); once.Do(func() { s.licence(now) }) }}
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			_, errs[i] = s.Hold(context.Background(), guest(), booking.HoldRequest{ServiceID: s.serviceID, Start: monday.Add(time.Duration(i%8) * time.Hour)}, idem.Key{})
		})
	}
	wg.Wait()
	for _, err := range errs {
		if !errors.Is(err, booking.ErrServiceClosed) {
			t.Errorf("held past the end: %v", err)
		}
	}
	var kept int
	if err := s.db.QueryRow(t.Context(), "select (select count(*) from booking.booking) + (select count(*) from schedule.occupancy)").Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d rows stay, %v", kept, err)
	}
}
