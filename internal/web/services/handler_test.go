package services_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/money"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/services"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const meera = "meera@example.org"

type stage struct {
	*pagetest.Site
	practice pagetest.Practice
}

func newStage(t *testing.T, currency string) stage {
	t.Helper()
	t.Parallel()
	s := stage{Site: pagetest.New(t, func(s *pagetest.Site) {
		services.Handler{Kit: s.Kit, Catalog: s.Catalog, Tariff: s.Tariff}.Mount(s.Mux)
	})}
	s.practice = s.Practice(t, meera, catalogtest.PractitionerSpec{Currency: currency, Latitude: 18.5, Longitude: 73.8}, catalogtest.ServiceSpec{Name: "Yoga"})
	return s
}

// all are the practitioner's services in order.
func (s stage) all(t *testing.T) []catalog.Service {
	t.Helper()
	p, err := s.Catalog.PractitionerByPerson(t.Context(), s.practice.Caller().PersonID)
	if err != nil {
		t.Fatal(err)
	}
	return p.Services
}

func class() url.Values {
	return url.Values{"service_name": {"Breathing class"}, "category": {"yoga"}, "duration_min": {"45"}, "price": {"₹1,200.50"}, "modes": {"online", "in_person"}, "capacity": {"12"},
		"window.kind": {"available_days"}, "window.days": {"20"}, "buffer_after_min": {"15"}, "free_cancel_hours": {"12"}, "late_cancel_fee": {"12 %"}, "notice_min": {"60"},
		"per_day": {"3"}, "per_week": {"१०"}, "interval_min": {"60"}, "pay_at_venue": {"yes"}}
}

func TestAServiceFromTheFormToABooking(t *testing.T) {
	s := newStage(t, "INR")
	browser := s.As(t, meera)
	browser.Get("/pro/services").Want(200, "").Has("Yoga", "₹1,500")
	browser.Get("/pro/services/new").Want(200, "").Submit("/pro/services/new", class()).Want(303, "/pro/services").Follow().Has("The service is saved.", "Breathing class", "₹1,200.50", "12 seats")
	got := s.all(t)[1]
	every := 60
	want := catalog.Service{ID: got.ID, PractitionerID: s.practice.ID, CategoryID: got.CategoryID, CategorySlug: "yoga", Name: "Breathing class", DurationMin: 45, IntervalMin: &every,
		Price: money.Amount{Minor: 120_050, Currency: "INR"}, Modes: []catalog.Mode{catalog.AtPractitioner, catalog.Online}, BufferAfterMin: 15, NoticeMin: 60,
		Window: catalog.Window{Kind: catalog.WindowAvailable, Days: 20}, Capacity: 12, PerDay: 3, PerWeek: 10, PendingBlocks: true, PayAtVenue: true, FreeCancelHours: 12, LateCancelFeeBps: 1200,
		Active: true, SortOrder: 1, Version: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	s.practice.Service = got.ID
	b := s.Book(t, s.practice, s.Tomorrow(10), pagetest.Client{Name: "Kavya", Email: "kavya@example.org"})
	if b.Price != got.Price {
		t.Errorf("the client pays %v for %v", b.Price, got.Price)
	}
	form := browser.Get("/pro/services/"+got.ID.String()).Want(200, "")
	if form.Value("price") != "1200.50" || form.Value("late_cancel_fee") != "12" {
		t.Errorf("the form shows %q and %q", form.Value("price"), form.Value("late_cancel_fee"))
	}
	form.Submit("/pro/services/"+got.ID.String(), nil).Want(303, "/pro/services")
	want.Version = 2
	if diff := cmp.Diff(want, s.all(t)[1]); diff != "" {
		t.Errorf("an unchanged form changed it: %s", diff)
	}
}

// TestPricesInTheCurrencysOwnDecimals: yen have none, dinars three.
func TestPricesInTheCurrencysOwnDecimals(t *testing.T) {
	for _, c := range []struct {
		currency, text string
		minor          int64
		fault          bool
	}{{"JPY", "5,000", 5000, false}, {"JPY", "5000.50", 0, true}, {"KWD", "12.250", 12_250, false}, {"KWD", "12.255", 0, true}, {"INR", "free", 0, true}, {"EUR", "12,50", 1250, false}} {
		t.Run(c.currency+" "+c.text, func(t *testing.T) {
			s := newStage(t, c.currency)
			form := class()
			form.Set("price", c.text)
			a := s.As(t, meera).Get("/pro/services/new").Submit("/pro/services/new", form)
			if c.fault {
				if a.Want(422, ""); !a.Wrong("price") || a.Value("price") != c.text || a.Value("service_name") != "Breathing class" {
					t.Errorf("the page does not say so, or lost what was typed: %s", a.Text())
				}
				return
			}
			a.Want(303, "/pro/services")
			if got := s.all(t)[1].Price; got != (money.Amount{Minor: c.minor, Currency: c.currency}) {
				t.Errorf("stored %v", got)
			}
		})
	}
}

func TestWrongFieldsKeepWhatWasTyped(t *testing.T) {
	s := newStage(t, "INR")
	browser := s.As(t, meera)
	form := class()
	form.Set("service_name", "")
	form.Set("duration_min", "1")
	form.Set("per_week", "2") // below the day's
	form.Set("window.kind", "range")
	delete(form, "modes")
	a := browser.Get("/pro/services/new").Submit("/pro/services/new", form).Want(422, "")
	for _, f := range []string{"service_name", "duration_min", "per_week", "window.from", "modes"} {
		if !a.Wrong(f) {
			t.Errorf("%s is not said to be wrong", f)
		}
	}
	if a.Value("capacity") != "12" || len(s.all(t)) != 1 {
		t.Error("typed words are lost, or something was stored")
	}
	form.Set("duration_min", "soon")
	form.Set("late_cancel_fee", "12.5") // pages say whole ones
	if a := browser.Get("/pro/services/new").Submit("/pro/services/new", form).Want(422, ""); !a.Wrong("duration_min") || !a.Wrong("late_cancel_fee") {
		t.Error("a word for a number is taken")
	}
}

func TestThePreviewChangesNothing(t *testing.T) {
	s := newStage(t, "INR")
	browser := s.As(t, meera)
	form := class()
	form.Set("do", "preview")
	form.Del("interval_min")
	browser.Get("/pro/services/new").Submit("/pro/services/new", form).Want(200, "").Has("₹1,200.50", "12 hours before, after that 12 %", "every 60 minutes")
	if n := len(s.all(t)); n != 1 {
		t.Errorf("there are %d services", n)
	}
}

func TestASecondWindowDoesNotOverwrite(t *testing.T) {
	s := newStage(t, "INR")
	browser := s.As(t, meera)
	path := "/pro/services/" + s.practice.Service.String()
	one, two := browser.Get(path), browser.Get(path)
	one.Submit(path, url.Values{"service_name": {"First"}}).Want(303, "/pro/services")
	a := two.Submit(path, url.Values{"service_name": {"Second"}}).Want(409, "").Has("changed meanwhile")
	if a.Value("service_name") != "Second" || !a.Link(path) || s.all(t)[0].Name != "First" {
		t.Errorf("overwritten, or lost: %s", a.Text())
	}
	a.Submit(path, nil).Want(409, "") // and sending it again does not force it through
}

func TestOptionsStandTogether(t *testing.T) {
	s := newStage(t, "INR")
	browser := s.As(t, meera)
	id := s.practice.Service.String()
	browser.Get("/pro/services/new?of="+id).Want(200, "").Submit("/pro/services/new?of="+id, url.Values{"variant_label": {"90 min"}, "duration_min": {"90"}, "price": {"1,700"}}).
		Want(303, "/pro/services").Follow().Has("90 min", "₹1,700")
	browser.Get("/pro/services/new").Submit("/pro/services/new", class()).Want(303, "")
	list := s.all(t)
	option, other := list[1], list[2]
	if option.Title() != "Yoga, 90 min" || option.Heading() != s.practice.Service {
		t.Fatalf("the option is %+v", option)
	}
	order := browser.Get("/pro/services")
	order.Submit("/pro/services/order", url.Values{"up": {other.ID.String()}}).Want(303, "/pro/services#s-"+other.ID.String())
	if now := s.all(t); now[0].ID != other.ID || now[2].ID != option.ID {
		t.Errorf("ordered %v", now)
	}
	order.Submit("/pro/services/order", url.Values{"order": {id + "," + other.ID.String()}}).Want(303, "")
	order.Submit("/pro/services/order", url.Values{"up": {id}}).Want(303, "") // there is nothing above it
	if now := s.all(t); now[0].ID != s.practice.Service || now[1].ID != option.ID {
		t.Errorf("ordered %v", now)
	}
	for _, wrong := range []string{id, id + "," + id, id + ",nonsense", uuid.NewString()} {
		order.Submit("/pro/services/order", url.Values{"order": {wrong}}).Want(409, "")
	}
	browser.Get("/pro/services/"+option.ID.String()).Want(200, "").Has("An option of Yoga")
}

func TestPauseReopenAndConfirmation(t *testing.T) {
	s := newStage(t, "INR")
	browser := s.As(t, meera)
	path := "/pro/services/" + s.practice.Service.String()
	page := browser.Get("/pro/services")
	page.Submit(path+"/pause", nil).Want(303, "/pro/services").Follow().Has("Paused", "What is booked stays booked.")
	page.Submit(path+"/pause", nil).Want(303, "") // pressed twice
	if s.all(t)[0].Active {
		t.Error("it is still offered")
	}
	browser.Get("/pro/services").Submit(path+"/reopen", nil).Want(303, "/pro/services")
	if !s.all(t)[0].Active {
		t.Error("it is not offered again")
	}
	browser.Get("/pro/services").Submit("/pro/services/confirmation", url.Values{"confirmation": {"approval"}}).Want(303, "/pro/services")
	if p, err := s.Catalog.PractitionerByID(t.Context(), s.practice.ID); err != nil || p.Confirmation != catalog.Approval {
		t.Errorf("%v %v", p.Confirmation, err)
	}
}

func TestWhoMayWorkHere(t *testing.T) {
	s := newStage(t, "INR")
	s.People.Account(t, "seeker@example.org", identity.Seeker)
	s.Practice(t, "other@example.org", catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	path := "/pro/services/" + s.practice.Service.String()
	other := s.As(t, "other@example.org")
	mine := other.Get("/pro/services").Fields("/pro/services/order", nil)
	for _, to := range []string{path, "/pro/services/new?of=" + s.practice.Service.String()} {
		s.Browser(t).Get(to).Want(303, "/sign-in?next="+url.QueryEscape(to))
		s.As(t, "seeker@example.org").Get(to).Want(403, "")
		other.Get(to).Want(404, "")
		other.Post(to, mine).Want(404, "")
	}
	for _, verb := range []string{"/pause", "/reopen"} {
		other.Post(path+verb, mine).Want(404, "")
		s.As(t, meera).Post(path+verb, mine).Want(403, "") // another browser's token
	}
	other.Get("/pro/services/nonsense").Want(404, "")
	mine.Set("order", s.practice.Service.String())
	other.Post("/pro/services/order", mine).Want(409, "")
}

func TestHostileWordsStayWords(t *testing.T) {
	s := newStage(t, "INR")
	browser := s.As(t, meera)
	browser.SetCookie("lang", "hi")
	path := "/pro/services/" + s.practice.Service.String()
	for _, words := range pagetest.Hostile {
		browser.Get(path).Submit(path, url.Values{"service_name": {words}, "description": {words}}).Want(303, "/pro/services").Follow().Want(200, "").Has(strings.Join(strings.Fields(words), " "))
	}
}
