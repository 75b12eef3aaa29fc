package booking_test

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/apperr"
	"klear/internal/platform/idem"

	"github.com/google/uuid"
)

var kavyas = booking.Contact{Name: "Kavya Menon", Email: clientMail}

func (s *stage) offer(o booking.Offer) (*booking.Booking, error) {
	s.t.Helper()
	if o.ServiceID == uuid.Nil {
		o.ServiceID = s.serviceID
	}
	if o.Start.IsZero() {
		o.Start = monday
	}
	if o.SeekerID == uuid.Nil && o.Client == (booking.Contact{}) {
		o.Client = kavyas
	}
	return s.Offer(s.t.Context(), s.practitioner, o)
}

// byLink is the client of an offer, who came by the link of the letter.
func byLink(b *booking.Booking) booking.Caller {
	return booking.Caller{Principal: identity.Principal{Guest: true, BookingID: b.ID}}
}

// TestAnOfferIsPaidByTheClientsLink and stands then, even where the practitioner is otherwise asked first.
func TestAnOfferIsPaidByTheClientsLink(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	b, err := s.offer(booking.Offer{})
	if err != nil || b.Status != booking.Held || !b.ExpiresAt.Equal(now.Add(booking.OfferFor)) {
		t.Fatalf("%+v, %v", b, err)
	}
	if list, err := s.Offers(t.Context(), s.practitioner); err != nil || len(list) != 1 || list[0].ID != b.ID {
		t.Errorf("%v, %v", list, err)
	}
	s.clock.Advance(47 * time.Hour)
	if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	paid, err := s.pay(byLink(b), b.ID, goodCard)
	if err != nil || paid.Status != booking.Confirmed {
		t.Fatalf("%+v, %v", paid, err)
	}
	if list, _ := s.Offers(t.Context(), s.practitioner); len(list) != 0 {
		t.Errorf("it still waits: %v", list)
	}
	s.balanced()
}

// TestAnOfferNobodyPaysEnds by itself, and its time is free again.
func TestAnOfferNobodyPaysEnds(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, err := s.offer(booking.Offer{For: 2 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Hold(t.Context(), guest(), booking.HoldRequest{ServiceID: s.serviceID, Start: monday}, idem.Key{})
	want(t, err, schedule.ErrTaken)
	s.clock.Advance(2 * time.Hour)
	s.hold(guest(), monday) // before any sweep
	if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	if now, err := s.ByID(t.Context(), s.practitioner, b.ID); err != nil || now.Status != booking.Expired {
		t.Errorf("%v, %v", now, err)
	}
	_, err = s.pay(byLink(b), b.ID, goodCard)
	want(t, err, booking.ErrHoldExpired)
}

// TestOffersAndBookersRaceForOneTime: one of them gets it, however many there are of each. Without no_overlap several do.
func TestOffersAndBookersRaceForOneTime(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	var won, lost atomic.Int32
	count := func(err error) {
		switch {
		case err == nil:
			won.Add(1)
		case errors.Is(err, schedule.ErrTaken):
			lost.Add(1)
		default:
			t.Error(err)
		}
	}
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			if i%2 == 0 {
				_, err := s.Hold(t.Context(), guest(), booking.HoldRequest{ServiceID: s.serviceID, Start: monday}, idem.Key{})
				count(err)
				return
			}
			_, err := s.offer(booking.Offer{AnyTime: i%4 == 1})
			count(err)
		})
	}
	wg.Wait()
	var rows int
	if err := s.db.QueryRow(t.Context(), "select count(*) from schedule.occupancy").Scan(&rows); err != nil || rows != 1 || won.Load() != 1 || lost.Load() != 23 {
		t.Errorf("%d rows, %d won, %d lost, %v", rows, won.Load(), lost.Load(), err)
	}
}

// TestATimeOutsideTheHours is taken when it is wanted expressly, and never over something that is there, nor in the past.
func TestATimeOutsideTheHours(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	night := monday.Add(-6 * time.Hour)
	_, err := s.offer(booking.Offer{Start: night})
	want(t, err, schedule.ErrNotOffered)
	b, err := s.offer(booking.Offer{Start: night, AnyTime: true})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.offer(booking.Offer{Start: night.Add(30 * time.Minute), AnyTime: true})
	want(t, err, schedule.ErrTaken)
	_, err = s.offer(booking.Offer{Start: now.Add(-time.Hour), AnyTime: true})
	want(t, err, schedule.ErrNotOffered)
	if paid, err := s.pay(byLink(b), b.ID, goodCard); err != nil || paid.Status != booking.Confirmed || !paid.Start.Equal(night) {
		t.Errorf("%+v, %v", paid, err)
	}
}

// TestWhatCostsNothingStandsAtOnce.
func TestWhatCostsNothingStandsAtOnce(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	if _, err := s.db.Exec(t.Context(), "update catalog.service set price_minor = 0"); err != nil {
		t.Fatal(err)
	}
	if b, err := s.offer(booking.Offer{}); err != nil || b.Status != booking.Confirmed {
		t.Errorf("%+v, %v", b, err)
	}
}

func TestWhoMayOffer(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	other := account(catalogtest.Person(t, s.db, "practitioner"), identity.Practitioner)
	for name, c := range map[string]booking.Caller{"another practitioner": other, "nobody": {}, "an operator": account(catalogtest.Person(t, s.db, "admin"), identity.Admin)} {
		if _, err := s.Offer(t.Context(), c, booking.Offer{ServiceID: s.serviceID, Start: monday, Client: kavyas}); !errors.Is(err, catalog.ErrNoService) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, o := range map[string]booking.Offer{"too long": {For: 8 * 24 * time.Hour}, "too short": {For: time.Minute}, "nobody": {Client: booking.Contact{Phone: "1"}}, "no address": {Client: booking.Contact{Name: "A", Email: "x"}}} {
		if _, err := s.offer(o); !errors.Is(err, apperr.ErrValidation) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := s.offer(booking.Offer{SeekerID: s.practitioner.PersonID})
	want(t, err, booking.ErrOwnService)
}

// TestAnOfferIsWithdrawn by who made it and nobody else; not while it is being paid, nor a visitor's hold.
func TestAnOfferIsWithdrawn(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, err := s.offer(booking.Offer{})
	if err != nil {
		t.Fatal(err)
	}
	other := account(catalogtest.Person(t, s.db, "practitioner"), identity.Practitioner)
	for name, c := range map[string]booking.Caller{"another": other, "the client": byLink(b), "nobody": {}} {
		if _, err := s.Withdraw(t.Context(), c, b.ID, 0); !errors.Is(err, booking.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err = s.Withdraw(t.Context(), s.practitioner, b.ID, b.Version+1)
	want(t, err, booking.ErrVersion)
	for range 2 {
		if now, err := s.Withdraw(t.Context(), s.practitioner, b.ID, 0); err != nil || now.Status != booking.Cancelled {
			t.Fatalf("%+v, %v", now, err)
		}
	}
	visitors := s.hold(guest(), monday) // the time is free again
	_, err = s.Withdraw(t.Context(), s.practitioner, visitors, 0)
	want(t, err, booking.ErrNotFound)
}

// TestTheLettersOfAnOffer: the client learns what is kept and until when, the practitioner that nobody paid.
func TestTheLettersOfAnOffer(t *testing.T) {
	for name, c := range map[string]struct {
		then func(s *stage, b *booking.Booking)
		to   map[string]string // what the letter must say, by reader
	}{
		"offered": {func(*stage, *booking.Booking) {}, map[string]string{"client": "keeps this time for you"}},
		"nobody paid": {func(s *stage, _ *booking.Booking) {
			s.clock.Advance(49 * time.Hour)
			if err := s.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"practitioner": "did not take the time"}},
		"withdrawn": {func(s *stage, b *booking.Booking) {
			if _, err := s.Withdraw(t.Context(), s.practitioner, b.ID, 0); err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"client": "no longer keeps"}},
		"paid": {func(s *stage, b *booking.Booking) {
			if _, err := s.pay(byLink(b), b.ID, goodCard); err != nil {
				t.Fatal(err)
			}
		}, map[string]string{"client": "stands", "practitioner": "has booked with you"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			b, err := s.offer(booking.Offer{Zone: "Europe/London"})
			if err != nil {
				t.Fatal(err)
			}
			c.then(s, b)
			sent := (&correspondence{stage: s, id: b.ID, told: map[uuid.UUID]bool{}}).deliver()
			for to, words := range c.to {
				if text := sent[to].Text; !strings.Contains(text, words) {
					t.Errorf("the letter to the %s says %q, want %q", to, text, words)
				}
			}
			if len(sent) != len(c.to) {
				t.Errorf("%d letters, want %d", len(sent), len(c.to))
			}
		})
	}
}

// TestWithTellsWhatTwoHadTogether: offers too, visitors' holds not, and nothing to another practitioner.
func TestWithTellsWhatTwoHadTogether(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, err := s.pay(guest(), s.hold(guest(), monday), goodCard)
	if err == nil {
		t.Fatal("somebody else's hold was paid", b)
	}
	c := guest()
	b = s.book(c, monday.Add(2*time.Hour))
	if err := s.SaveNote(t.Context(), s.practitioner, b.ID, "Sleeps."); err != nil {
		t.Fatal(err)
	}
	if _, err := s.offer(booking.Offer{SeekerID: b.SeekerID, Start: monday.Add(4 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	list, n, err := s.With(t.Context(), s.practitioner, b.SeekerID, 10)
	if err != nil || n != 2 || len(list) != 2 || list[1].Note != "Sleeps." || list[0].Status != booking.Held {
		t.Errorf("%+v, %d, %v", list, n, err)
	}
	other := account(catalogtest.Person(t, s.db, "practitioner"), identity.Practitioner)
	if list, n, err := s.With(t.Context(), other, b.SeekerID, 10); err != nil || n != 0 || len(list) != 0 {
		t.Errorf("another's: %v, %v", list, err)
	}
}
