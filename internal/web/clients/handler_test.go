package clients_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/client"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/web/clients"
	"klear/internal/web/page/pagetest"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const (
	meera = "meera@example.org" // the practitioner
	other = "other@example.org" // another one
)

type stage struct {
	*pagetest.Site
	clients  *client.Service
	practice pagetest.Practice
	browser  *pagetest.Browser
}

func newStage(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	s := &stage{}
	s.Site = pagetest.New(t, func(site *pagetest.Site) {
		s.clients = &client.Service{Deps: client.Deps{DB: site.DB, Clock: site.Clock, IDs: ids.NewSource(nil), Events: site.People.Bus, Jobs: site.People.Jobs, People: site.People.Service}}
		clients.Handler{Kit: site.Kit, People: site.People.Service, Clients: s.clients, Catalog: site.Catalog, Schedule: site.Schedule, Bookings: site.Bookings, Payments: site.Payments, Tariff: site.Tariff}.Mount(site.Mux)
		site.Mux.HandleFunc("GET /pro/agenda", func(http.ResponseWriter, *http.Request) {})
	})
	s.practice = s.Practice(t, meera, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Name: "Yoga"})
	s.clients.Owner = func(_ context.Context, id uuid.UUID) (uuid.UUID, error) {
		p, err := s.Catalog.PractitionerByID(t.Context(), id)
		return p.PersonID, err
	}
	s.browser = s.As(t, meera)
	s.browser.SetCookie("zone", "UTC")
	return s
}

// told tells the list of a booking, as the queue would.
func (s *stage) told(t *testing.T, b *booking.Booking) {
	t.Helper()
	rows, err := s.DB.Query(t.Context(), "select data from events.event where aggregate_id = $1 and type = 'booking.confirmed'", b.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			t.Fatal(err)
		}
		if err := s.clients.OnBooking(t.Context(), events.Delivery{AggregateID: b.ID, Data: raw}); err != nil {
			t.Fatal(err)
		}
	}
}

// proved is what the guest does who opens the letter's link.
func (s *stage) proved(t *testing.T, b *booking.Booking) {
	t.Helper()
	if err := s.Bookings.Reached(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.clients.OnProved(t.Context(), events.Delivery{AggregateID: b.SeekerID}); err != nil {
		t.Fatal(err)
	}
}

func (s *stage) me() identity.Principal { return s.practice.Caller().Principal }

// only is the address of the one client in the list.
func (s *stage) only(t *testing.T) string {
	t.Helper()
	list, n, err := s.clients.List(t.Context(), s.me(), "", 1, 10)
	if err != nil || n != 1 {
		t.Fatalf("%d clients, %v", n, err)
	}
	return "/pro/clients/" + list[0].ID.String()
}

var anna = url.Values{"name": {"Anna Berg"}, "email": {"anna@example.org"}, "phone": {"+47 22 33 44 55"}, "language": {"de"}, "birthday": {"1984-05-31"}, "about": {"Sleeps badly."}}

func TestWhoMayLookAtClients(t *testing.T) {
	s := newStage(t)
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", anna).Want(303, "")
	one := s.only(t)
	s.People.Account(t, "seeker@example.org", identity.Seeker)
	s.People.Account(t, "op@example.org", identity.Admin)
	s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	stranger := s.As(t, other)
	for _, path := range []string{"/pro/clients", "/pro/clients/new", "/pro/clients/import", "/pro/clients/export", one, one + "/edit", one + "/book"} {
		s.Browser(t).Get(path).Want(303, "/sign-in?next="+url.QueryEscape(path))
		s.As(t, "seeker@example.org").Get(path).Want(403, "")
		s.As(t, "op@example.org").Get(path).Want(403, "")
	}
	csrf := stranger.Get("/test/form").Fields("/preferences", nil)
	csrf.Set("version", "1")
	for _, path := range []string{one, one + "/edit", one + "/book", one + "/notes/" + uuid.NewString(), "/pro/clients/nonsense"} {
		stranger.Get(path).Want(404, "")
	}
	for _, verb := range []string{"/edit", "/remove", "/notes", "/book", "/withdraw", "/notes/" + uuid.NewString()} {
		stranger.Post(one+verb, csrf).Want(404, "")
		s.browser.Post(one+verb, url.Values{"csrf": {"nonsense"}}).Want(403, "")
	}
	if a := stranger.Raw("/pro/clients/export"); strings.Contains(a.Body, "Anna") {
		t.Error("another's export names my client")
	}
}

// TestAClientFromEntryToRemoval: added twice by a double press, found, changed, noted, removed.
func TestAClientFromEntryToRemoval(t *testing.T) {
	s := newStage(t)
	s.browser.Get("/pro/clients").Has("No clients yet.")
	form := s.browser.Get("/pro/clients/new")
	if a := form.Submit("/pro/clients/new", url.Values{"email": {"nonsense"}, "birthday": {"31/05/1984"}}).Want(422, ""); !a.Wrong("name") || !a.Wrong("email") || !a.Wrong("birthday") || a.Value("email") != "nonsense" {
		t.Error("wrong fields are not said, or what was typed is gone")
	}
	form.Submit("/pro/clients/new", anna).Want(303, "").Follow().Has("The client is added.", "Anna Berg", "anna@example.org", "Sleeps badly.", "Deutsch")
	form.Submit("/pro/clients/new", anna).Want(303, "") // pressed twice
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", anna).Want(409, "").Has("already")
	one := s.only(t)
	s.browser.Get("/pro/clients").Submit("/pro/clients", url.Values{"q": {"33 44"}}).Want(200, "").Has("Anna Berg")
	s.browser.Get("/pro/clients").Submit("/pro/clients", url.Values{"q": {"zzz"}}).Want(200, "").Has("Nobody found.")

	edit := s.browser.Get(one + "/edit")
	edit.Submit(one+"/edit", url.Values{"name": {"Anna Lie"}, "about": {""}}).Want(303, one).Follow().Has("Anna Lie")
	edit.Submit(one+"/edit", url.Values{"name": {"Older"}}).Want(409, "").Has("changed meanwhile")

	page := s.browser.Get(one)
	if a := page.Submit(one+"/notes", url.Values{"words": {" "}}).Want(422, ""); !a.Wrong("words") {
		t.Error("an empty note is not said to be wrong")
	}
	for range 2 { // pressed twice
		page.Submit(one+"/notes", url.Values{"words": {"Slept <b>well</b>."}}).Want(303, one)
	}
	if text := s.browser.Get(one).Text(); strings.Count(text, "Slept <b>well</b>.") != 1 {
		t.Errorf("the note is not there once:\n%s", text)
	}
	notes, err := s.clients.Notes(t.Context(), s.me(), uuid.MustParse(strings.TrimPrefix(one, "/pro/clients/")))
	if err != nil || len(notes) != 1 {
		t.Fatal(notes, err)
	}
	note := one + "/notes/" + notes[0].ID.String()
	s.browser.Get(note).Submit(note, url.Values{"words": {"Slept better."}}).Want(303, one).Follow().Has("Slept better.", "Edited")
	s.browser.Get(note).Submit(note, url.Values{"words": {""}}).Want(422, "")
	s.browser.Get(one).Submit(one+"/remove", nil).Want(303, "/pro/clients").Follow().Has("The client is removed.", "No clients yet.")
}

// TestWhoBooksBecomesAClient once the booking stands, joined with the row that was entered by hand; a request does not.
func TestWhoBooksBecomesAClient(t *testing.T) {
	s := newStage(t)
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", url.Values{"name": {"Kavya M"}, "email": {"KAVYA@example.org"}}).Want(303, "")
	b := s.Book(t, s.practice, s.Tomorrow(10), pagetest.Client{Name: "Kavya Menon", Email: "kavya@example.org"})
	s.proved(t, b)
	s.told(t, b)
	s.told(t, b) // delivered twice
	one := s.only(t)
	if err := s.Bookings.SaveNote(t.Context(), s.practice.Caller(), b.ID, "Wakes at three."); err != nil {
		t.Fatal(err)
	}
	page := s.browser.Get(one).Has("Kavya M", "1 booking together", "Yoga", "Wakes at three.", "₹1,500")
	if !page.Link("/pro/sessions/" + b.Code) {
		t.Error("the history does not lead to the session")
	}
	s.browser.Post(one+"/remove", page.Fields(one+"/notes", nil)).Want(409, "").Has("stays in the list")
}

// TestAnUnprovedAddressJoinsNobody: anybody can type an address. The client who was entered with it stays as they are, who
// booked is named, and the practitioner joins the two or not.
func TestAnUnprovedAddressJoinsNobody(t *testing.T) {
	s := newStage(t)
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", url.Values{"name": {"Real Alice"}, "email": {"alice@example.org"}, "about": {"Private."}}).Want(303, "")
	alice := s.only(t)
	b := s.Book(t, s.practice, s.Tomorrow(10), pagetest.Client{Name: "Mallory", Email: "alice@example.org"})
	s.told(t, b)
	s.told(t, b)
	list, n, err := s.clients.List(t.Context(), s.me(), "Mallory", 1, 10)
	if err != nil || n != 1 {
		t.Fatalf("who booked is not in the list: %d, %v", n, err)
	}
	mallory := "/pro/clients/" + list[0].ID.String()
	if text := s.browser.Get(mallory).Has("Perhaps the same person", "Real Alice").Text(); strings.Contains(text, "Private.") {
		t.Error("what was written about Alice stands with who booked")
	}
	s.browser.Get(mallory).Submit(mallory+"/notes", url.Values{"words": {"Came late."}}).Want(303, mallory)
	stranger := s.As(t, func() string {
		s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
		return other
	}())
	csrf := stranger.Get("/test/form").Fields("/preferences", nil)
	csrf.Set("other", list[0].ID.String())
	stranger.Post(alice+"/join", csrf).Want(404, "")
	page := s.browser.Get(alice).Has("Perhaps the same person", "Mallory", "Remove")
	for range 2 { // pressed twice
		page.Submit(alice+"/join", nil).Want(303, alice)
	}
	s.only(t)
	s.browser.Get(alice).Has("Real Alice", "Private.", "Came late.", "Mallory", "1 booking together")
}

// TestAProvedAddressIsJoined when its letter is opened, also after the booking; the name they gave is still said.
func TestAProvedAddressIsJoined(t *testing.T) {
	s := newStage(t)
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", url.Values{"name": {"Real Alice"}, "email": {"alice@example.org"}}).Want(303, "")
	alice := s.only(t)
	b := s.Book(t, s.practice, s.Tomorrow(10), pagetest.Client{Name: "Ally", Email: "alice@example.org"})
	s.told(t, b)
	for range 2 { // delivered twice
		s.proved(t, b)
	}
	if one := s.only(t); one != alice {
		t.Errorf("the client is now at %s", one)
	}
	s.browser.Get(alice).Has("Real Alice", "Booked as", "Ally", "1 booking together")
}

// TestEnteringSomebodyTellsNothing: the answer is the same whether an account has the address or not, and shows nothing
// of it.
func TestEnteringSomebodyTellsNothing(t *testing.T) {
	s := newStage(t)
	s.People.Account(t, "member@example.org", identity.Seeker)
	if _, err := s.DB.Exec(t.Context(), "update identity.person set phone = '+91 11111 11111', name = 'Secret Name' where email = 'member@example.org'"); err != nil {
		t.Fatal(err)
	}
	shape := func(email string) string {
		s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", url.Values{"name": {"Somebody"}, "email": {email}}).Want(303, "")
		one := s.only(t)
		text := s.browser.Get(one).Text() + s.browser.Get(one+"/book").Text()
		if strings.Contains(text, "Secret Name") || strings.Contains(text, "11111") {
			t.Errorf("an account shows:\n%s", text)
		}
		s.browser.Get(one).Submit(one+"/remove", nil).Want(303, "")
		return strings.ReplaceAll(text, email, "")
	}
	if a, b := shape("member@example.org"), shape("nobody@example.org"); a != b {
		t.Errorf("the pages differ:\n%s\n%s", a, b)
	}
}

// TestWhoErasedTheAccountIsNotNamed: bookings, amounts and the practitioner's own notes stay.
func TestWhoErasedTheAccountIsNotNamed(t *testing.T) {
	s := newStage(t)
	b := s.Book(t, s.practice, s.Tomorrow(10), pagetest.Client{Name: "Kavya Menon", Email: "kavya@example.org"})
	s.told(t, b)
	one := s.only(t)
	s.browser.Get(one).Submit(one+"/notes", url.Values{"words": {"My own words."}}).Want(303, one)
	edit := s.browser.Get(one + "/edit")
	edit.Submit(one+"/edit", url.Values{"name": {"Kavya by hand"}, "phone": {"+91 22222 22222"}}).Want(303, one)
	if _, err := s.DB.Exec(t.Context(), `update identity.person set name = 'Deleted', email = 'deleted+1@deleted.invalid', status = 'deleted', deleted_at = now() where id = $1`, b.SeekerID); err != nil {
		t.Fatal(err)
	}
	if err := s.clients.OnErased(t.Context(), events.Delivery{AggregateID: b.SeekerID, Data: []byte(`{"person_id":"` + b.SeekerID.String() + `","guest_ids":[]}`)}); err != nil {
		t.Fatal(err)
	}
	text := s.browser.Get(one).Has("Erased account", "My own words.", "Yoga", "₹1,500").Text() + s.browser.Get("/pro/clients").Text()
	for _, words := range []string{"Kavya", "22222", "kavya@", "deleted.invalid"} {
		if strings.Contains(text, words) {
			t.Errorf("the page still says %q", words)
		}
	}
	s.browser.Get(one+"/edit").Want(303, one)
	s.browser.Get(one+"/book").Want(200, "").Has("Nothing can be booked")
}

// TestImportAndExport: checked first, imported on a word, and the second time there is nothing to do.
func TestImportAndExport(t *testing.T) {
	s := newStage(t)
	const path = "/pro/clients/import"
	file := "First Name;Last Name;E-mail;Mobile\nAnna;Berg;anna@example.org;+47 22 33 44 55\nBob;=1+1;bob@example.org;\n;;nonsense;\n"
	form := s.browser.Get(path)
	form.Upload(path, "file", "clients.csv", []byte("not,a\ntable\n")).Want(422, "")
	form.Submit(path, nil).Want(422, "")
	checked := form.Upload(path, "file", "clients.csv", []byte(file)).Want(200, "").Has("Import 2 clients", "Rows that are left out")
	if _, n, _ := s.clients.List(t.Context(), s.me(), "", 1, 1); n != 0 {
		t.Fatalf("checking stored %d", n)
	}
	checked.Submit(path+"/confirm", nil).Want(303, "/pro/clients").Follow().Has("The list is imported.", "2 clients", "Anna Berg")
	checked.Submit(path+"/confirm", nil).Want(410, "") // pressed twice
	form.Upload(path, "file", "clients.csv", []byte(file)).Want(200, "").Has("There is nothing to import")
	out := s.browser.Raw("/pro/clients/export").Want(200, "")
	if !strings.HasPrefix(out.Header.Get("Content-Disposition"), "attachment") || !strings.Contains(out.Body, "Bob =1+1") {
		t.Errorf("%v\n%s", out.Header, out.Body)
	}
	form.Upload(path, "file", "clients.csv", []byte(out.Body)).Want(200, "").Has("There is nothing to import")
}

// TestBookingForAClient: an opening, kept until the client pays by the letter's link; withdrawn; another time only with
// the tick, and never over something.
func TestBookingForAClient(t *testing.T) {
	s := newStage(t)
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", anna).Want(303, "")
	one := s.only(t)
	at := s.Tomorrow(11).Format("2006-01-02T15:04:05Z07:00")
	form := s.browser.Get(one+"/book?on="+s.Tomorrow(0).Format("2006-01-02")).Want(200, "").Has("gets a letter with a link")
	if a := form.Submit(one+"/book", nil).Want(422, ""); !a.Wrong("at") {
		t.Error("no time chosen is not said to be wrong")
	}
	var wg sync.WaitGroup
	for range 3 { // pressed three times
		wg.Go(func() { form.Submit(one+"/book", url.Values{"at": {at}, "hours": {"24"}}).Want(303, one) })
	}
	wg.Wait()
	s.browser.Get(one).Has("not paid yet")
	offers, err := s.Bookings.Offers(t.Context(), s.practice.Caller())
	if err != nil || len(offers) != 1 || !offers[0].Start.Equal(s.Tomorrow(11)) {
		t.Fatalf("%v, %v", offers, err)
	}
	s.browser.Get(one+"/book?on="+s.Tomorrow(0).Format("2006-01-02")).Submit(one+"/book", url.Values{"at": {at}}).Want(409, "").Has("just taken")
	night := url.Values{"anytime": {"yes"}, "date": {s.Tomorrow(0).Format("2006-01-02")}, "time": {"22:00"}}
	s.browser.Get(one+"/book").Submit(one+"/book", night).Want(303, one)
	s.browser.Get(one+"/book").Submit(one+"/book", night).Want(409, "")
	night.Set("date", "soon")
	s.browser.Get(one+"/book").Submit(one+"/book", night).Want(422, "")

	guest := booking.Caller{Principal: identity.Principal{Guest: true, BookingID: offers[0].ID}}
	card, err := payment.NewMethod(payment.Card, "4242424242424242")
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.Bookings.Pay(t.Context(), guest, booking.PayRequest{BookingID: offers[0].ID, Method: card})
	if err != nil || b.Status != booking.Confirmed {
		t.Fatalf("%v, %v", b, err)
	}
	s.told(t, b)
	one = s.only(t) // the same client still
	page := s.browser.Get(one).Has("2 bookings together")
	page.Submit(one+"/withdraw", nil).Want(303, one).Follow().Has("Withdrawn.")
	page.Submit(one+"/withdraw", nil).Want(303, one) // pressed twice
}

// TestNobodyIsWrittenToWithoutAnAddress.
func TestNobodyIsWrittenToWithoutAnAddress(t *testing.T) {
	s := newStage(t)
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", url.Values{"name": {"Anna"}}).Want(303, "")
	one := s.only(t)
	s.browser.Get(one+"/book").Want(200, "").Has("There is no email address")
	csrf := s.browser.Get(one).Fields(one+"/notes", nil)
	csrf.Set("at", s.Tomorrow(11).Format("2006-01-02T15:04:05Z07:00"))
	csrf.Set("service", s.practice.Service.String())
	s.browser.Post(one+"/book", csrf).Want(422, "")
}

func TestInHindi(t *testing.T) {
	s := newStage(t)
	s.browser.SetCookie("lang", "hi")
	s.browser.Get("/pro/clients/new").Submit("/pro/clients/new", anna).Want(303, "").Follow().Want(200, "")
	one := s.only(t)
	for _, path := range []string{"/pro/clients", "/pro/clients/import", one, one + "/edit", one + "/book"} {
		s.browser.Get(path).Want(200, "")
	}
}
