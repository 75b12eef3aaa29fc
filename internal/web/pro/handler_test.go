package pro_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/page/pagetest"
	"klear/internal/web/pro"
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

func newStage(t *testing.T, confirmation string) stage {
	t.Helper()
	t.Parallel()
	s := stage{Site: pagetest.New(t, func(s *pagetest.Site) {
		pro.Handler{Kit: s.Kit, People: s.People.Service, Catalog: s.Catalog, Businesses: s.Businesses, Schedule: s.Schedule, Bookings: s.Bookings, Payments: s.Payments, Invoices: s.Invoices}.Mount(s.Mux)
	})}
	s.practice = s.Practice(t, meera, catalogtest.PractitionerSpec{Confirmation: confirmation}, catalogtest.ServiceSpec{Name: "Yoga"})
	return s
}

func kavya(note string) pagetest.Client {
	return pagetest.Client{Name: "Kavya Menon", Email: "kavya@example.org", Note: note}
}

func (s stage) status(t *testing.T, b *booking.Booking) booking.Status {
	t.Helper()
	now, err := s.Bookings.ByID(t.Context(), s.practice.Caller(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return now.Status
}

var verbs = []string{"/pro/requests/%/accept", "/pro/requests/%/decline", "/pro/sessions/%/start", "/pro/sessions/%/end", "/pro/sessions/%/no-show", "/pro/sessions/%/note",
	"/pro/sessions/%/move", "/pro/sessions/%/cancel", "/pro/sessions/%/receipt", "/pro/sessions/%/receipt/back"}

func TestWhoMayWorkHere(t *testing.T) {
	s := newStage(t, "approval")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	s.People.Account(t, "seeker@example.org", identity.Seeker)
	s.People.Account(t, "op@example.org", identity.Admin)
	s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	pages := []string{"/pro", "/pro/agenda", "/pro/requests", "/pro/sessions/" + b.Code}
	visitor, seeker, operator, stranger := s.Browser(t), s.As(t, "seeker@example.org"), s.As(t, "op@example.org"), s.As(t, other)
	for _, path := range pages {
		visitor.Get(path).Want(303, "/sign-in?next="+url.QueryEscape(path))
		for _, b := range []*pagetest.Browser{seeker, operator} {
			if a := b.Get(path).Want(403, ""); !a.Link("/") {
				t.Error("there is no way on")
			}
		}
	}
	stranger.Get("/pro/sessions/"+b.Code).Want(404, "")
	csrf := stranger.Get("/test/form").Fields("/preferences", nil)
	csrf.Set("reason", "time")
	for _, verb := range verbs {
		path := strings.ReplaceAll(verb, "%", b.Code)
		visitor.Post(path, nil).Want(303, "/sign-in")
		seeker.Post(path, nil).Want(403, "")
		stranger.Post(path, csrf).Want(404, "")
	}
	if got := s.status(t, b); got != booking.Pending {
		t.Errorf("somebody else made it %s", got)
	}
}

func TestFormsNeedTheirToken(t *testing.T) {
	s := newStage(t, "approval")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	theirs := s.As(t, other).Get("/test/form").Fields("/preferences", nil).Get("csrf")
	browser := s.As(t, meera)
	for _, verb := range verbs {
		for _, csrf := range []string{"", "nonsense", theirs} {
			browser.Post(strings.ReplaceAll(verb, "%", b.Code), url.Values{"csrf": {csrf}, "reason": {"time"}}).Want(403, "")
		}
	}
	if got := s.status(t, b); got != booking.Pending {
		t.Errorf("it became %s", got)
	}
}

func TestThereIsNoSuchSession(t *testing.T) {
	s := newStage(t, "instant")
	browser := s.As(t, meera)
	csrf := browser.Get("/test/form").Fields("/preferences", nil)
	for _, code := range []string{"22222222", "x", "%00%00%00%00%00%00%00%00", "%ff%fe%fd%fc%ff%fe%fd%fc", "'%20or%201=1", strings.Repeat("A", 5000), "%3Cscript"} {
		browser.Get("/pro/sessions/"+code).Want(404, "")
		for _, verb := range verbs {
			browser.Post(strings.ReplaceAll(verb, "%", code), csrf).Want(404, "")
		}
	}
}

func TestAgenda(t *testing.T) {
	s := newStage(t, "instant")
	s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	s.Book(t, s.practice, s.Tomorrow(14), pagetest.Client{Name: "Arjun Pillai", Email: "arjun@example.org"})
	if _, err := s.Schedule.BlockTime(t.Context(), identity.Principal{}, s.practice.ID, s.Tomorrow(12), s.Tomorrow(13)); err != nil {
		t.Fatal(err)
	}
	browser := s.As(t, meera)
	browser.SetCookie("zone", "UTC")
	day := s.Tomorrow(0).Format(time.DateOnly)
	page := browser.Get("/pro/agenda?on="+day).Want(200, "").
		Has("9:00 am to 6:00 pm", "Kavya Menon", "Arjun Pillai", "Yoga", "Busy", "Free to book", "Confirmed")
	text := page.Text()
	order := []string{"Kavya Menon", "Busy", "Arjun Pillai"}
	for i := 1; i < len(order); i++ {
		if strings.Index(text, order[i-1]) > strings.Index(text, order[i]) {
			t.Errorf("%s comes after %s", order[i-1], order[i])
		}
	}
	for _, on := range []string{"nonsense", "0001-01-01", "9999-12-31", "2026-02-30", "'; drop table x; --", "\x00"} {
		browser.Get("/pro/agenda?on="+url.QueryEscape(on)).Want(200, "")
	}
	if next := s.Tomorrow(0).AddDate(0, 0, 7).Format(time.DateOnly); !page.Link("/pro/agenda?on=" + next) {
		t.Error("there is no next week")
	}
	browser.SetCookie("zone", "Asia/Tokyo") // nine hours on: the afternoon's session is late in the evening
	browser.Get("/pro/agenda?on=" + day).Has("11:00 pm")
}

func TestAcceptOnceOrTwice(t *testing.T) {
	s := newStage(t, "approval")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya("Is early fine?"))
	browser := s.As(t, meera)
	browser.Get("/pro/agenda").Has("1 request")
	page := browser.Get("/pro/requests").Want(200, "").Has("Kavya Menon", "Is early fine?", "First", "₹1,275")
	browser.Get("/pro/sessions/"+b.Code).Want(303, "/pro/requests")
	path := "/pro/requests/" + b.Code + "/accept"
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { page.Submit(path, nil).Want(303, "/pro/requests") })
	}
	wg.Wait()
	page.Submit(path, nil).Want(303, "/pro/requests").Follow().Has("Accepted.", "No requests wait.")
	if got := s.status(t, b); got != booking.Confirmed {
		t.Errorf("it is %s", got)
	}
	page.Submit("/pro/requests/"+b.Code+"/decline", url.Values{"reason": {"time"}}).Want(409, "").Has("moved on")
}

func TestDecline(t *testing.T) {
	s := newStage(t, "approval")
	one, two := s.Book(t, s.practice, s.Tomorrow(10), kavya("")), s.Book(t, s.practice, s.Tomorrow(14), kavya(""))
	browser := s.As(t, meera)
	page := browser.Get("/pro/requests")
	path := "/pro/requests/" + one.Code + "/decline"
	if a := page.Submit(path, url.Values{"reason": {"because"}}).Want(422, ""); !a.Wrong("reason-" + one.Code) {
		t.Error("an unknown reason is not said to be wrong")
	}
	page.Submit(path, url.Values{"reason": {"time"}, "open": {"yes"}}).Want(303, "/pro/requests")
	page.Submit(path, url.Values{"reason": {"time"}, "open": {"yes"}}).Want(303, "/pro/requests") // pressed twice
	page.Submit("/pro/requests/"+two.Code+"/decline", url.Values{"reason": {"other"}, "open": {"no"}}).Want(303, "/pro/requests").Follow().Has("the time is blocked")
	declined, err := s.Bookings.ByID(t.Context(), s.practice.Caller(), one.ID)
	if err != nil || declined.Status != booking.Declined {
		t.Fatalf("%v, %v", declined, err)
	}
	if words, err := s.Bookings.WordsOf(t.Context(), declined); err != nil || words.Reason != "The time does not work" {
		t.Errorf("the client is told %q, %v", words.Reason, err)
	}
	blocks, err := s.Schedule.Blocks(t.Context(), s.practice.ID)
	if err != nil || len(blocks) != 1 || !blocks[0].Start.Equal(two.Start) {
		t.Errorf("blocks %v, %v", blocks, err)
	}
	page.Submit("/pro/requests/"+one.Code+"/accept", nil).Want(409, "")
}

// TestDecliningWithABlockThatMeetsABooking: the page says whose time it is.
func TestDecliningWithABlockThatMeetsABooking(t *testing.T) {
	s := newStage(t, "approval")
	if _, err := s.DB.Exec(t.Context(), "update catalog.service set pending_blocks = false"); err != nil {
		t.Fatal(err)
	}
	one, two := s.Book(t, s.practice, s.Tomorrow(10), kavya("")), s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	browser := s.As(t, meera)
	page := browser.Get("/pro/requests")
	page.Submit("/pro/requests/"+one.Code+"/accept", nil).Want(303, "/pro/requests")
	page.Submit("/pro/requests/"+two.Code+"/decline", url.Values{"reason": {"time"}, "open": {"no"}}).Want(409, "").Has("booking " + one.Code + " is there")
	if got := s.status(t, two); got != booking.Declined {
		t.Errorf("the request is %s", got)
	}
	if got := s.status(t, one); got != booking.Confirmed {
		t.Errorf("the booking is %s", got)
	}
}

func TestARequestThatWasWithdrawn(t *testing.T) {
	s := newStage(t, "approval")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	page := s.As(t, meera).Get("/pro/requests")
	s.Clock.Advance(25 * time.Hour)
	if err := s.Bookings.SweepOverdue(context.Background(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	page.Submit("/pro/requests/"+b.Code+"/accept", nil).Want(409, "").Has("moved on", "No requests wait.")
}

func TestASessionFromStartToNote(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya("I wake at three."))
	path := "/pro/sessions/" + b.Code
	browser := s.As(t, meera)
	page := browser.Get("/pro/sessions/"+strings.ToLower(b.Code)).Want(200, "").Has("Kavya Menon", "I wake at three.", "₹1,275")
	page.Submit(path+"/start", nil).Want(409, "").Has("15 minutes before")
	browser.Post(path+"/no-show", page.Fields(path+"/start", nil)).Want(409, "")
	page.Submit(path+"/note", url.Values{"note": {"Before we met."}}).Want(303, path).Follow().Has("Your note is saved.", "Before we met.")

	s.Clock.Set(b.Start.Add(5 * time.Minute))
	browser = s.As(t, meera)
	page = browser.Get(path)
	page.Submit(path+"/start", nil).Want(303, path)
	page.Submit(path+"/start", nil).Want(303, path) // pressed twice
	s.Clock.Advance(50 * time.Minute)
	running := browser.Get(path).Has("In progress")
	if running.Value("note") != "Before we met." {
		t.Errorf("the note is %q", running.Value("note"))
	}
	running.Submit(path+"/end", url.Values{"note": {strings.Repeat("अ", 20_200)}}).Want(422, "")
	if got := s.status(t, b); got != booking.InSession {
		t.Fatalf("it is %s", got)
	}
	running.Submit(path+"/end", url.Values{"note": {"Sleeps at two."}}).Want(303, path)
	running.Submit(path+"/end", url.Values{"note": {"Sleeps at two."}}).Want(303, path)
	ended := browser.Get(path).Has("Done", "Sleeps at two.", "Started", "Ended")
	ended.Submit(path+"/note", url.Values{"note": {""}}).Want(303, path)
	if got := browser.Get(path).Value("note"); got != "" {
		t.Errorf("the emptied note is %q", got)
	}
	browser.Post(path+"/no-show", ended.Fields(path+"/note", nil)).Want(409, "")
}

func TestEndingWithAnEmptiedNote(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code
	s.Clock.Set(b.Start)
	browser := s.As(t, meera)
	browser.Get(path).Submit(path+"/note", url.Values{"note": {"A thought."}}).Want(303, path)
	browser.Get(path).Submit(path+"/start", nil).Want(303, path)
	browser.Get(path).Submit(path+"/end", url.Values{"note": {""}}).Want(303, path)
	if got := browser.Get(path).Value("note"); got != "" {
		t.Errorf("the note is %q", got)
	}
}

func TestNoShow(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code
	s.Clock.Set(b.Start.Add(20 * time.Minute))
	browser := s.As(t, meera)
	page := browser.Get(path)
	page.Submit(path+"/no-show", nil).Want(303, path)
	page.Submit(path+"/no-show", nil).Want(303, path).Follow().Has("Missed")
	page.Submit(path+"/start", nil).Want(409, "")
	if got := s.status(t, b); got != booking.NoShow {
		t.Errorf("it is %s", got)
	}
}

func TestEarlierSessionsAreCounted(t *testing.T) {
	s := newStage(t, "instant")
	first := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	s.Clock.Set(first.Start)
	if _, err := s.Bookings.Finish(t.Context(), s.practice.Caller(), first.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	second := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	browser := s.As(t, meera)
	browser.SetCookie("zone", "UTC")
	if text := browser.Get("/pro/agenda?on=" + second.Start.Format(time.DateOnly)).Text(); strings.Contains(text, "First") {
		t.Errorf("the second session is called the first:\n%s", text)
	}
	browser.Get("/pro/sessions/"+second.Code).Want(200, "").Has("1 earlier")
}

func TestHostileNamesAndNotesStayWords(t *testing.T) {
	s := newStage(t, "approval")
	hour := 9
	for i, words := range pagetest.Hostile {
		b := s.Book(t, s.practice, s.Tomorrow(hour).AddDate(0, 0, i), pagetest.Client{Name: words, Email: "kavya@example.org", Note: words})
		browser := s.As(t, meera)
		browser.Get("/pro/requests").Want(200, "").Has(strings.Join(strings.Fields(words), " ")).Submit("/pro/requests/"+b.Code+"/accept", nil).Want(303, "")
		path := "/pro/sessions/" + b.Code
		browser.Get(path).Want(200, "").Submit(path+"/note", url.Values{"note": {words}}).Want(303, path)
		if got := browser.Get(path).Value("note"); got != words {
			t.Errorf("the note %q came back as %q", words, got)
		}
		browser.Get("/pro/agenda?on="+b.Start.Format(time.DateOnly)).Want(200, "")
	}
}

func TestInHindi(t *testing.T) {
	s := newStage(t, "approval")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya("x"))
	browser := s.As(t, meera)
	browser.SetCookie("lang", "hi")
	browser.Get("/pro/agenda").Want(200, "")
	browser.Get("/pro/requests").Submit("/pro/requests/"+b.Code+"/accept", nil).Want(303, "").Follow().Want(200, "")
	browser.Get("/pro/sessions/"+b.Code).Submit("/pro/sessions/"+b.Code+"/start", nil).Want(http.StatusConflict, "")
}

// TestWhomASessionIsFor: the practitioner reads it on the request, in the agenda and on the session's page.
func TestWhomASessionIsFor(t *testing.T) {
	s := newStage(t, "approval")
	me := identity.Principal{PersonID: s.People.Account(t, "kavya@example.org", identity.Seeker).ID, Role: identity.Seeker, Verified: true}
	asha, err := s.People.AddDependant(t.Context(), me, identity.DependantChange{Relation: identity.Child, Name: "Asha"})
	if err != nil {
		t.Fatal(err)
	}
	caller := booking.Caller{Principal: me}
	b := s.BookAs(t, caller, s.practice, s.Tomorrow(10), pagetest.Client{For: asha.ID})
	browser := s.pro(t)
	browser.Get("/pro/requests").Has("for Asha, child")
	browser.Get("/pro/agenda").Has("for Asha, child")
	if _, err := s.Bookings.Accept(t.Context(), s.practice.Caller(), b.ID, 0); err != nil {
		t.Fatal(err)
	}
	browser.Get("/pro/sessions/" + b.Code).Has("for Asha, child")
	for _, to := range []string{"kavya@example.org", meera} {
		m := s.Letters.To(t, to, "")
		if strings.Contains(m.Text+m.HTML, "Asha") || (m.Calendar != nil && strings.Contains(string(m.Calendar.ICS), "Asha")) {
			t.Errorf("a letter to %s names them", to)
		}
	}
}
