package gifts_test

import (
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/credit"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestAGiftFromOneToAnother: bought, read on its card, redeemed by somebody else, and offered to them at the checkout.
func TestAGiftFromOneToAnother(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	if visitor := s.Browser().Get("/gift"); visitor.Status != 200 || !visitor.Has("Sign in to buy a gift") || strings.Contains(visitor.Body, `name="amount"`) {
		t.Fatalf("a visitor: %d\n%s", visitor.Status, visitor.Text())
	}
	kavya := s.Account("kavya@example.org", identity.Seeker)
	s.Account("meera@example.org", identity.Seeker)
	b, friend := s.SignedIn("kavya@example.org"), s.SignedIn("meera@example.org")
	page := b.Get("/gift").Want(200, "/gift")
	wrong := b.Send(page.Form("/gift"), "amount", "9")
	if wrong.Status != 422 || len(wrong.All("a", "href", "#amount")) == 0 {
		t.Fatalf("too little: %d\n%s", wrong.Status, wrong.Text())
	}
	if no := b.Send(wrong.Form("/gift"), "amount", "1000", "card", sandbox.CardDeclined); no.Status != 402 {
		t.Fatalf("a declined card: %d\n%s", no.Status, no.Text())
	}
	card := b.Send(b.Get("/gift").Form("/gift"), "amount", "1000", "message", "Rest well", "card", sandbox.CardSucceeds).Want(200, "/gift/")
	if !card.Has("A gift of ₹1,000") || !card.Has("Rest well") || !card.Has("Give the gift back") {
		t.Fatalf("the card\n%s", card.Text())
	}
	list, _, err := s.Credits.Gifts(t.Context(), identity.Principal{PersonID: kavya.ID, Role: identity.Seeker}, credit.Page{})
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	if theirs := friend.Get(card.Path); theirs.Status != 404 {
		t.Errorf("somebody else's gift: %d", theirs.Status)
	}
	none := friend.Send(friend.Get("/account/credit").Want(200, "/account/credit").Form("/account/credit"), "code", "0000000000000000")
	if none.Status != 422 || len(none.All("a", "href", "#code")) == 0 {
		t.Fatalf("a code that is none: %d\n%s", none.Status, none.Text())
	}
	mine := friend.Send(none.Form("/account/credit"), "code", strings.ToLower(list[0].Code)).Want(200, "/account/credit")
	if !mine.Has("₹1,000.00") || !mine.Has("A gift that you redeemed") {
		t.Fatalf("redeemed\n%s", mine.Text())
	}
	if ended := b.Get(card.Path); !ended.Has("Redeemed on") || strings.Contains(ended.Body, list[0].Code[:4]) {
		t.Errorf("its buyer reads\n%s", ended.Text())
	}
	hold := friend.Send(friend.Get("/p/"+pro.Slug+"?on=2026-11-23").Form("/holds")).Want(200, "/book/")
	if !hold.Has("Use ₹1,000.00 of your credit") || !hold.Has("₹500.00 is then charged") {
		t.Fatalf("the checkout does not offer it\n%s", hold.Text())
	}
	friend.Send(hold.Form("/pay"), "method", "card", "card", sandbox.CardSucceeds).Want(200, "/bookings/")
	if left := friend.Get("/account/credit"); !left.Has("Spent on a part of a booking") || !left.Has("−₹1,000.00") {
		t.Errorf("spent\n%s", left.Text())
	}
}

// TestAGiftIsGivenBack, and the bank may have asked before.
func TestAGiftIsGivenBack(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	s.Account("kavya@example.org", identity.Seeker)
	b := s.SignedIn("kavya@example.org")
	bank := b.Send(b.Get("/gift").Form("/gift"), "amount", "1000", "card", sandbox.CardNeedsAction).Want(200, "/sandbox/challenge/")
	card := b.Send(bank.Form(bank.Path), "answer", "yes").Want(200, "/gift/")
	if back := b.Send(card.Form("/refund")).Want(200, "/gift/"); !back.Has("Given back on") {
		t.Errorf("%s", back.Text())
	}
}
