package businesspage_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/tariff"
	"klear/internal/platform/dbtest"
	"klear/internal/web/businesspage"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// stage is a business whose two members one of which is booked.
type stage struct {
	*pagetest.Site
	business, team uuid.UUID
	url            string
}

func newStage(t *testing.T, kind string) *stage {
	t.Helper()
	t.Parallel()
	s := &stage{Site: pagetest.New(t, func(s *pagetest.Site) {
		businesspage.Handler{Kit: s.Kit, Catalog: s.Catalog, Businesses: s.Businesses, Bookings: s.Bookings, Tariff: s.Tariff}.Mount(s.Mux)
	})}
	s.business = catalogtest.Business(t, s.DB)
	at := []string{"at_practitioner"}
	var services []uuid.UUID
	for _, name := range []string{"Meera", "Ravi"} {
		p := s.Practice(t, strings.ToLower(name)+"@example.org", catalogtest.PractitionerSpec{Slug: strings.ToLower(name), Name: name}, catalogtest.ServiceSpec{Name: "Yoga", Modes: at})
		catalogtest.Join(t, s.DB, s.business, p.ID, "member")
		services = append(services, p.Service)
	}
	s.team = catalogtest.TeamService(t, s.DB, s.business, kind, services...)
	var slug string
	if err := s.DB.QueryRow(t.Context(), `select slug from business.business where id = $1`, s.business).Scan(&slug); err != nil {
		t.Fatal(err)
	}
	s.url = "/b/" + slug
	return s
}

// wish is a time of tomorrow with a member, or with anybody.
func (s *stage) wish(hour int, with string) url.Values {
	return url.Values{"service": {s.team.String()}, "with": {with}, "at": {s.Tomorrow(hour).Format(time.RFC3339)}}
}

func (s *stage) tomorrow() string { return s.url + "?on=" + s.Tomorrow(9).Format(time.DateOnly) }

func TestATimeOfATeamIsKept(t *testing.T) {
	s := newStage(t, "any")
	b := s.Browser(t)
	b.Get(s.tomorrow()).Want(200, "").Has("Meera", "Ravi").Submit(s.url+"/hold", s.wish(10, "")).Want(303, "")
	// Both are free at ten: two visitors have a place, a third hears that it went and sees what is free.
	s.Browser(t).Get(s.tomorrow()).Submit(s.url+"/hold", s.wish(10, "")).Want(303, "")
	late := s.Browser(t).Get(s.tomorrow()).Submit(s.url+"/hold", s.wish(10, "")).Want(409, "")
	if times := late.Fields(s.url+"/hold", nil); times.Get("service") != s.team.String() {
		t.Errorf("the page forgot the service: %v", times)
	}
}

func TestAWishForSomebodyIsKept(t *testing.T) {
	s := newStage(t, "any")
	s.Browser(t).Get(s.tomorrow()).Submit(s.url+"/hold", s.wish(10, "meera")).Want(303, "")
	s.Browser(t).Get(s.tomorrow()+"&with=meera").Submit(s.url+"/hold", s.wish(10, "meera")).Want(409, "")
	s.Browser(t).Get(s.tomorrow()+"&with=ravi").Submit(s.url+"/hold", s.wish(10, "ravi")).Want(303, "")
}

func TestEverybodyTogether(t *testing.T) {
	s := newStage(t, "all")
	s.Browser(t).Get(s.tomorrow()).Submit(s.url+"/hold", s.wish(10, "")).Want(303, "")
	s.Browser(t).Get(s.tomorrow()).Submit(s.url+"/hold", s.wish(10, "")).Want(409, "")
}

func TestAWrongWish(t *testing.T) {
	s := newStage(t, "any")
	b := s.Browser(t)
	page := b.Get(s.tomorrow())
	page.Submit(s.url+"/hold", url.Values{"at": {"soon"}}).Want(422, "")
	page.Submit(s.url+"/hold", url.Values{"service": {"none"}}).Want(404, "")
	page.Submit(s.url+"/hold", url.Values{"service": {uuid.NewString()}, "at": {s.Tomorrow(10).Format(time.RFC3339)}}).Want(404, "")
	page.Submit(s.url+"/hold", s.wish(3, "")).Want(409, "") // nobody works at three
	page.Submit(s.url+"/hold", s.wish(10, "stranger")).Want(404, "")
	b.Post(s.url+"/hold", s.wish(10, "")).Want(403, "") // no token of ours
	b.Get("/b/nobody-here").Want(404, "")
	b.Get(s.url+"?service='%3B--&with=%3Cscript%3E&on=2026-99-99").Want(200, "")
}

// TestWhoIsNotPublicIsNotShown: a member whose papers are being checked is on no page.
func TestWhoIsNotPublicIsNotShown(t *testing.T) {
	s := newStage(t, "any")
	hidden := s.Practice(t, "nila@example.org", catalogtest.PractitionerSpec{Slug: "nila", Name: "Nila Das", Status: "pending"}, catalogtest.ServiceSpec{})
	catalogtest.Join(t, s.DB, s.business, hidden.ID, "member")
	if a := s.Browser(t).Get(s.url).Want(200, "").Has("Meera"); strings.Contains(a.Body, "Nila") {
		t.Error("somebody unchecked is shown")
	}
}

// TestTheDearestMembersPrice: what clients pay on top depends on who comes, and that may not be known yet.
func TestTheDearestMembersPrice(t *testing.T) {
	s := newStage(t, "any")
	operator := identity.Principal{PersonID: catalogtest.Person(t, s.DB, "admin"), Role: identity.Admin, Verified: true}
	var ravi uuid.UUID
	if err := s.DB.QueryRow(t.Context(), `select id from catalog.practitioner where slug = 'ravi'`).Scan(&ravi); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Tariff.Enrol(t.Context(), operator, tariff.Enrolment{PractitionerID: ravi, Plan: "gold", From: s.Tariff.Today()}); err != nil {
		t.Fatal(err)
	}
	for _, r := range []tariff.Rule{{Client: tariff.Side{Bps: 500}}, {Plan: "gold", Client: tariff.Side{Bps: 1000}}} {
		r.From = s.Tariff.Today()
		if _, err := s.Tariff.AddRule(t.Context(), operator, r); err != nil {
			t.Fatal(err)
		}
	}
	if a := s.Browser(t).Get(s.url).Want(200, "").Has("₹2,200"); strings.Contains(a.Body, "₹2,000") || strings.Contains(a.Body, "₹2,100") {
		t.Errorf("another price is shown:\n%s", a.Body)
	}
}
