package checkout_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/payment/gatewaytest"
	"klear/internal/modules/payment/stripe"
	"klear/internal/modules/payment/stripe/stripetest"
	"klear/internal/web/webtest"
)

// At a gateway of the real world nobody types a card here: the payer goes to its page, and what they did there decides.
func TestPayingOnTheGatewaysPage(t *testing.T) {
	t.Parallel()
	server := stripetest.New(t, webtest.Now.UTC)
	s := webtest.New(t, stripe.New(stripe.Options{Key: "sk_test", Memory: gatewaytest.NewMemory(), Label: "Klear Karma", URL: server.URL}))
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	if len(page.All("input", "name", "card")) > 0 || page.Has("4242") {
		t.Fatalf("the page asks for a card:\n%s", page.Text())
	}
	fill := []string{"name", "Kavya Menon", "email", "kavya@example.org", "method", "online"}
	if no := b.Send(page.Form("/pay"), append(fill, "method", "card", "card", "5555 5555 5555 4444")...); no.Status != 422 || strings.Contains(no.Body, "5555") {
		t.Fatalf("status %d for a card number", no.Status)
	}
	away := b.Send(page.Form("/pay"), fill...).Want(200, stripetest.PagePath)
	session := strings.TrimPrefix(away.Path, stripetest.PagePath)
	waiting := b.Get(page.Path).Want(200, page.Path)
	if len(waiting.All("a", "href", server.URL)) == 0 || !waiting.Has("Continue to Stripe") {
		t.Fatalf("the checkout does not lead back to Stripe:\n%s", waiting.Text())
	}
	b.Get(page.Path+"/return").Want(200, page.Path) // back without paying
	if !server.Pay(session, stripetest.Visa, true) {
		t.Fatal("the page at Stripe is closed")
	}
	b.Get(page.Path+"/return").Want(200, "/bookings/")
	pays, err := s.Payments.ByBooking(t.Context(), s.DB, holdID(t, page))
	if err != nil || len(pays) != 1 || pays[0].Gateway != stripe.Name || pays[0].CapturedMinor != 150_000 || pays[0].Method != "Visa ending 4242" {
		t.Fatalf("got %+v, %v", pays, err)
	}
}

// A hold that ends while the payer is away closes their page: nobody pays for a time that is free again.
func TestTheGatewaysPageEndsWithTheHold(t *testing.T) {
	t.Parallel()
	server := stripetest.New(t, webtest.Now.UTC)
	s := webtest.New(t, stripe.New(stripe.Options{Key: "sk_test", Memory: gatewaytest.NewMemory(), Label: "Klear Karma", URL: server.URL}))
	b, page := held(t, s, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}))
	away := b.Send(page.Form("/pay"), "name", "Kavya Menon", "email", "kavya@example.org", "method", "online").Want(200, stripetest.PagePath)
	s.Clock.Advance(time.Hour)
	if err := s.Bookings.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	pays, err := s.Payments.ByBooking(t.Context(), s.DB, holdID(t, page))
	if err != nil || len(pays) != 1 {
		t.Fatalf("got %+v, %v", pays, err)
	}
	if err := s.Bookings.VoidPayment(t.Context(), booking.Void{PaymentID: pays[0].ID}); err != nil {
		t.Fatal(err)
	}
	if server.Pay(strings.TrimPrefix(away.Path, stripetest.PagePath), stripetest.Visa, true) {
		t.Fatal("a page is open for a hold that ended")
	}
}
