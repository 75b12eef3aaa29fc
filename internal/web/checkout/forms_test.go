package checkout_test

import (
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/webtest"

	"github.com/google/uuid"
)

// TestAWaiverOnTheWayToABooking: it stands on the checkout, has to be signed, and is read by both sides afterwards.
func TestAWaiverOnTheWayToABooking(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	p := s.Practitioner(catalogtest.PractitionerSpec{Slug: "asha"}, catalogtest.ServiceSpec{Name: "Yoga"})
	draft := catalog.FormDraft{Kind: catalog.Waiver, Services: []uuid.UUID{p.ServiceID}, Document: catalog.FormDocument{Title: "Before we begin", Fields: []catalog.Field{
		{Kind: catalog.Statement, Label: "I move within my limits."}, {Kind: catalog.SomeOf, Label: "What hurts?", Options: []string{"Back", "Knee", "Neck"}, Required: true},
		{Kind: catalog.YesNo, Label: "Pregnant?"}}}}
	f, err := s.Catalog.AddForm(t.Context(), identity.Principal{PersonID: p.Person.ID, Role: identity.Practitioner, Verified: true}, p.ID, draft)
	if err != nil {
		t.Fatal(err)
	}
	b := s.Browser()
	page := b.Send(b.Get("/p/asha").Want(200, "").Forms("/holds")[0])
	if !page.Has("Before we begin") || !page.Has("I move within my limits.") {
		t.Fatalf("the waiver is not there: %s", page.Text())
	}
	at := func(key string) string { return catalog.AnswerPath(f.FormID, key) }
	pay := page.Forms("/pay")[0]
	pay.Values["name"], pay.Values["email"], pay.Values["method"] = []string{"Kavya"}, []string{"kavya@example.org"}, []string{"upi"}
	wrong := b.Post(pay.Action, pay.Values).Want(422, "")
	for _, key := range []string{"q2", "sign", "agree"} {
		if len(wrong.All("a", "href", "#"+at(key))) == 0 {
			t.Errorf("%s is not said to be wrong: %s", key, wrong.Text())
		}
	}
	if !wrong.Has("What hurts: Answer this.") {
		t.Errorf("which question? %s", wrong.Text())
	}
	pay.Values[at("q2")], pay.Values[at("sign")] = []string{"Back", "Neck"}, []string{"Kavya Menon"}
	kept := b.Post(pay.Action, pay.Values).Want(422, "")
	if n := len(kept.All("input", "checked", "")); n < 2 || len(kept.All("input", "value", "Kavya Menon")) == 0 {
		t.Errorf("%d ticks are kept", n)
	}
	pay.Values[at("agree")] = []string{"yes"}
	done := b.Post(pay.Action, pay.Values).Want(200, "")
	if !done.Has("What you answered and signed") {
		t.Fatalf("not booked, or without the way to what was signed: %s", done.Text())
	}
	var code string
	if err := s.DB.QueryRow(t.Context(), "select code from booking.booking where status = 'confirmed'").Scan(&code); err != nil {
		t.Fatal(err)
	}
	if mine := b.Get("/bookings/"+code+"/forms").Want(200, ""); !mine.Has("Back, Neck") || !mine.Has("Kavya Menon") || !mine.Has("SHA-256") {
		t.Errorf("the client reads %s", mine.Text())
	}
	s.Browser().Get("/bookings/"+code+"/forms").Want(404, "")
}
