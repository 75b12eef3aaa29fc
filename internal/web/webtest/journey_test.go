package webtest_test

import (
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/webtest"
)

const goodCard = "4242 4242 4242 4242"

// TestGuestBooksMovesAndCancelsWithoutScript is the whole way from the landing page, with links and forms only.
func TestGuestBooksMovesAndCancelsWithoutScript(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Practitioner(catalogtest.PractitionerSpec{Slug: "ananya-rao", Name: "Ananya Rao", Headline: "Ayurveda physician"}, catalogtest.ServiceSpec{Name: "First consultation"})
	b := s.Browser()

	home := b.Get("/").Want(200, "/")
	if !home.Has("Ananya Rao") {
		t.Errorf("the landing page does not show who is free first:\n%s", home.Text())
	}
	results := b.Get("/search?q=ayurveda").Want(200, "/search")
	tap := results.Form("/holds")
	at := tap.Buttons["at"]
	if len(at) < 4 {
		t.Fatalf("openings in the results: %v", at)
	}
	checkout := b.Send(tap, "at", at[len(at)-1]).Want(200, "/book/")
	for _, words := range []string{"Ananya Rao", "First consultation", "₹1,500", "Total"} {
		if !checkout.Has(words) {
			t.Errorf("the checkout does not say %q:\n%s", words, checkout.Text())
		}
	}
	done := b.Send(checkout.Form("/pay"), "name", "Kavya Menon", "email", "kavya@example.org", "method", "card", "card", goodCard).Want(200, "/bookings/")
	if !strings.HasSuffix(done.Path, "?new") || !done.Has("What happens next") {
		t.Errorf("confirmation at %s:\n%s", done.Path, done.Text())
	}
	booking := strings.TrimSuffix(done.Path, "?new")

	move := b.Get(booking+"/move").Want(200, booking+"/move") // begins at the booking's own day
	form := move.Form("/move")
	to := move.All("input", "name", "at")
	moved := b.Send(form, "at", webtest.Attr(to[len(to)-1], "value")).Want(200, booking)
	if !moved.Has("Your booking is moved") || b.Get(booking).Has("Your booking is moved") {
		t.Error("the message about the move must be shown once")
	}

	cancel := b.Get(booking+"/cancel").Want(200, booking+"/cancel")
	if !cancel.Has("₹1,500") {
		t.Errorf("the preview does not say what goes back:\n%s", cancel.Text())
	}
	gone := b.Send(cancel.Form("/cancel"), "reason", "time", "note", "Sorry").Want(200, booking)
	if !gone.Has("Your booking is cancelled") || !gone.Has("Refunded ₹1,500") {
		t.Errorf("after cancelling:\n%s", gone.Text())
	}
	if page := b.Get(booking + "/cancel"); page.Path != booking {
		t.Errorf("a cancelled booking can be cancelled again at %s", page.Path)
	}
}

// TestSignedInPersonBooks: the same without typing anything but the way to pay.
func TestSignedInPersonBooks(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{Name: "Vikram Nair"}, catalogtest.ServiceSpec{})
	s.Account("asha@example.org", identity.Seeker)
	b := s.SignedIn("asha@example.org")

	profile := b.Get("/p/"+pro.Slug).Want(200, "/p/"+pro.Slug)
	checkout := b.Send(profile.Form("/holds")).Want(200, "/book/")
	if len(checkout.All("input", "id", "email")) > 0 || !checkout.Has("asha@example.org") {
		t.Error("a known person is asked who they are")
	}
	done := b.Send(checkout.Form("/pay"), "method", "upi").Want(200, "/bookings/")
	code := strings.TrimSuffix(strings.TrimPrefix(done.Path, "/bookings/"), "?new")
	list := b.Get("/bookings").Want(200, "/bookings")
	if !list.Has("Vikram Nair") || len(list.All("a", "href", "/bookings/"+code)) == 0 {
		t.Errorf("the booking is not in the list:\n%s", list.Text())
	}
	if home := b.Get("/"); len(home.All("a", "href", "/bookings/"+code)) == 0 {
		t.Error("the landing page does not offer the next booking first")
	}
	if others := s.Browser().Get("/bookings/" + code); others.Status != 404 {
		t.Errorf("a stranger reads the booking: %d", others.Status)
	}
	s.Account("eve@example.org", identity.Seeker)
	for _, path := range []string{"", "/move", "/cancel", "/calendar.ics"} {
		if res := s.SignedIn("eve@example.org").Get("/bookings/" + code + path); res.Status != 404 {
			t.Errorf("another person's booking%s: %d", path, res.Status)
		}
	}
}
