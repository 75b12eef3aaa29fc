package welcome_test

import (
	"net/url"
	"testing"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/welcome"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestThreeStepsLeadToResultsThatFit: each may be left out; what brings somebody here is kept nowhere.
func TestThreeStepsLeadToResultsThatFit(t *testing.T) {
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		welcome.Handler{Kit: s.Kit, People: s.People.Service, Catalog: s.Catalog}.Mount(s.Mux)
	})
	catalogtest.Category(t, s.DB, "sleep", nil)
	p := s.People.Account(t, "anna@example.org", identity.Seeker)
	s.Browser(t).Get("/welcome").Want(303, "/sign-in?next=%2Fwelcome")
	b := s.As(t, "anna@example.org")
	if first := b.Get("/welcome").Has("Sleep"); !first.Link("/welcome/language") {
		t.Error("the first step cannot be left out")
	}
	second := b.Get("/welcome/language?category=sleep")
	if !second.Link("/welcome/where?category=sleep") {
		t.Error("the second step cannot be left out")
	}
	if a := second.Submit("/welcome/language", url.Values{"zone": {"Nowhere"}}).Want(422, ""); !a.Wrong("zone") || a.Value("category") != "sleep" {
		t.Error("a wrong zone, or what was chosen before is lost")
	}
	third := second.Submit("/welcome/language", url.Values{"lang": {"en"}, "zone": {"Asia/Kolkata"}, "spoken": {"hi"}}).Want(303, "/welcome/where?category=sleep").Follow()
	if third.Value("category") != "sleep" || third.Value("lang") != "hi" || !third.Link("/search?category=sleep") {
		t.Errorf("the search: %s", third.Body)
	}
	if b.Get("/welcome/where?category=nonsense").Value("category") != "" {
		t.Error("what is no category goes on")
	}
	var zone string
	if err := s.DB.QueryRow(t.Context(), "select zone from identity.person where id = $1", p.ID).Scan(&zone); err != nil || zone != "Asia/Kolkata" {
		t.Errorf("zone %q, %v", zone, err)
	}
}
