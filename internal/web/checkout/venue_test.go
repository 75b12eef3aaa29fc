package checkout_test

import (
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

// Where the practitioner wants it so the last way to pay is when the two meet: nothing is charged, and nothing is kept.
func TestPayingWhenTheyMeet(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Modes: []string{"at_practitioner"}})
	b, page := held(t, s, pro)
	if len(page.All("input", "value", "venue")) != 0 {
		t.Fatalf("it is offered though the practitioner does not want it:\n%s", page.Text())
	}
	there := []string{"name", "Kavya Menon", "email", "kavya@example.org", "method", "venue"}
	if no := b.Send(page.Form("/pay"), there...); no.Status != 422 || len(no.All("a", "href", "#method")) == 0 {
		t.Fatalf("%d\n%s", no.Status, no.Text())
	}
	if _, err := s.DB.Exec(t.Context(), "update catalog.service set pay_at_venue = true"); err != nil {
		t.Fatal(err)
	}
	page = b.Get(page.Path).Want(200, page.Path)
	if len(page.All("input", "value", "venue")) != 1 || !page.Has("cancelling costs nothing") {
		t.Fatalf("it is not offered:\n%s", page.Text())
	}
	done := b.Send(page.Form("/pay"), there...).Want(200, "/bookings/")
	if !done.Has("when you meet.") || done.Has("late") {
		t.Errorf("the booking does not say how it is paid:\n%s", done.Text())
	}
	made, err := s.Bookings.ByID(t.Context(), booking.Caller{Principal: identity.Principal{Guest: true, BookingID: holdID(t, page)}}, holdID(t, page))
	if err != nil || made.Status != booking.Confirmed || !made.AtVenue {
		t.Fatalf("got %+v, %v", made, err)
	}
	cancel := b.Get("/bookings/"+made.Code+"/cancel").Want(200, "/bookings/")
	if !cancel.Has("Nothing was charged, and cancelling costs nothing.") {
		t.Errorf("what cancelling means is not said:\n%s", cancel.Text())
	}
}
