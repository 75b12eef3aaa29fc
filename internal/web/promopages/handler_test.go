package promopages_test

import (
	"net/url"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/promopages"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		promopages.Handler{Kit: s.Kit, Promos: s.Promos, Catalog: s.Catalog, People: s.People.Service}.Mount(s.Mux)
	})
	s.People.Account(t, "op@example.org", identity.Admin)
	return s
}

func TestAPromotionIsAddedAndEnded(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, "kavya@example.org", identity.Seeker)
	s.As(t, "kavya@example.org").Get("/admin/promotions").Want(403, "")
	b := s.As(t, "op@example.org")
	b.Get("/admin/promotions").Want(200, "").Has("No promotions yet")
	terms := url.Values{"code": {"spring-26"}, "percent": {"12,5"}, "most": {"500"}, "minimum": {"1,000"}, "first": {"yes"}, "total": {"100"}, "note": {"From the board"}}
	form := b.Get("/admin/promotions/new").Want(200, "")
	form.Submit("/admin/promotions/new", terms).Want(303, "/admin/promotions").Follow().
		Has("The promotion is added.", "SPRING-26", "12.5%, at most ₹500.00", "price from ₹1,000.00", "first booking", "once per person", "0 of 100", "In force", "From the board")
	again := b.Get("/admin/promotions/new").Submit("/admin/promotions/new", terms).Want(409, "").Has("with this code already")
	if again.Value("percent") != "12,5" {
		t.Error("what was typed is lost")
	}
	list := b.Get("/admin/promotions")
	var id string
	if err := s.DB.QueryRow(t.Context(), "select id::text from promo.promotion").Scan(&id); err != nil {
		t.Fatal(err)
	}
	end := "/admin/promotions/" + id + "/end"
	list.Submit(end, nil).Want(303, "/admin/promotions").Follow().Has("The promotion has ended", "Over")
	list.Submit(end, nil).Want(409, "").Has("ended already")
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	s := newSite(t)
	b := s.As(t, "op@example.org")
	form := b.Get("/admin/promotions/new")
	form.Submit("/admin/promotions/new", url.Values{"code": {"x"}, "percent": {"91"}}).Want(422, "").Has("A code has 4 to 24 letters", "at most 90 percent")
	form.Submit("/admin/promotions/new", url.Values{"code": {"SPRING"}, "percent": {"10"}, "total": {"many"}, "service": {"the long one"}}).Want(422, "").Has("Write a whole number", "Paste the link to one service")
	form.Submit("/admin/promotions/new", url.Values{"code": {"SPRING"}, "percent": {"10"}, "borne_by": {"practitioner"}}).Want(422, "").Has("one service of theirs")
}

// TestAServiceIsNamedByItsLink: what a practitioner bears is for one service of theirs.
func TestAServiceIsNamedByItsLink(t *testing.T) {
	s := newSite(t)
	asha := s.People.Account(t, "asha@example.org", identity.Practitioner)
	who := catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{PersonID: asha.ID})
	service := catalogtest.Service(t, s.DB, catalogtest.ServiceSpec{Practitioner: who})
	b := s.As(t, "op@example.org")
	terms := url.Values{"code": {"THEIRS"}, "amount": {"100"}, "borne_by": {"practitioner"}, "service": {"https://klear.test/p/asha?service=" + service.String() + "&mode=online#book"}}
	b.Get("/admin/promotions/new").Submit("/admin/promotions/new", terms).Want(303, "/admin/promotions").Follow().Has("THEIRS", "₹100.00", "borne by the practitioner")
}
