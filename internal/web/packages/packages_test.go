package packages_test

import (
	"strings"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/money"
	"klear/internal/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// offered is a practitioner with a package of ten sessions for 9,000 and a browser of somebody signed in.
func offered(t *testing.T) (*webtest.Stage, webtest.Pro, catalog.Package, *webtest.Browser) {
	t.Helper()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	who := identity.Principal{PersonID: pro.Person.ID, Role: identity.Practitioner, Verified: true}
	o, err := s.Catalog.UpsertPackage(t.Context(), who, pro.ID, catalog.Package{ServiceID: pro.ServiceID, Sessions: 10, Price: money.Amount{Minor: 900_000}, ValidDays: 180, Active: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Account("kavya@example.org", identity.Seeker)
	return s, pro, o, s.SignedIn("kavya@example.org")
}

// TestFromOfferToRefund: found on the practitioner's page, bought, used at the checkout, given back, and the rest refunded.
func TestFromOfferToRefund(t *testing.T) {
	t.Parallel()
	_, pro, o, b := offered(t)
	if p := b.Get("/p/" + pro.Slug); !p.Has("10 sessions") || !p.Has("₹900 a session") || len(p.All("a", "href", "/packages/"+o.ID.String())) == 0 {
		t.Fatalf("the page does not offer it\n%s", p.Text())
	}
	buy := b.Get("/packages/"+o.ID.String()).Want(200, "/packages/")
	no := b.Send(buy.Form("/packages/"+o.ID.String()), "card", sandbox.CardDeclined)
	if no.Status != 402 {
		t.Fatalf("a declined card: %d\n%s", no.Status, no.Text())
	}
	mine := b.Send(no.Form("/packages/"+o.ID.String()), "card", sandbox.CardSucceeds).Want(200, "/account/packages")
	if !mine.Has("10 of 10 sessions left") || !mine.Has("Refund ₹9,000.00") {
		t.Fatalf("bought\n%s", mine.Text())
	}
	hold := b.Send(b.Get("/p/"+pro.Slug+"?on=2026-11-23").Form("/holds")).Want(200, "/book/")
	if !hold.Has("Use a session of your package") || !hold.Has("10 left") {
		t.Fatalf("the checkout does not offer the package\n%s", hold.Text())
	}
	booked := b.Send(hold.Form("/pay")).Want(200, "/bookings/")
	if left := b.Get("/account/packages"); !left.Has("9 of 10 sessions left") || !left.Has("1 session booked") {
		t.Errorf("drawn\n%s", left.Text())
	}
	cancel := b.Get(strings.TrimSuffix(booked.Path, "?new") + "/cancel")
	if !cancel.Has("the session goes back to your package") {
		t.Errorf("before cancelling\n%s", cancel.Text())
	}
	b.Send(cancel.Form("/cancel"), "reason", "other").Want(200, "/bookings/")
	all := b.Get("/account/packages")
	if !all.Has("10 of 10 sessions left") {
		t.Errorf("returned\n%s", all.Text())
	}
	if done := b.Send(all.Form("/refund")).Want(200, "/account/packages"); !done.Has("0 of 10 sessions left") || !done.Has("10 sessions refunded") {
		t.Errorf("refunded\n%s", done.Text())
	}
	if again := b.Send(all.Form("/refund"), "key", "another"); again.Status != 409 {
		t.Errorf("refunded twice: %d", again.Status)
	}
}

// TestTheBankAsks: the payer comes back to what they bought.
func TestTheBankAsks(t *testing.T) {
	t.Parallel()
	_, _, o, b := offered(t)
	buy := b.Get("/packages/" + o.ID.String())
	bank := b.Send(buy.Form("/packages/"+o.ID.String()), "card", sandbox.CardNeedsAction).Want(200, "/sandbox/challenge/")
	if mine := b.Send(bank.Form(bank.Path), "answer", "yes").Want(200, "/account/packages"); !mine.Has("10 of 10 sessions left") {
		t.Errorf("%s", mine.Text())
	}
}

// TestThePractitionersSide: an offer is made, changed and closed, and what was sold is listed.
func TestThePractitionersSide(t *testing.T) {
	t.Parallel()
	s, pro, o, b := offered(t)
	b.Send(b.Get("/packages/"+o.ID.String()).Form("/packages/"+o.ID.String()), "card", sandbox.CardSucceeds).Want(200, "/account/packages")
	work := s.SignedIn(pro.Person.Email)
	path := "/pro/services/" + pro.ServiceID.String() + "/packages"
	page := work.Get(path).Want(200, path)
	if !page.Has("0 of 10 booked") {
		t.Errorf("sold\n%s", page.Text())
	}
	wrong := work.Send(page.Form("/packages"), "sessions", "one", "valid_days", "3", "price", "")
	if wrong.Status != 422 || len(wrong.All("a", "href", "#sessions")) == 0 || len(wrong.All("a", "href", "#price")) == 0 {
		t.Fatalf("%d\n%s", wrong.Status, wrong.Text())
	}
	work.Send(page.Form("/packages"), "sessions", "5", "valid_days", "90", "price", "5,000").Want(200, path)
	change := work.Get(path + "?change=" + o.ID.String())
	closed := change.Form("/packages")
	closed.Values.Del("active")
	if after := work.Send(closed).Want(200, path); !after.Has("Closed") || !after.Has("5 sessions, ₹5,000") {
		t.Errorf("%s", after.Text())
	}
	if gone := b.Get("/packages/" + o.ID.String()); gone.Status != 404 {
		t.Errorf("a closed offer answers %d", gone.Status)
	}
	if stranger := b.Get(path); stranger.Status != 403 {
		t.Errorf("a client reads what was sold: %d", stranger.Status)
	}
}
