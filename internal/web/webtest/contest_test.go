package webtest_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/desk"
	"klear/internal/modules/identity"
	"klear/internal/platform/events"
	"klear/internal/platform/ids"
	"klear/internal/platform/jobs"
	deskpages "klear/internal/web/desk"
	"klear/internal/web/pro"
	"klear/internal/web/webtest"
)

// TestASessionThatDidNotTakePlace goes from page to page: the client says it, the practitioner answers, an operator decides
// that everything goes back.
func TestASessionThatDidNotTakePlace(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	queue := jobs.New(s.DB, jobs.Options{})
	works := desk.New(desk.Deps{DB: s.DB, Clock: s.Clock, IDs: ids.NewSource(nil), Events: events.NewBus(queue, ids.NewSource(nil)), Jobs: queue, People: s.People, Catalog: s.Catalog,
		Payments: s.Payments, Sessions: s.Bookings, Credits: s.Credits})
	deskpages.Handler{Kit: s.Kit, Desk: works, Bookings: s.Bookings}.Mount(s.Mux)
	pro.Handler{Kit: s.Kit, People: s.People, Catalog: s.Catalog, Schedule: s.Schedule, Bookings: s.Bookings, Payments: s.Payments, Invoices: s.Invoices}.Mount(s.Mux)
	if err := queue.Open(); err != nil {
		t.Fatal(err)
	}
	who := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Browser()
	hold := b.Send(b.Get("/p/"+who.Slug+"?on=2026-11-23").Form("/holds")).Want(200, "/book/")
	paid := b.Send(hold.Form("/pay"), "name", "Kavya Menon", "email", "kavya@example.org", "method", "card", "card", goodCard).Want(200, "/bookings/")
	path := strings.TrimSuffix(paid.Path, "?new")
	code := path[len("/bookings/"):]

	if page := b.Get(path); len(page.All("a", "href", path+"/contest")) != 0 {
		t.Error("it is offered before the session")
	}
	if early := b.Get(path+"/contest").Want(200, path); !early.Has("Give it ten minutes") {
		t.Errorf("too early:\n%s", early.Text())
	}
	s.Clock.Set(time.Date(2026, 11, 23, 13, 0, 0, 0, time.UTC))
	form := b.Get(path+"/contest").Want(200, "")
	if got := b.Send(form.Form("/contest")); got.Status != 422 || !got.Has("Choose what happened") {
		t.Errorf("nothing chosen: %d\n%s", got.Status, got.Text())
	}
	told := b.Send(form.Form("/contest"), "reason", "absent", "words", "I waited at the door.").Want(200, path)
	if !told.Has("You told us about this session") || !told.Has("I waited at the door.") || !told.Has("Nobody came") || len(told.All("a", "href", path+"/contest")) != 0 {
		t.Errorf("told:\n%s", told.Text())
	}

	work := s.SignedIn(who.Person.Email)
	asked := work.Get("/pro/sessions/"+code).Want(200, "")
	if !asked.Has("I waited at the door.") || !asked.Has("is not paid out") {
		t.Errorf("the practitioner sees:\n%s", asked.Text())
	}
	answer := work.Get("/pro/sessions/"+code+"/contest").Want(200, "")
	if got := work.Send(answer.Form("/contest"), "says", "took_place"); got.Status != 422 || !got.Has("in one sentence") {
		t.Errorf("without a sentence: %d\n%s", got.Status, got.Text())
	}
	work.Send(answer.Form("/contest"), "says", "took_place", "words", "I was in the room.").Want(200, "/pro/sessions/"+code)

	s.Account("op@klear.example", identity.Admin)
	op := s.SignedIn("op@klear.example")
	list := op.Get("/admin/contests").Want(200, "")
	links := list.All("a", "href", "/admin/contests/")
	if len(links) != 1 || !list.Has("For a decision") || list.Has("door") {
		t.Fatalf("%d wait:\n%s", len(links), list.Text())
	}
	var url string
	for _, a := range links[0].Attr {
		if a.Key == "href" {
			url = a.Val
		}
	}
	one := op.Get(url).Want(200, "")
	if !one.Has("I waited at the door.") || !one.Has("I was in the room.") {
		t.Errorf("the operator sees:\n%s", one.Text())
	}
	if got := op.Send(one.Form(url), "decision", "not_held", "reason", "x", "goodwill", "1"); got.Status != 422 && got.Status != 409 {
		t.Errorf("a guest has no credit: %d\n%s", got.Status, got.Text())
	}
	op.Send(one.Form(url), "decision", "not_held", "reason", "The room was locked").Want(200, "/admin/contests")
	if ended := b.Get(path); !ended.Has("We decided that it did not take place") || !ended.Has("Cancelled") || ended.Has("Take it back") {
		t.Errorf("in the end:\n%s", ended.Text())
	}
	it, err := s.Bookings.ByCode(t.Context(), booking.Caller{Principal: identity.Principal{PersonID: who.Person.ID, Role: identity.Practitioner}}, code)
	if err != nil || it.Status != booking.Cancelled {
		t.Errorf("%v, %v", it, err)
	}
}
