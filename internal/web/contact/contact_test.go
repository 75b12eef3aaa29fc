package contact_test

import (
	"log/slog"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
	"klear/internal/platform/dbtest"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	"klear/internal/web/contact"
	"klear/internal/web/webtest"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const base = "/account/contact"

func open(t *testing.T) (*webtest.Stage, *webtest.Browser) {
	t.Helper()
	t.Parallel()
	s, src := webtest.New(t), ids.NewSource(nil)
	queue := jobs.New(s.DB, jobs.Options{})
	svc := safety.New(safety.Deps{DB: s.DB, Clock: s.Clock, IDs: src, Events: events.NewBus(queue, src), Jobs: queue, People: s.People, Brand: s.Kit.Live,
		BaseURL: s.URL, Log: slog.New(slog.DiscardHandler)})
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	contact.Handler{Kit: s.Kit, Safety: svc, Links: s.Links}.Mount(s.Mux)
	s.Account("kavya@example.org", identity.Seeker)
	return s, s.SignedIn("kavya@example.org")
}

// TestSomebodyIsNamed only with consent, which is kept with what was typed; and it ends with one press.
func TestSomebodyIsNamed(t *testing.T) {
	_, b := open(t)
	p := b.Get(base)
	if !p.Has("It never says what you wrote") {
		t.Fatalf("what is agreed to is not said\n%s", p.Text())
	}
	p = b.Send(p.Form(base), "name", "Asha", "email", "asha@example.org").Want(422, base)
	if !p.Has("Nobody is written to unless you agree") || webtest.Attr(p.All("input", "name", "email")[0], "value") != "asha@example.org" {
		t.Errorf("without consent\n%s", p.Text())
	}
	if p = b.Send(p.Form(base), "agree", "yes").Want(200, base); !p.Has("Asha") || !p.Has("Named on 20 Nov 2026") {
		t.Errorf("named\n%s", p.Text())
	}
	if p = b.Send(p.Form(base+"/end")).Want(200, base); p.Has("Asha") || !p.Has("Name and address are deleted") {
		t.Errorf("ended\n%s", p.Text())
	}
}

// TestAContactRefuses by the link of their letter, signed out, with one press and not by opening it.
func TestAContactRefuses(t *testing.T) {
	s, b := open(t)
	b.Send(b.Get(base).Form(base), "name", "Asha", "email", "asha@example.org", "agree", "yes").Want(200, base)
	var id uuid.UUID
	if err := s.DB.QueryRow(t.Context(), "select id from safety.contact").Scan(&id); err != nil {
		t.Fatal(err)
	}
	link, err := contact.RefuseLink(s.Links, id, s.Clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	asha := s.Browser()
	asha.Get(strings.Replace(link, id.String(), uuid.NewString(), 1)).Want(404, "")
	p := asha.Get(link)
	if !b.Get(base).Has("Asha") || p.Has("Anna") {
		t.Errorf("opening refused, or says who named them\n%s", p.Text())
	}
	if p = asha.Send(p.Form(webtest.Attr(p.All("form", "action", "/contact/refuse")[0], "action"))).Want(200, "/contact/refuse"); !p.Has("no longer an emergency contact") {
		t.Errorf("refused\n%s", p.Text())
	}
	if p = b.Get(base); p.Has("Asha") {
		t.Errorf("still named\n%s", p.Text())
	}
}
