package listing_test

import (
	"net/url"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/listing"
	"klear/internal/web/page/pagetest"
)

const asha = "asha@example.org"

// newcomer is a site with a seeker's account and a category to offer something in.
func newcomer(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		listing.Handler{Kit: s.Kit, People: s.People.Service, Catalog: s.Catalog, Schedule: s.Schedule}.Mount(s.Mux)
	})
	s.People.Account(t, asha, identity.Seeker)
	catalogtest.Category(t, s.DB, "yoga", nil)
	return s
}

func profileOf(t *testing.T, s *pagetest.Site, email string) catalog.Practitioner {
	t.Helper()
	who, err := s.People.AccountByEmail(t.Context(), s.DB, email)
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Catalog.PractitionerByPerson(t.Context(), who.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestFromAnAccountToAPage walks through all steps, leaves in the middle and comes back.
func TestFromAnAccountToAPage(t *testing.T) {
	s := newcomer(t)
	b := s.As(t, asha)
	b.Get("/pro/start").Want(403, "") // not before the explicit step
	b.Get("/account/offer").Want(200, "").Submit("/account/offer", nil).Want(303, "/pro/start")
	b.Get("/pro/start").Want(303, "/pro/start/you")
	b.Get("/pro/start/hours").Want(303, "/pro/start/you")
	b.Get("/pro/start/you").Has("Step 1 of 6").Submit("/pro/start/you", url.Values{"name": {"Asha Rao"}, "headline": {"Yoga teacher"}}).Want(303, "/pro/start/where")
	b.Get("/pro/start/where").Submit("/pro/start/where", url.Values{"mode": {"online", "in_person"}, "city": {"Pune"}, "area": {"Aundh"}, "zone": {"Asia/Kolkata"}}).Want(303, "/pro/start/service")

	b = s.As(t, asha) // another device
	service := b.Get("/pro/start").Want(303, "/pro/start/service").Follow()
	filled := url.Values{"title": {"First session"}, "category": {"yoga"}, "minutes": {"45"}, "price": {"1,200"}}
	service.Submit("/pro/start/service", filled).Want(303, "/pro/start/hours")
	service.Submit("/pro/start/service", filled).Want(303, "") // sent twice: there is one
	b.Get("/pro/start/hours").Submit("/pro/start/hours", nil).Want(303, "/pro/start/calendar")
	b.Get("/pro/start/calendar").Submit("/pro/start/skip/calendar", nil).Want(303, "/pro/start/documents")
	b.Get("/pro/start/documents").Upload("/pro/start/documents", "document", "degree.pdf", []byte("%PDF-1.7 x")).Want(303, "/pro/start/done").Follow().Has("We check")

	p := profileOf(t, s, asha)
	if p.City != "Pune" || !p.HasPlace() || p.VerificationStatus != catalog.Pending || len(p.Services) != 1 {
		t.Fatalf("made %+v", p)
	}
	if got := p.Services[0]; got.Price.Minor != 120_000 || got.DurationMin != 45 || !got.Has(catalog.Online) || !got.Has(catalog.AtPractitioner) {
		t.Errorf("offered %+v", got)
	}
	hours, err := s.Schedule.Hours(t.Context(), p.ID, s.Kit.Brand().Location())
	if err != nil || len(hours.Weekly) != 5 || hours.Weekly[0].Windows[0].Start != "09:00" {
		t.Errorf("hours %+v, %v", hours, err)
	}
	b.Get("/pro/start").Want(303, "/pro/start/done")
}

func TestStepsSayWhatIsMissing(t *testing.T) {
	s := newcomer(t)
	b := s.As(t, asha)
	b.Get("/account/offer").Submit("/account/offer", nil)
	for step, wrong := range map[string]struct {
		send  url.Values
		field string
	}{"you": {url.Values{"name": {" "}}, "name"}} {
		if a := b.Get("/pro/start/"+step).Submit("/pro/start/"+step, wrong.send).Want(422, ""); !a.Wrong(wrong.field) {
			t.Errorf("%s: %s is not wrong", step, wrong.field)
		}
	}
	b.Get("/pro/start/you").Submit("/pro/start/you", nil).Want(303, "")
	for _, c := range []struct {
		step, says string
		send       url.Values
	}{
		{"where", "at least one", nil}, {"where", "which city", url.Values{"mode": {"in_person"}}}, {"where", "not on our map", url.Values{"mode": {"in_person"}, "city": {"Nowhere"}}},
		{"service", "Fill this in", url.Values{"category": {"yoga"}, "price": {"1"}, "mode": {"online"}}}, {"service", "as a number", url.Values{"price": {"much"}}},
		{"service", "the city is missing", url.Values{"title": {"A"}, "category": {"yoga"}, "price": {"1"}, "mode": {"in_person"}}},
		{"hours", "after the beginning", url.Values{"from": {"18:00"}, "to": {"09:00"}}}, {"calendar", "calendar's address", nil}, {"documents", "Choose a file", nil},
	} {
		b.Get("/pro/start/"+c.step).Submit("/pro/start/"+c.step, c.send).Want(422, "").Has(c.says)
	}
	b.Get("/pro/start").Want(303, "/pro/start/where") // nothing was passed by that
	b.Get("/pro/start/calendar").Submit("/pro/start/skip/calendar", nil).Want(303, "")
	csrf := b.Get("/pro/start/calendar").Fields("/pro/start/skip/calendar", nil)
	b.Post("/pro/start/skip/service", csrf).Want(404, "")
	b.Get("/pro/start/done").Has("Still missing")
}

// TestWhoMayBecomeAPractitioner: people who proved their address, by their own hand; operators stay what they are.
func TestWhoMayBecomeAPractitioner(t *testing.T) {
	s := newcomer(t)
	s.People.Account(t, "op@example.org", identity.Admin)
	op := s.As(t, "op@example.org")
	op.Get("/account/offer").Has("another account")
	csrf := op.Get("/test/form").Fields("/preferences", nil)
	op.Post("/account/offer", csrf).Want(303, "/account/offer")
	s.Browser(t).Get("/account/offer").Want(303, "/sign-in?next=%2Faccount%2Foffer")
	for email, want := range map[string]identity.Role{"op@example.org": identity.Admin, asha: identity.Seeker} {
		if who, err := s.People.AccountByEmail(t.Context(), s.DB, email); err != nil || who.Role != want {
			t.Errorf("%s is %s, %v", email, who.Role, err)
		}
	}
}
