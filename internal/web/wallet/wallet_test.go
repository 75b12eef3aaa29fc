package wallet_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/idem"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const kavya = "kavya@example.org"

// far is further off than the gateway reserves money: 9:00 in India.
var far = webtest.Now.AddDate(0, 0, 28).Truncate(24 * time.Hour).Add(3*time.Hour + 30*time.Minute)

// held is a site with somebody who holds a far time, and the checkout of it.
func held(t *testing.T) (*webtest.Stage, *webtest.Browser, *webtest.Page) {
	t.Helper()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{Name: "Yoga at dawn"})
	me := s.Account(kavya, identity.Seeker)
	c := booking.Caller{Principal: identity.Principal{PersonID: me.ID, Role: identity.Seeker, Verified: true}}
	h, err := s.Bookings.Hold(t.Context(), c, booking.HoldRequest{ServiceID: pro.ServiceID, Start: far}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	b := s.SignedIn(kavya)
	return s, b, b.Get("/book/"+h.ID.String()).Want(200, "/book/"+h.ID.String())
}

// sweep runs the booking sweep at an instant.
func sweep(t *testing.T, s *webtest.Stage, at time.Time) {
	t.Helper()
	s.Clock.Set(at)
	if err := s.Bookings.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
}

// TestPaidLaterWithoutScript: agreed at the checkout, said on the booking's page, kept in the account, and not removed while
// it is needed.
func TestPaidLaterWithoutScript(t *testing.T) {
	t.Parallel()
	_, b, checkout := held(t)
	if !checkout.Has("Nothing is charged today.") {
		t.Fatalf("no choice\n%s", checkout.Text())
	}
	done := b.Send(checkout.Form("/pay"), "method", "card", "card", sandbox.CardSucceeds, "when", "later").Want(200, "/bookings/")
	if !done.Has("Will be charged on") || !done.Has("Test card ending 4242") {
		t.Fatalf("booked\n%s", done.Text())
	}
	mine := b.Get("/account/payment-methods").Want(200, "/account/payment-methods")
	if !mine.Has("A coming booking will be charged with this.") || !mine.Has("add another card first") {
		t.Fatalf("kept\n%s", mine.Text())
	}
	two := b.Send(mine.Form("/account/payment-methods"), "card", sandbox.CardSucceeds).Want(200, "/account/payment-methods")
	other := webtest.Attr(two.All("option", "value", "0")[0], "value")
	one := b.Send(two.Form("/remove"), "instead", other).Want(200, "/account/payment-methods") // the other takes its place
	if !one.Has("Removed.") || !one.Has("A coming booking will be charged with this.") {
		t.Fatalf("removed\n%s", one.Text())
	}
}

// TestAWrongCardIsNotKept: declined, missing, and one that its bank asks about.
func TestAWrongCardIsNotKept(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Account(kavya, identity.Seeker)
	b := s.SignedIn(kavya)
	empty := b.Get("/account/payment-methods").Want(200, "/account/payment-methods")
	for card, status := range map[string]int{"": 422, sandbox.CardDeclined: 402} {
		if no := b.Send(empty.Form("/account/payment-methods"), "card", card); no.Status != status || !no.Has("Nothing is kept") {
			t.Errorf("%q: %d\n%s", card, no.Status, no.Text())
		}
	}
	asked := b.Send(b.Get("/account/payment-methods").Form("/account/payment-methods"), "card", sandbox.CardNeedsAction)
	back := b.Send(asked.Form(asked.Path), "answer", "yes").Want(200, "/account/payment-methods")
	if !back.Has("Test card ending 3155") {
		t.Fatalf("kept\n%s", back.Text())
	}
	if visitor := s.Browser().Get("/account/payment-methods"); visitor.Has("Ways to pay") {
		t.Error("shown to a visitor")
	}
}

// TestARefusedChargeIsPaidOnItsPage: the booking says what happened, and another card pays for it.
func TestARefusedChargeIsPaidOnItsPage(t *testing.T) {
	t.Parallel()
	s, b, checkout := held(t)
	done := b.Send(checkout.Form("/pay"), "method", "card", "card", sandbox.CardOffSessionDeclines, "when", "later").Want(200, "/bookings/")
	path, _, _ := strings.Cut(done.Path, "?")
	sweep(t, s, far.Add(-23*time.Hour))
	b = s.SignedIn(kavya) // weeks later
	again := b.Get(path)
	if !again.Has("Your bank refused the payment") {
		t.Fatalf("told\n%s", again.Text())
	}
	pay := b.Get(path+"/pay").Want(200, path+"/pay")
	no := b.Send(pay.Form("/pay"), "method", "card", "card", sandbox.CardDeclined)
	if no.Status != 402 {
		t.Fatalf("declined: %d\n%s", no.Status, no.Text())
	}
	paid := b.Send(no.Form("/pay"), "method", "card", "card", sandbox.CardSucceeds).Want(200, path)
	if !paid.Has("Paid. Your booking stands.") || paid.Has("Your bank refused") {
		t.Fatalf("paid\n%s", paid.Text())
	}
	s.Account("other@example.org", identity.Seeker)
	if other := s.SignedIn("other@example.org").Get(path + "/pay"); other.Status != 404 {
		t.Errorf("answered to another: %d", other.Status)
	}
}
