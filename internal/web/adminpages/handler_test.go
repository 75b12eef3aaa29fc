package adminpages_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/dbtest"
	"klear/internal/web/adminpages"
	"klear/internal/web/page/pagetest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const operator = "op@example.org"

func newSite(t *testing.T) *pagetest.Site {
	t.Helper()
	t.Parallel()
	s := pagetest.New(t, func(s *pagetest.Site) {
		adminpages.Handler{Kit: s.Kit, People: s.People.Service, Catalog: s.Catalog, Bookings: s.Bookings}.Mount(s.Mux)
	})
	s.People.Account(t, operator, identity.Admin)
	return s
}

// apply makes a profile that waits for a decision.
func apply(t *testing.T, s *pagetest.Site, name string) (owner identity.Person, path string) {
	t.Helper()
	owner = s.People.Account(t, fmt.Sprintf("%s@example.org", uuid.NewString()), identity.Practitioner)
	id := catalogtest.Practitioner(t, s.DB, catalogtest.PractitionerSpec{PersonID: owner.ID, Name: name, Headline: "Ayurveda physician", Status: "pending"})
	catalogtest.Service(t, s.DB, catalogtest.ServiceSpec{Practitioner: id, Name: "Consultation"})
	return owner, "/admin/verification/" + id.String()
}

func paper(t *testing.T, s *pagetest.Site, owner identity.Person, path, name string, content []byte) catalog.Document {
	t.Helper()
	id := uuid.MustParse(strings.TrimPrefix(path, "/admin/verification/"))
	d, err := s.Catalog.AddDocument(t.Context(), identity.Principal{PersonID: owner.ID, Role: identity.Practitioner, Verified: true}, id, catalog.Paper{Kind: "registration", Name: name, Content: content})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var pdf = []byte("%PDF-1.7\nnot much of a paper")

func TestWhoMayDecide(t *testing.T) {
	s := newSite(t)
	owner, path := apply(t, s, "Ananya Rao")
	d := paper(t, s, owner, path, "licence.pdf", pdf)
	s.People.Account(t, "seeker@example.org", identity.Seeker)
	document := "/admin/documents/" + d.ID.String()
	for _, at := range []string{"/admin/verification", path, document} {
		s.Browser(t).Get(at).Want(303, "/sign-in?next="+url.QueryEscape(at))
		s.As(t, "seeker@example.org").Get(at).Want(403, "")
		s.As(t, owner.Email).Get(at).Want(403, "")
	}
	s.Browser(t).Post(path, nil).Want(303, "/sign-in")
	s.As(t, owner.Email).Post(path, url.Values{"decision": {"approve"}}).Want(403, "")
	if e, err := s.Catalog.PractitionerByPerson(t.Context(), owner.ID); err != nil || e.VerificationStatus != catalog.Pending {
		t.Errorf("%v, %v", e.VerificationStatus, err)
	}
}

func TestApprove(t *testing.T) {
	s := newSite(t)
	owner, path := apply(t, s, "Ananya Rao")
	paper(t, s, owner, path, "licence.pdf", pdf)
	b := s.As(t, operator)
	queue := b.Get("/admin/verification").Want(200, "").Has("Ananya Rao", "New practitioner")
	if !queue.Link(path) {
		t.Fatal("the application cannot be opened")
	}
	page := b.Get(path).Want(200, "").Has("Ayurveda physician", "Consultation", owner.Email, "Registration", "Applied")
	wrong := page.Submit(path, url.Values{"decision": {"approve"}, "reason": {" "}}).Want(422, "").Has("Say how it was checked.", "Give a reason")
	if !wrong.Wrong("method") || !wrong.Wrong("reason") || wrong.Fields(path, nil).Get("decision") != "approve" {
		t.Error("what is wrong is not named, or the choice was lost")
	}
	page.Submit(path, url.Values{"reason": {"Because"}}).Want(422, "").Has("Choose a decision.")
	page.Submit(path, url.Values{"decision": {"more"}, "reason": {"Because"}}).Want(422, "")
	yes := url.Values{"decision": {"approve"}, "method": {"Public register"}, "reason": {"Number found"}}
	page.Submit(path, yes).Want(303, "/admin/verification").Follow().Has("The decision is saved.", "Nothing waits here.")
	page.Submit(path, yes).Want(303, "/admin/verification") // pressed twice
	page.Submit(path, url.Values{"decision": {"refuse"}, "reason": {"Changed my mind"}}).Want(409, "").Has("The profile changed")
	b.Get("/admin/verification?state=approved").Has("Ananya Rao", "Number found")
	after := b.Get(path).Has("Approved (Public register; Number found)", "Anna Berg")
	after.Submit(path, url.Values{"decision": {"refuse"}, "reason": {"Licence was withdrawn"}}).Want(303, "/admin/verification")
	b.Get("/admin/verification?state=refused").Has("Ananya Rao", "Licence was withdrawn")
	paper(t, s, owner, path, "new.pdf", pdf)
	b.Get("/admin/verification").Has("Ananya Rao", "Handed in papers again")
}

func TestAProfileThatChangedIsLookedAtAgain(t *testing.T) {
	s := newSite(t)
	owner, path := apply(t, s, "Ananya Rao")
	b := s.As(t, operator)
	page := b.Get(path)
	if _, err := s.DB.Exec(t.Context(), "update catalog.practitioner set version = version + 1, headline = 'Surgeon' where person_id = $1", owner.ID); err != nil {
		t.Fatal(err)
	}
	again := page.Submit(path, url.Values{"decision": {"approve"}, "method": {"Register"}, "reason": {"Found"}}).Want(409, "").Has("Surgeon")
	if again.Value("method") != "Register" || again.Value("reason") != "Found" {
		t.Error("what was typed is lost")
	}
	again.Submit(path, url.Values{"version": {"x"}}).Want(400, "")
	again.Submit(path, nil).Want(303, "/admin/verification")
}

func TestDocumentsAreSavedNotShown(t *testing.T) {
	s := newSite(t)
	owner, path := apply(t, s, "Ananya Rao")
	d := paper(t, s, owner, path, "प्रमाण \"1\".pdf", pdf)
	b := s.As(t, operator)
	a := b.Get("/admin/documents/"+d.ID.String()).Want(200, "")
	if a.Body != string(pdf) || a.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment;") ||
		!strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("answered with %v", a.Header)
	}
	for _, id := range []string{"x", "0191d2a0-0000-7000-8000-000000000000", "%00", "..%2f..%2fetc%2fpasswd"} {
		b.Get("/admin/documents/"+id).Want(404, "")
		b.Get("/admin/verification/"+id).Want(404, "")
		b.Post("/admin/verification/"+id, b.Get(path).Fields(path, nil)).Want(404, "")
	}
}

func TestQueueHasPages(t *testing.T) {
	s := newSite(t)
	for i := range 23 {
		apply(t, s, fmt.Sprintf("Applicant %02d", i))
	}
	b := s.As(t, operator)
	first := b.Get("/admin/verification").Has("Applicant 00", "Applicant 19")
	if !first.Link("/admin/verification?page=2&state=waiting") || strings.Contains(first.Text(), "Applicant 20") {
		t.Error("the second page is not linked, or there is only one")
	}
	b.Get("/admin/verification?page=2&state=waiting").Has("Applicant 20", "Applicant 22")
	for _, q := range []string{"page=-1", "page=x", "page=99999999999999999999", "page=10000", "state=%00", "state='--", "state=more"} {
		b.Get("/admin/verification?"+q).Want(200, "")
	}
}

func TestFormNeedsItsToken(t *testing.T) {
	s := newSite(t)
	_, path := apply(t, s, "Ananya Rao")
	theirs := s.Browser(t)
	b := s.As(t, operator)
	form := b.Get(path).Fields(path, url.Values{"decision": {"approve"}, "method": {"x"}, "reason": {"x"}})
	for _, csrf := range []string{"", "nonsense"} {
		form.Set("csrf", csrf)
		b.Post(path, form).Want(403, "")
		theirs.Post(path, form).Want(303, "/sign-in")
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	s := newSite(t)
	b := s.As(t, operator)
	for _, words := range pagetest.Hostile {
		_, path := apply(t, s, words)
		b.Get(path).Want(200, "").Submit(path, url.Values{"decision": {"refuse"}, "reason": {words}, "method": {words}}).Want(303, "")
		b.Get(path).Want(200, "")
	}
	b.Get("/admin/verification?state=refused").Want(200, "")
}

func TestInHindi(t *testing.T) {
	s := newSite(t)
	owner, path := apply(t, s, "Ananya Rao")
	paper(t, s, owner, path, "x.pdf", pdf)
	b := s.As(t, operator)
	b.SetCookie("lang", "hi")
	b.Get("/admin/verification").Want(200, "")
	b.Get(path).Submit(path, nil).Want(422, "")
	b.Get(path).Submit(path, url.Values{"decision": {"approve"}, "method": {"x"}, "reason": {"x"}}).Want(303, "")
	b.Get(path).Want(200, "")
}
