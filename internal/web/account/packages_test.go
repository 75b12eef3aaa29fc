package account_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/modules/pack"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/idem"
	"klear/internal/platform/money"
	"klear/internal/web/page/pagetest"
)

// bought is a package of ten sessions for 9,000 that somebody paid.
func bought(t *testing.T, s *pagetest.Site, who identity.Principal, practice pagetest.Practice) pack.Pack {
	t.Helper()
	o, err := s.Catalog.UpsertPackage(t.Context(), practice.Caller().Principal, practice.ID, catalog.Package{ServiceID: practice.Service, Sessions: 10,
		Price: money.Amount{Minor: 900_000}, ValidDays: 180, Active: true})
	if err != nil {
		t.Fatal(err)
	}
	card, err := payment.NewMethod(payment.Card, sandbox.CardSucceeds)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Packs.Buy(t.Context(), who, pack.BuyRequest{OfferID: o.ID, OfferVersion: o.Version, Method: card}, idem.Key{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestAPackageIsAmongOnesOwnData: in the export, among the receipts, and in the trial run of deleting the account.
func TestAPackageIsAmongOnesOwnData(t *testing.T) {
	s := newSite(t)
	who := s.People.SignIn(t, anna, identity.PageSession)
	practice := s.Practice(t, "pro@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	p := bought(t, s, who.Principal, practice)
	b := s.As(t, anna)
	var data struct {
		Packages []struct {
			Code, Practitioner string
			Left               int
		}
	}
	raw := b.Get("/account/privacy").Submit("/account/export", nil).Want(200, "").Body
	if err := json.NewDecoder(strings.NewReader(raw)).Decode(&data); err != nil || len(data.Packages) != 1 || data.Packages[0].Code != p.Code ||
		data.Packages[0].Practitioner != "Ananya Rao" || data.Packages[0].Left != 10 {
		t.Errorf("the export: %+v, %v", data, err)
	}
	if page := b.Get("/account/invoices").Want(200, "").Has("Ananya Rao", "Package", "₹9,000"); !page.Link("/account/packages") {
		t.Error("no way from the receipt to the package")
	}
	b.Get("/account/invoices?with=" + practice.ID.String()).Has("₹9,000")
	b.Get("/account/delete").Want(200, "").Has("One package without your name")
	s.People.Account(t, "bea@example.org", identity.Seeker)
	if other := s.As(t, "bea@example.org").Get("/account/privacy").Submit("/account/export", nil).Want(200, "").Body; strings.Contains(other, p.Code) {
		t.Error("somebody else's export holds it")
	}
}

// TestADeletedAccountIsRefunded: the money that was not used goes back, its record stays, and nobody's name is with it.
func TestADeletedAccountIsRefunded(t *testing.T) {
	s := newSite(t)
	who := s.People.SignIn(t, anna, identity.PageSession)
	practice := s.Practice(t, "pro@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	p := bought(t, s, who.Principal, practice)
	s.As(t, anna).Get("/account/delete").Submit("/account/delete", url.Values{"password": {identitytest.Password}, "confirm": {"yes"}}).Want(303, "/")
	profile, err := s.Catalog.PractitionerByID(t.Context(), practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	sold, _, err := s.Packs.SoldBy(t.Context(), practice.Caller().Principal, profile, practice.Service, pack.Page{Number: 1, Limit: 10})
	if err != nil || len(sold) != 1 || sold[0].ID != p.ID || sold[0].Count(pack.Refunded) != 10 || sold[0].Buyer != identity.DeletedName {
		t.Errorf("sold: %+v, %v", sold, err)
	}
	var captured, refunded int64
	if err := s.DB.QueryRow(t.Context(), "select captured_minor, refunded_minor from payment.payment where booking_id = $1", p.ID).Scan(&captured, &refunded); err != nil ||
		captured != 900_000 || refunded != 900_000 {
		t.Errorf("paid %d, refunded %d, %v", captured, refunded, err)
	}
}
