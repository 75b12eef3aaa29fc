package listing_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/listing"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	meera = "meera@example.org" // the practitioner
	other = "other@example.org" // another one
)

type stage struct {
	*pagetest.Site
	practice pagetest.Practice
}

func newStage(t *testing.T, spec catalogtest.PractitionerSpec) stage {
	t.Helper()
	t.Parallel()
	s := stage{Site: pagetest.New(t, func(s *pagetest.Site) {
		listing.Handler{Kit: s.Kit, People: s.People.Service, Catalog: s.Catalog, Schedule: s.Schedule}.Mount(s.Mux)
	})}
	if spec.Slug == "" {
		spec.Slug = "meera"
	}
	s.practice = s.Practice(t, meera, spec, catalogtest.ServiceSpec{Name: "Yoga"})
	return s
}

func (s stage) profile(t *testing.T) catalog.Practitioner {
	t.Helper()
	p, err := s.Catalog.PractitionerByID(t.Context(), s.practice.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheWholePageIsSaved(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Name: "Meera", City: "Pune", Latitude: 18.5, Longitude: 73.8, Languages: []string{"mr"}})
	b := s.As(t, meera)
	b.Get("/pro/page").Submit("/pro/page", url.Values{"name": {"Meera Iyer"}, "headline": {"Mindfulness teacher"}, "bio": {"First.\n\nSecond."}, "years": {"१२"},
		"language": {"mr", "en"}, "spec_0": {"Stress"}, "spec_2": {"Sleep"}, "cert_name_0": {"MBSR"}, "cert_year_0": {"2014"}, "reg_body": {"Board"}, "reg_number": {"7"},
		"city": {"bangalore"}, "area": {"Jayanagar"}, "address": {"9th Block"}, "radius": {"5"}, "confirmation": {"approval"}, "slug": {"Meera-Iyer"}}).Want(303, "/pro/page").Follow().Has("is saved")
	p := s.profile(t)
	if p.DisplayName != "Meera Iyer" || p.ExperienceYears != 12 || strings.Join(p.Languages, " ") != "mr en" || strings.Join(p.Specializations, " ") != "Stress Sleep" ||
		len(p.Certifications) != 1 || p.Certifications[0].Year != 2014 || p.City != "Bengaluru" || p.Latitude < 12 || p.Latitude > 14 || p.Address != "9th Block" ||
		p.TravelRadiusKm != 5 || p.Confirmation != catalog.Approval || p.Slug != "meera-iyer" || p.Registration.Number != "7" {
		t.Errorf("saved %+v", p)
	}
	if p.Visible() {
		t.Error("another register entry than the checked one is public")
	}
}

func TestAWrongPageKeepsWhatWasTyped(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Name: "Meera"})
	s.Practice(t, other, catalogtest.PractitionerSpec{Slug: "taken"}, catalogtest.ServiceSpec{})
	b := s.As(t, meera)
	for field, values := range map[string]url.Values{
		"name": {"name": {" "}}, "city": {"city": {"Nowhere at all"}}, "years": {"years": {"many"}}, "cert_name_1": {"cert_issuer_0": {"A"}, "cert_name_0": {"B"}, "cert_year_1": {"2001"}},
		"slug": {"slug": {"taken"}}, "zone_ok": {"zone": {"Asia/Kathmandu"}}, "radius": {"radius": {"5000"}, "city": {"Pune"}},
	} {
		values.Set("headline", "Typed words")
		a := b.Get("/pro/page").Submit("/pro/page", values).Want(422, "")
		if !a.Wrong(field) || a.Value("headline") != "Typed words" {
			t.Errorf("%s: wrong %v, headline %q\n%s", field, a.Wrong(field), a.Value("headline"), a.Text())
		}
	}
	if p := s.profile(t); p.Headline != "" || p.Version != 1 {
		t.Errorf("something was saved: %+v", p)
	}
}

func TestAnotherZoneNeedsATick(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Name: "Meera"})
	b := s.As(t, meera)
	b.Get("/pro/page").Submit("/pro/page", url.Values{"zone": {"Asia/Kathmandu"}, "zone_ok": {"yes"}}).Want(303, "")
	if p := s.profile(t); p.Zone != "Asia/Kathmandu" {
		t.Errorf("the zone is %s", p.Zone)
	}
}

func TestAnOldTabChangesNothing(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Name: "Meera"})
	b := s.As(t, meera)
	old := b.Get("/pro/page")
	old.Submit("/pro/page", url.Values{"headline": {"New"}}).Want(303, "")
	if a := old.Submit("/pro/page", url.Values{"headline": {"Old"}}).Want(409, ""); a.Value("headline") != "New" {
		t.Errorf("the page shows %q", a.Value("headline"))
	}
}

func TestOldAddressesLeadToTheNewOne(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Name: "Meera"})
	s.As(t, meera).Get("/pro/page").Submit("/pro/page", url.Values{"slug": {"meera-new"}}).Want(303, "")
	if _, movedTo, err := s.Catalog.PractitionerBySlug(t.Context(), "meera"); err != nil || movedTo != "meera-new" {
		t.Errorf("the old address leads to %q, %v", movedTo, err)
	}
}

func TestPhoto(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{Name: "Meera"})
	b := s.As(t, meera)
	if a := b.Get("/pro/page").Submit("/pro/page/photo", nil).Want(422, ""); !a.Wrong("photo") {
		t.Error("no file, and nothing is wrong")
	}
	b.Get("/pro/page").Upload("/pro/page/photo", "photo", "me.jpg", make([]byte, 12<<20)).Want(303, "/pro/page")
	if s.profile(t).PhotoKey == "" {
		t.Error("12 MB were not taken")
	}
	if a := b.Get("/pro/page").Upload("/pro/page/photo", "photo", "me.jpg", make([]byte, 15<<20+1)).Want(422, ""); !a.Wrong("photo") {
		t.Error("too large, and nothing is wrong")
	}
	b.Get("/pro/page").Submit("/pro/page/photo/remove", nil).Want(303, "/pro/page")
	if s.profile(t).PhotoKey != "" {
		t.Error("the photo is still there")
	}
}

func TestWhoMayEdit(t *testing.T) {
	s := newStage(t, catalogtest.PractitionerSpec{})
	s.People.Account(t, "seeker@example.org", identity.Seeker)
	s.Browser(t).Get("/pro/page").Want(http.StatusSeeOther, "/sign-in?next=%2Fpro%2Fpage")
	s.As(t, "seeker@example.org").Get("/pro/page").Want(403, "")
	b := s.As(t, meera)
	for _, csrf := range []string{"", "nonsense"} {
		b.Post("/pro/page", url.Values{"csrf": {csrf}, "name": {"X"}}).Want(403, "")
	}
}
