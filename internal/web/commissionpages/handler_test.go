package commissionpages_test

import (
	"net/url"
	"testing"
	"time"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/dbtest"
	"klear/internal/web/commissionpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func newSite(t *testing.T) (*pagetest.Site, identity.Person) {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		commissionpages.Handler{Kit: s.Kit, Tariff: s.Tariff, Catalog: s.Catalog, People: s.People.Service}.Mount(s.Mux)
	})
	return s, s.People.Account(t, "op@example.org", identity.Admin)
}

func TestARuleIsAddedTriedAndEnded(t *testing.T) {
	s, op := newSite(t)
	s.People.Account(t, "kavya@example.org", identity.Seeker)
	s.As(t, "kavya@example.org").Get("/admin/commission").Want(403, "")
	b := s.As(t, "op@example.org")
	b.Get("/admin/commission").Want(200, "").Has("No rules yet")
	first := b.Get("/admin/commission/new").Want(200, "")
	rule := url.Values{"practitioner_bps": {"12,5"}, "practitioner_min": {"50"}, "client_bps": {"5 %"}, "note": {"From the board"}}
	first.Submit("/admin/commission/new", rule).Want(303, "/admin/commission").Follow().Has("The rule is added.", "12.5%, at least ₹50.00", "5%", "From the board", "In force")
	b.Get("/admin/commission?price=1,200&currency=INR").Want(200, "").Has("The client pays", "₹1,260.00", "₹1,050.00", "−₹210.00")
	b.Get("/admin/commission?price=1,200&currency=KWD").Has("No rule fits", "15%")
	operator := identity.Principal{PersonID: op.ID, Role: identity.Admin, Verified: true}
	if _, err := s.Tariff.SetPlatform(t.Context(), operator, tariff.TaxIdentity{Country: "IN", Number: "27AAPFU0939F1ZV", LegalName: "Klear", Address: "Pune"}); err != nil {
		t.Fatal(err)
	}
	b.Get("/admin/commission?price=1,200&currency=INR").Has("Tax the platform pays", "−₹36.15", "₹1,023.00")
	b.Get("/admin/commission?price=lots").Want(422, "").Has("Write the price as a number")
	again := b.Get("/admin/commission/new").Submit("/admin/commission/new", rule).Want(409, "").Has("begins on this day already")
	if again.Value("practitioner_bps") != "12,5" {
		t.Error("what was typed is lost")
	}
	list := b.Get("/admin/commission")
	var id string
	if err := s.DB.QueryRow(t.Context(), "select id::text from tariff.commission_rule").Scan(&id); err != nil {
		t.Fatal(err)
	}
	end := "/admin/commission/" + id + "/end"
	list.Submit(end, nil).Want(303, "/admin/commission").Follow().Has("The rule has ended")
	list.Submit(end, nil).Want(409, "").Has("ended already")
	b.Get("/admin/commission?price=1,200&currency=INR").Has("No rule fits")
}

func TestWrongFieldsAreNamedAndKept(t *testing.T) {
	s, _ := newSite(t)
	form := s.As(t, "op@example.org").Get("/admin/commission/new")
	for field, value := range map[string]string{"practitioner_bps": "lots", "client_bps": "51", "practitioner_fixed": "1.234", "client_min": "x", "plan": "Gold plan", "from": "2020-01-01", "until": "2020-01-01"} {
		got := form.Submit("/admin/commission/new", url.Values{field: {value}}).Want(422, "")
		if !got.Wrong(field) || got.Value(field) != value {
			t.Errorf("%s: %q, wrong %t", field, got.Value(field), got.Wrong(field))
		}
	}
}

func TestAPractitionerGetsAPlan(t *testing.T) {
	s, _ := newSite(t)
	pro := s.Practice(t, "pro@example.org", catalogtest.PractitionerSpec{Name: "Ananya Rao"}, catalogtest.ServiceSpec{})
	who, err := s.Catalog.PractitionerByID(t.Context(), pro.ID)
	if err != nil {
		t.Fatal(err)
	}
	b := s.As(t, "op@example.org")
	form := b.Get("/admin/commission/plans").Want(200, "")
	wrong := form.Submit("/admin/commission/plans", url.Values{"slug": {"nobody"}, "plan": {"gold"}}).Want(422, "")
	if !wrong.Wrong("slug") || wrong.Value("plan") != "gold" {
		t.Error("nobody has a plan now")
	}
	gold := url.Values{"slug": {who.Slug}, "plan": {"Gold"}}
	form.Submit("/admin/commission/plans", gold).Want(303, "").Follow().Has("The plan is saved.", "Ananya Rao", "gold")
	form.Submit("/admin/commission/plans", gold).Want(409, "").Has("noted for this day already")
	gold.Set("from", s.Clock.Now().Add(240*time.Hour).Format(time.DateOnly))
	gold.Set("plan", "")
	form.Submit("/admin/commission/plans", gold).Want(303, "").Follow().Has("No plan")
}
