package adminpages_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/identity/identitytest"
	"klear/internal/web/page/pagetest"
)

const (
	meera  = "meera@example.org"
	seeker = "seeker@example.org"
)

func TestFindingPeople(t *testing.T) {
	s := newSite(t)
	anna := s.People.Account(t, "anna.berg@example.org", identity.Seeker)
	s.People.Account(t, "percent%under_score@example.org", identity.Seeker)
	browser := s.As(t, operator)
	page := browser.Get("/admin/people").Want(200, "").Has("anna.berg@example.org", operator, "3 accounts.")
	for words, found := range map[string]int{"ANNA.b": 1, "anna.berg@example.org": 1, "Berg": 3, "%": 1, "_": 1, "nobody": 0, "'; drop table x; --": 0, strings.Repeat("x", 5000): 0} {
		a := page.Submit("/admin/people", url.Values{"q": {words}}).Want(200, "")
		if got := strings.Count(a.Body, `<th scope="row">`); got != found {
			t.Errorf("%q finds %d, want %d", words, got, found)
		}
		if strings.Contains(a.Header.Get("Location"), words) {
			t.Error("the words stand in an address")
		}
	}
	if !page.Submit("/admin/people", url.Values{"q": {"anna.b"}}).Link("/admin/people/" + anna.ID.String()) {
		t.Error("the line does not lead to the person")
	}
	for _, id := range []string{"x", uuid.NewString()} {
		browser.Get("/admin/people/"+id).Want(404, "")
		browser.Get("/admin/people/"+id+"/suspend").Want(404, "")
	}
}

func TestWhoMayLookAtPeople(t *testing.T) {
	s := newSite(t)
	victim := s.People.Account(t, "anna.berg@example.org", identity.Seeker)
	s.People.Account(t, meera, identity.Practitioner)
	at := "/admin/people/" + victim.ID.String()
	for _, path := range []string{"/admin/people", at, at + "/suspend", at + "/deactivate", at + "/reactivate"} {
		s.Browser(t).Get(path).Want(303, "/sign-in?next="+url.QueryEscape(path))
		s.As(t, meera).Get(path).Want(403, "")
		if path != at {
			s.Browser(t).Post(path, nil).Want(303, "/sign-in")
			s.As(t, meera).Post(path, url.Values{"reason": {"spite"}}).Want(403, "")
			s.As(t, operator).Post(path, url.Values{"reason": {"no token"}}).Want(403, "")
		}
	}
	if p, err := s.People.PersonByID(t.Context(), s.DB, victim.ID); err != nil || p.Status != identity.Active {
		t.Errorf("%v, %v", p.Status, err)
	}
}

// TestSuspendingAPractitioner hides the listing, ends the sessions, keeps what is booked, and says what is owed for it.
func TestSuspendingAPractitioner(t *testing.T) {
	s := newSite(t)
	practice := s.Practice(t, meera, catalogtest.PractitionerSpec{Slug: "meera"}, catalogtest.ServiceSpec{})
	client := booking.Caller{Principal: identity.Principal{PersonID: s.People.Account(t, seeker, identity.Seeker).ID, Role: identity.Seeker, Verified: true}}
	b := s.BookAs(t, client, practice, s.Tomorrow(10), pagetest.Client{})
	s.Book(t, practice, s.Tomorrow(14), pagetest.Client{Name: "Guest", Email: "guest@example.org"})
	hers := s.As(t, meera)
	at := "/admin/people/" + practice.Account.ID.String()
	browser := s.As(t, operator)
	page := browser.Get(at).Want(200, "").Has("Active", "/p/meera, shown", b.Code, "₹1,500", "To give back in all ₹3,000")
	if !page.Link(at + "/suspend") {
		t.Fatal("nothing leads to the suspension")
	}
	form := browser.Get(at+"/suspend").Want(200, "").Has(b.Code, "To give back in all ₹3,000", "What is booked stays")
	for _, reason := range []string{"", " ", strings.Repeat("x", 501)} {
		if a := form.Submit(at+"/suspend", url.Values{"reason": {reason}}).Want(422, ""); !a.Wrong("reason") {
			t.Errorf("%.10q is not said to be wrong", reason)
		}
	}
	form.Submit(at+"/suspend", url.Values{"reason": {"licence withdrawn"}}).Want(303, at).Follow().Has("The account is suspended.", "licence withdrawn", "Suspended", b.Code)
	form.Submit(at+"/suspend", url.Values{"reason": {"licence withdrawn"}}).Want(303, at) // pressed twice

	hers.Get("/admin/people").Want(303, "/sign-in?next=%2Fadmin%2Fpeople")
	if _, err := s.People.Login(t.Context(), identity.Credentials{Email: meera, Password: identitytest.Password, Kind: identity.PageSession}); !errors.Is(err, identity.ErrNotActive) {
		t.Errorf("signing in: %v", err)
	}
	eventually(t, func() bool {
		p, err := s.Catalog.PractitionerByPerson(t.Context(), practice.Account.ID)
		return err == nil && !p.Visible()
	})
	browser.Get(at).Has("/p/meera, hidden")
	list, _, err := s.Bookings.Mine(t.Context(), client, true, 1, 10)
	if err != nil || len(list) != 1 || list[0].ID != b.ID || list[0].Status != booking.Confirmed {
		t.Errorf("the client sees %v, %v", list, err)
	}

	browser.Get(at+"/reactivate").Submit(at+"/reactivate", url.Values{"reason": {"cleared"}}).Want(303, at).Follow().Has("The account is active.", "cleared")
	eventually(t, func() bool {
		p, err := s.Catalog.PractitionerByPerson(t.Context(), practice.Account.ID)
		return err == nil && p.Visible()
	})
}

func TestNobodySuspendsThemselves(t *testing.T) {
	s := newSite(t)
	s.People.Account(t, "other@example.org", identity.Admin)
	me, err := s.People.AccountByEmail(t.Context(), s.DB, operator)
	if err != nil {
		t.Fatal(err)
	}
	at := "/admin/people/" + me.ID.String()
	browser := s.As(t, operator)
	page := browser.Get(at).Want(200, "").Has("This is your own account.")
	for verb := range map[string]bool{"suspend": true, "deactivate": true, "reactivate": true} {
		if page.Link(at + "/" + verb) {
			t.Errorf("%s is offered", verb)
		}
		browser.Get(at+"/"+verb).Want(409, "")
		browser.Post(at+"/"+verb, url.Values{"csrf": {browser.Get("/test/form").Fields("/preferences", nil).Get("csrf")}, "reason": {"slip"}}).Want(409, "")
	}
	browser.Get("/admin/people").Want(200, "")
}

// eventually waits for what the queue does.
func eventually(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal("it never happens")
}
