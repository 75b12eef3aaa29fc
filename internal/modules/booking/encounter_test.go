package booking_test

import (
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

func TestWhatAPractitionerSeesOfASession(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	c := guest()
	first := s.book(c, monday)
	s.clock.Set(monday)
	if _, err := s.Start(t.Context(), s.practitioner, first.ID, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Finish(t.Context(), s.practitioner, first.ID, 0, "Sleeps at two."); err != nil {
		t.Fatal(err)
	}
	went, err := s.Encounter(t.Context(), s.practitioner, first)
	if err != nil || went.Note != "Sleeps at two." || !went.NotedAt.Equal(monday) || !went.Started.Equal(monday) || !went.Ended.Equal(monday) || went.Earlier != 0 {
		t.Errorf("%+v, %v", went, err)
	}
	if err := s.SaveNote(t.Context(), s.practitioner, first.ID, ""); err != nil {
		t.Fatal(err)
	}
	if went, err = s.Encounter(t.Context(), s.practitioner, first); err != nil || went.Note != "" {
		t.Errorf("an emptied note reads %q, %v", went.Note, err)
	}

	second := s.book(c, monday.Add(24*time.Hour))
	if went, err = s.Encounter(t.Context(), s.practitioner, second); err != nil || went.Earlier != 1 || !went.NotedAt.IsZero() {
		t.Errorf("%+v, %v", went, err)
	}
	before, err := s.Together(t.Context(), s.practitioner, []*booking.Booking{first, second})
	if err != nil || len(before) != 2 || before[first.ID] != 0 || before[second.ID] != 1 {
		t.Errorf("%v, %v", before, err)
	}
}

func TestASessionIsNobodyElsesBusiness(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.book(guest(), monday)
	stranger := account(catalogtest.Person(t, s.db, "practitioner"), identity.Practitioner)
	_, err := s.Encounter(t.Context(), stranger, b)
	want(t, err, identity.ErrForbidden)
	if before, err := s.Together(t.Context(), stranger, []*booking.Booking{b}); err != nil || len(before) != 0 {
		t.Errorf("a stranger counts %v, %v", before, err)
	}
	if n, err := s.Upcoming(t.Context(), stranger); err != nil || n != 0 {
		t.Errorf("a stranger has %d ahead, %v", n, err)
	}
	if n, err := s.Upcoming(t.Context(), s.practitioner); err != nil || n != 1 {
		t.Errorf("the practitioner has %d ahead, %v", n, err)
	}
	_, err = s.Upcoming(t.Context(), guest())
	want(t, err, identity.ErrUnauthenticated)
}
