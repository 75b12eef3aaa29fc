package waiting_test

import (
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestWaitingForATime: from the practitioner's page into the line, from the line to a held time, and booked; the
// practitioner sees who waits and nothing of how to reach them.
func TestWaitingForATime(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.Account("kavya@example.org", identity.Seeker)
	visitor, b := s.Browser(), s.SignedIn("kavya@example.org")
	path := "/p/" + pro.Slug + "/waiting"
	if to := visitor.Get(path).Path; !strings.HasPrefix(to, "/sign-in") {
		t.Errorf("a visitor is led to %s", to)
	}
	if links := b.Get("/p/"+pro.Slug).All("a", "href", path); len(links) == 0 {
		t.Fatal("nothing leads to the line")
	}
	form := b.Get(path+"?service="+pro.ServiceID.String()).Want(200, path).Form(path)
	wrong := b.Send(form, "service", pro.ServiceID.String(), "part", "any", "first", "2026-11-23", "last", "2026-11-22")
	if wrong.Status != 422 || !wrong.Has("not before the first") {
		t.Fatalf("%d\n%s", wrong.Status, wrong.Text())
	}
	in := b.Send(wrong.Form(path), "service", pro.ServiceID.String(), "part", "any", "first", "2026-11-23", "last", "2026-11-23").Want(200, "/bookings")
	if !in.Has("First in line") {
		t.Fatalf("the place is not said:\n%s", in.Text())
	}
	changed := b.Send(b.Get(path).Form(path), "service", pro.ServiceID.String(), "part", "any", "first", "2026-11-23", "last", "2026-11-24").Want(200, "/bookings")
	if !changed.Has("Your days are changed") || len(changed.Forms("/leave")) != 1 {
		t.Errorf("other days:\n%s", changed.Text())
	}
	line := s.SignedIn(pro.Slug+"@pro.example").Get("/pro/waiting").Want(200, "/pro/waiting")
	if len(line.All("article", "class", "panel")) != 1 || strings.Contains(line.Body, "kavya@example.org") {
		t.Errorf("who waits:\n%s", line.Text())
	}
	if err := s.Bookings.SweepWaiting(t.Context(), booking.WaitingSweep{}); err != nil {
		t.Fatal(err)
	}
	if held := b.Send(b.Get(path).Form(path), "service", pro.ServiceID.String(), "part", "any", "first", "2026-11-25", "last", "2026-11-25"); held.Status != 409 || !held.Has("You wait for") {
		t.Errorf("%d: other days while a time is held:\n%s", held.Status, held.Text())
	}
	mine := b.Get("/bookings")
	offer := mine.All("a", "href", "/book/")
	if len(offer) != 1 {
		t.Fatalf("nothing is offered:\n%s", mine.Text())
	}
	if other := visitor.Get(webtest.Attr(offer[0], "href")); other.Status != 404 {
		t.Errorf("somebody else sees the offer: %d", other.Status)
	}
	checkout := b.Get(webtest.Attr(offer[0], "href")).Want(200, "/book/")
	b.Send(checkout.Form("/pay"), "method", "card", "card", sandbox.CardSucceeds).Want(200, "/bookings/")
	if after := b.Get("/bookings"); len(after.Forms("/leave")) != 0 {
		t.Errorf("who booked still waits:\n%s", after.Text())
	}
}

// TestLeavingTheLine gives back what was offered.
func TestLeavingTheLine(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.Account("kavya@example.org", identity.Seeker)
	b := s.SignedIn("kavya@example.org")
	path := "/p/" + pro.Slug + "/waiting"
	in := b.Send(b.Get(path).Form(path), "service", pro.ServiceID.String(), "part", "any").Want(200, "/bookings")
	if err := s.Bookings.SweepWaiting(t.Context(), booking.WaitingSweep{}); err != nil {
		t.Fatal(err)
	}
	out := b.Send(in.Form("/leave")).Want(200, "/bookings")
	if len(out.Forms("/leave")) != 0 {
		t.Errorf("still in line:\n%s", out.Text())
	}
	var live int
	if err := s.DB.QueryRow(t.Context(), "select count(*) from booking.booking where status = 'held'").Scan(&live); err != nil || live != 0 {
		t.Errorf("%d times are still held: %v", live, err)
	}
}
