package bookings_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/webtest"
)

// asked is a guest's browser with a booking for which its practitioner proposed two times of the next day.
func asked(t *testing.T, s *webtest.Stage) (b *webtest.Browser, path string, times []time.Time) {
	t.Helper()
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b = s.Browser()
	path = booked(t, s, b, pro, "2026-11-23")
	next := time.Date(2026, 11, 24, 5, 30, 0, 0, time.UTC)
	times = []time.Time{next, next.Add(2 * time.Hour)}
	who := booking.Caller{Principal: identity.Principal{PersonID: pro.Person.ID, Role: identity.Practitioner, Verified: true}}
	it, err := s.Bookings.ByCode(t.Context(), who, strings.TrimPrefix(path, "/bookings/"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bookings.Propose(t.Context(), who, it.ID, 0, times); err != nil {
		t.Fatal(err)
	}
	return b, path, times
}

func TestTheClientTakesAProposedTime(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b, path, times := asked(t, s)
	page := b.Get(path)
	if got := page.All("input", "name", "at"); len(got) != 2 || !page.Has("asks for another time") {
		t.Fatalf("%d times\n%s", len(got), page.Text())
	}
	if got := b.Send(page.Form("/proposal")); got.Status != 422 || !got.Has("Choose one of the times") {
		t.Errorf("without a choice: %d\n%s", got.Status, got.Text())
	}
	stranger := s.Browser()
	form := page.Form("/proposal")
	if got := stranger.Get(path); got.Status != 404 {
		t.Errorf("a stranger is answered %d", got.Status)
	}
	taken := b.Send(form, "at", times[1].Format(time.RFC3339)).Want(200, path)
	if !taken.Has("The new time stands") || !taken.Has("Tue 24 Nov") || taken.Has("asks for another time") {
		t.Errorf("not moved:\n%s", taken.Text())
	}
	if again := b.Send(form, "at", times[1].Format(time.RFC3339)).Want(200, path); !again.Has("The new time stands") {
		t.Errorf("pressed twice:\n%s", again.Text())
	}
	if late := b.Send(form, "at", times[0].Format(time.RFC3339)).Want(200, path); !late.Has("no longer proposed") {
		t.Errorf("taken from a stale page:\n%s", late.Text())
	}
}

func TestTheClientTakesNone(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	b, path, _ := asked(t, s)
	form := b.Get(path).Form("/proposal/decline")
	got := b.Send(form).Want(200, path)
	if !got.Has("Your booking stays as it is") || !got.Has("Mon 23 Nov") || got.Has("asks for another time") {
		t.Errorf("%s", got.Text())
	}
	if got := b.Send(form).Want(200, path); !got.Has("no longer proposed") {
		t.Errorf("pressed twice:\n%s", got.Text())
	}
}
