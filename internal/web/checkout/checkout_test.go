package checkout_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/web/webtest"

	"github.com/google/uuid"
)

// held is a browser in front of a checkout page.
func held(t *testing.T, s *webtest.Stage, pro webtest.Pro) (*webtest.Browser, *webtest.Page) {
	t.Helper()
	b := s.Browser()
	p := b.Get("/p/"+pro.Slug+"?on=2026-11-23").Want(200, "/p/")
	return b, b.Send(p.Form("/holds")).Want(200, "/book/")
}

func stage(t *testing.T, p catalogtest.PractitionerSpec, svc catalogtest.ServiceSpec) (*webtest.Stage, webtest.Pro) {
	t.Helper()
	s := webtest.New(t)
	return s, s.Practitioner(p, svc)
}

var guest = []string{"name", "Kavya Menon", "email", "kavya@example.org", "method", "card", "card", sandbox.CardSucceeds}

// with is the guest's form with other values.
func with(pairs ...string) []string { return append(append([]string{}, guest...), pairs...) }

func TestWrongFieldsKeepWhatWasTyped(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	tests := []struct {
		name  string
		fill  []string
		field string
	}{
		{"no name", with("name", " "), "name"},
		{"no address", with("email", "kavya@"), "email"},
		{"note too long", with("note", strings.Repeat("ज", 2001)), "note"},
		{"phone of nothing", with("phone", "call me"), "phone"},
		{"no way to pay", with("method", "barter"), "method"},
		{"a card that might be real", with("card", "4111 1111 1111 1111"), "card"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got := b.Send(page.Form("/pay"), append(tc.fill, "access", "")...)
			if got.Status != 422 || len(got.All("a", "href", "#"+tc.field)) == 0 {
				t.Fatalf("status %d, and no error at %s\n%s", got.Status, tc.field, got.Text())
			}
			if typed := got.All("input", "id", "name"); tc.field != "name" && webtest.Attr(typed[0], "value") != "Kavya Menon" {
				t.Error("the name that was typed is lost")
			}
			if strings.Contains(got.Body, "4111 1111") {
				t.Error("a card number came back in the page")
			}
		})
	}
	if pays, err := s.Payments.ByBooking(t.Context(), s.DB, holdID(t, page)); err != nil || len(pays) > 1 || len(pays) == 1 && pays[0].CapturedMinor > 0 {
		t.Errorf("money was asked for: %v %v", pays, err)
	}
}

func holdID(t *testing.T, p *webtest.Page) uuid.UUID {
	t.Helper()
	id, err := uuid.Parse(strings.Split(strings.TrimPrefix(p.Path, "/book/"), "/")[0])
	if err != nil {
		t.Fatalf("%s is no hold: %v", p.Path, err)
	}
	return id
}

func TestDeclinedCardKeepsEverything(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	path := page.Path
	no := b.Send(page.Form("/pay"), with("card", sandbox.CardNoFunds, "note", "Third floor")...)
	if no.Status != 402 || !no.Has("There is not enough money on this card.") || !no.Has("Third floor") {
		t.Fatalf("%d\n%s", no.Status, no.Text())
	}
	if again := b.Get(path); again.Status != 200 || !again.Has("There is not enough money") {
		t.Errorf("after a reload: %d\n%s", again.Status, again.Text())
	}
	b.Send(no.Form("/pay"), with()...).Want(200, "/bookings/")
}

// TestDoubleSubmit: the form sent twice makes one payment and leads to one booking.
func TestDoubleSubmit(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.Browser()
	tap := b.Get("/p/" + pro.Slug + "?on=2026-11-23").Form("/holds")
	first, second := b.Send(tap), b.Send(tap)
	if first.Path != second.Path {
		t.Fatalf("two holds: %s and %s", first.Path, second.Path)
	}
	form := first.Form("/pay")
	var codes []string
	done := make(chan string, 2)
	for range 2 {
		go func() { done <- b.Send(webtest.Form{Action: form.Action, Values: clone(form.Values)}, guest...).Path }()
	}
	codes = append(codes, <-done, <-done)
	var booked string
	for _, c := range codes {
		if strings.HasPrefix(c, "/bookings/") {
			booked = c
		}
	}
	pays, err := s.Payments.ByBooking(t.Context(), s.DB, holdID(t, first))
	if err != nil || len(pays) != 1 || pays[0].CapturedMinor != 150_000 || booked == "" {
		t.Errorf("payments %+v (%v), landed at %v", pays, err, codes)
	}
}

func clone(v url.Values) url.Values {
	out := url.Values{}
	for k, list := range v {
		out[k] = append([]string{}, list...)
	}
	return out
}

func TestBankAsksThePayer(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{"yes": "/bookings/", "no": "/book/"} {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
			b, page := held(t, s, pro)
			bank := b.Send(page.Form("/pay"), with("card", sandbox.CardNeedsAction)...).Want(200, "/sandbox/challenge/")
			waiting := b.Get(page.Path).Want(200, page.Path)
			if len(waiting.All("a", "href", "/sandbox/challenge/")) == 0 {
				t.Error("the checkout does not lead to the bank again")
			}
			got := b.Send(bank.Form(strings.TrimPrefix(bank.Path, "")), "answer", answer)
			if !strings.HasPrefix(got.Path, want) {
				t.Errorf("landed at %s\n%s", got.Path, got.Text())
			}
			if answer == "no" && !got.Has("could not confirm that it was you") {
				t.Errorf("a refusal is not explained:\n%s", got.Text())
			}
		})
	}
}

// TestBankAnswersLater: the page asks again by itself and never calls it a failure.
func TestBankAnswersLater(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	waiting := b.Send(page.Form("/pay"), with("card", sandbox.CardAnswersLater)...).Want(200, "/book/")
	if waiting.Header.Get("Refresh") == "" || len(waiting.Forms("/pay")) > 0 {
		t.Errorf("the waiting page cannot be left alone, or lets people pay twice:\n%s", waiting.Text())
	}
	if status := b.Get(page.Path + "/status"); status.Body != `{"state":"unknown"}` {
		t.Errorf("status %s", status.Body)
	}
	s.Clock.Advance(time.Minute)
	if err := s.Gateway.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Get(page.Path+"/return").Want(200, "/bookings/")
	if status := b.Get(page.Path + "/status"); status.Body != `{"state":"done"}` {
		t.Errorf("status %s", status.Body)
	}
}

func TestExpiredHold(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	s.Clock.Advance(16 * time.Minute)
	over := b.Get(page.Path)
	if over.Status != 410 || len(over.Forms("/renew")) != 1 {
		t.Fatalf("%d\n%s", over.Status, over.Text())
	}
	if late := b.Send(page.Form("/pay"), guest...); late.Status != 410 {
		t.Errorf("paid for an ended hold: %d at %s", late.Status, late.Path)
	}
	if err := s.Bookings.SweepOverdue(t.Context(), booking.Sweep{}); err != nil {
		t.Fatal(err)
	}
	renewed := b.Send(b.Get(page.Path).Form("/renew")).Want(200, "/book/")
	if renewed.Path == page.Path {
		t.Error("the ended hold came back under its old address")
	}
	// Somebody else had it meanwhile: three times nearby instead.
	s.Clock.Advance(16 * time.Minute)
	stale := b.Get(renewed.Path)
	held(t, s, pro)
	gone := b.Send(stale.Form("/renew"))
	if gone.Status != 409 || len(gone.Forms("/holds")) != 3 {
		t.Errorf("%d with %d alternatives\n%s", gone.Status, len(gone.Forms("/holds")), gone.Text())
	}
	if page := b.Get(renewed.Path); page.Status != 410 || len(page.Forms("/renew")) > 0 || len(page.Forms("/holds")) != 3 {
		t.Errorf("the taken hold's page: %d\n%s", page.Status, page.Text())
	}
	b.Send(gone.Forms("/holds")[0], "at", gone.Forms("/holds")[0].Buttons["at"][0]).Want(200, "/book/")
}

func TestExtendAndRelease(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	s.Clock.Advance(14 * time.Minute)
	longer := b.Send(page.Form("/extend")).Want(200, page.Path)
	if !longer.Has("Your time is held longer") || len(longer.Forms("/extend")) > 0 {
		t.Errorf("after extending:\n%s", longer.Text())
	}
	s.Clock.Advance(10 * time.Minute)
	b.Get(page.Path).Want(200, page.Path)
	form := page.Form("/extend")
	form.Action = strings.Replace(form.Action, "extend", "release", 1)
	if left := b.Send(form).Want(200, "/p/"+pro.Slug); !left.Has("free for others again") {
		t.Errorf("after releasing:\n%s", left.Text())
	}
	held(t, s, pro) // free for the next one
}

// TestReleaseFromATabLeftOpen: the other tab paid, so the time is not given back and nobody says that it was.
func TestReleaseFromATabLeftOpen(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	b.Send(page.Form("/pay"), with()...).Want(200, "/bookings/")
	form := page.Form("/extend")
	form.Action = strings.Replace(form.Action, "extend", "release", 1)
	if got := b.Send(form).Want(200, "/bookings/"); got.Has("free for others again") {
		t.Errorf("after releasing what is booked:\n%s", got.Text())
	}
}

// TestTheCorrectedAddressIsUsed: an address that was mistyped before the card was declined.
func TestTheCorrectedAddressIsUsed(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b, page := held(t, s, pro)
	no := b.Send(page.Form("/pay"), with("card", sandbox.CardNoFunds, "email", "slip@example.org")...)
	b.Send(no.Form("/pay"), with("email", "right@example.org")...).Want(200, "/bookings/")
	booked, err := s.Bookings.ByID(t.Context(), booking.Caller{Principal: identity.Principal{Guest: true, BookingID: holdID(t, page)}}, holdID(t, page))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := s.People.PersonByID(t.Context(), s.DB, booked.SeekerID); err != nil || p.Email != "right@example.org" {
		t.Errorf("the letter goes to %s (%v)", p.Email, err)
	}
}

func TestOthersCannotTouchAHold(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	_, page := held(t, s, pro)
	eve, own := held(t, s, s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{}))
	for _, path := range []string{"", "/status", "/return"} {
		if got := eve.Get(page.Path + path); got.Status != 404 {
			t.Errorf("GET %s: %d", path, got.Status)
		}
	}
	csrf := own.Form("/pay").Values.Get("csrf")
	for _, verb := range []string{"/pay", "/extend", "/release", "/renew"} {
		if got := eve.Post(page.Path+verb, url.Values{"csrf": {csrf}, "method": {"upi"}}); got.Status != 404 {
			t.Errorf("POST %s: %d", verb, got.Status)
		}
		if got := eve.Post(page.Path+verb, url.Values{"csrf": {"x"}}); got.Status != 403 {
			t.Errorf("POST %s without a token: %d", verb, got.Status)
		}
	}
	if got := eve.Get("/book/nonsense"); got.Status != 404 {
		t.Errorf("no hold at all: %d", got.Status)
	}
}

// TestWordsAreText: whatever people type comes back as text.
func TestWordsAreText(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Modes: []string{"at_customer"}})
	b, page := held(t, s, pro)
	for _, evil := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'-alert(1)-'`, `</textarea><svg onload=alert(1)>`, `{{.}}`, "javascript:alert(1)", "\u202e<b>x"} {
		got := b.Send(page.Form("/pay"), with("name", evil, "note", evil, "address", evil, "access", evil, "email", evil)...)
		if got.Status != 422 {
			t.Fatalf("%q: %d", evil, got.Status)
		}
		if strings.ContainsAny(evil, "<>") && strings.Contains(got.Body, evil) {
			t.Errorf("%q stands in the page as it was typed", evil)
		}
		if len(got.All("svg", "onload", "")) > 0 || len(got.All("img", "onerror", "")) > 0 {
			t.Errorf("%q became an element", evil)
		}
	}
	done := b.Send(page.Form("/pay"), with("name", "<b>Kavya</b>", "address", "12 <i>Lane</i>\n\nPune", "access", "Ring <u>twice</u>")...).Want(200, "/bookings/")
	if !done.Has("12 <i>Lane</i> Pune") || !done.Has("Ring <u>twice</u>") {
		t.Errorf("address and access notes:\n%s", done.Text())
	}
}

func TestRequestWaitsForAnAnswer(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	asked := s.Practitioner(catalogtest.PractitionerSpec{Confirmation: "approval"}, catalogtest.ServiceSpec{})
	b, page := held(t, s, asked)
	done := b.Send(page.Form("/pay"), guest...).Want(200, "/bookings/")
	if !done.Has("You hear back by") {
		t.Errorf("a request reads as confirmed:\n%s", done.Text())
	}
}

// TestTwoBookingsAtOnceAreAskedAbout: the page says which other booking meets this time, keeps the form, and takes both
// when both are meant.
func TestTwoBookingsAtOnceAreAskedAbout(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{Capacity: 4})
	s.Account("meera@example.org", identity.Seeker)
	b := s.SignedIn("meera@example.org")
	seat := func() *webtest.Page {
		return b.Send(b.Get("/p/"+pro.Slug+"?on=2026-11-23").Want(200, "/p/").Form("/holds")).Want(200, "/book/")
	}
	pay := []string{"method", "card", "card", sandbox.CardSucceeds, "note", "for both of us"}
	first := b.Send(seat().Form("/pay"), pay...).Want(200, "/bookings/")
	code := strings.TrimPrefix(strings.SplitN(first.Path, "?", 2)[0], "/bookings/")
	asked := b.Send(seat().Form("/pay"), pay...)
	if asked.Status != 409 || !asked.Has(code) || !asked.Has("for both of us") {
		t.Fatalf("%d:\n%s", asked.Status, asked.Text())
	}
	b.Send(asked.Form("/pay"), append(pay, "overlap", "yes")...).Want(200, "/bookings/")
}

// TestWhatCostsNothingAsksForNoCard: from the profile to the booking nobody reads a price of zero.
func TestWhatCostsNothingAsksForNoCard(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	if _, err := s.DB.Exec(t.Context(), "update catalog.service set price_minor = 0"); err != nil {
		t.Fatal(err)
	}
	b, page := held(t, s, pro)
	if p := b.Get("/p/" + pro.Slug + "?on=2026-11-23"); !p.Has("Free") || p.Has("₹0") {
		t.Errorf("the profile:\n%s", p.Text())
	}
	if !page.Has("Book for free") || page.Has("4242") || len(page.All("input", "name", "card")) > 0 {
		t.Errorf("the checkout:\n%s", page.Text())
	}
	b.Send(page.Form("/pay"), "name", "Kavya Menon", "email", "kavya@example.org").Want(200, "/bookings/")
}

// TestWhoIsItFor: a person with a family is asked, and a guardian's word is asked for under 18.
func TestWhoIsItFor(t *testing.T) {
	t.Parallel()
	s, pro := stage(t, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	me := identity.Principal{PersonID: s.Account("kavya@example.org", identity.Seeker).ID, Role: identity.Seeker, Verified: true}
	asha, err := s.People.AddDependant(t.Context(), me, identity.DependantChange{Relation: identity.Child, Name: "Asha", Born: "2017-04-21"})
	if err != nil {
		t.Fatal(err)
	}
	b := s.SignedIn("kavya@example.org")
	page := b.Send(b.Get("/p/"+pro.Slug+"?on=2026-11-23").Form("/holds")).Want(200, "/book/")
	if !page.Has("Who is it for?") || !page.Has("Asha") {
		t.Fatalf("nobody is asked\n%s", page.Text())
	}
	fill := []string{"for", asha.ID.String(), "method", "card", "card", sandbox.CardSucceeds}
	no := b.Send(page.Form("/pay"), fill...)
	if no.Status != 422 || len(no.All("a", "href", "#guardian")) == 0 {
		t.Fatalf("%d\n%s", no.Status, no.Text())
	}
	if kept := no.Form("/pay").Values.Get("for"); kept != asha.ID.String() {
		t.Errorf("the choice is lost: %q", kept)
	}
	if gone := b.Send(page.Form("/pay"), append(fill, "for", uuid.NewString(), "guardian", "yes")...); gone.Status != 422 {
		t.Errorf("somebody unknown: %d", gone.Status)
	}
	done := b.Send(no.Form("/pay"), append(fill, "guardian", "yes")...).Want(200, "/bookings/")
	if !done.Has("for Asha, child, 9") {
		t.Errorf("%s", done.Text())
	}
	guest, theirs := held(t, s, pro)
	if guest.Get(theirs.Path).Has("Who is it for?") {
		t.Error("a guest is asked")
	}
}
