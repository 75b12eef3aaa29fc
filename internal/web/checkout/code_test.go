package checkout_test

import (
	"strings"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/promo"
)

// TestACodeIsUsedAtTheCheckout without script: a wrong one is said beside its field, a right one is a line of the price, and
// what the page says is what is paid.
func TestACodeIsUsedAtTheCheckout(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	op := s.Account("op@example.org", identity.Admin)
	terms := promo.Promotion{Code: "SPRING", Bps: 1000, BorneBy: promo.Platform, PerPerson: 1, From: s.Bookings.Promos.Today()}
	if _, err := s.Bookings.Promos.Add(t.Context(), identity.Principal{PersonID: op.ID, Role: identity.Admin, Verified: true}, terms); err != nil {
		t.Fatal(err)
	}
	_, visitor := held(t, s, pro)
	if strings.Contains(visitor.Body, "/code\"") || !strings.Contains(visitor.Text(), "To use a code, sign in") {
		t.Error("a visitor is asked for a code")
	}
	s.Account("meera@example.org", identity.Seeker)
	b := s.SignedIn("meera@example.org")
	page := b.Send(b.Get("/p/"+pro.Slug+"?on=2026-11-23&service="+pro.ServiceID.String()).Form("/holds")).Want(200, "/book/")
	wrong := b.Send(page.Form("/code"), "code", "SPRNG")
	if wrong.Status != 422 || len(wrong.All("a", "href", "#code")) == 0 || !strings.Contains(wrong.Body, `value="SPRNG"`) {
		t.Fatalf("a wrong code: %d\n%s", wrong.Status, wrong.Text())
	}
	right := b.Send(wrong.Form("/code"), "code", " spring ").Want(200, "/book/")
	if text := right.Text(); !strings.Contains(text, "Code SPRING") || !strings.Contains(text, "₹1,350") {
		t.Fatalf("with the code:\n%s", text)
	}
	without := b.Send(right.Form("/code/drop")).Want(200, "/book/")
	if strings.Contains(without.Text(), "₹1,350") {
		t.Error("the code is still there")
	}
	right = b.Send(without.Form("/code"), "code", "SPRING").Want(200, "/book/")
	b.Send(right.Form("/pay"), "method", "card", "card", "4242 4242 4242 4242").Want(200, "/bookings/")
	paid, err := s.Payments.ByBooking(t.Context(), s.DB, holdID(t, right))
	if err != nil || len(paid) != 1 || paid[0].CapturedMinor != 135_000 || paid[0].BorneMinor != 15_000 {
		t.Errorf("%+v, %v", paid, err)
	}
}
