package series_test

import (
	"net/url"
	"strings"
	"testing"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/payment"
	"klear/internal/modules/payment/sandbox"
	"klear/internal/platform/dbtest"
	"klear/internal/web/webtest"

	"github.com/google/uuid"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var guest = []string{"name", "Kavya Menon", "email", "kavya@example.org", "method", "card", "card", sandbox.CardSucceeds}

// planned is the plan of a series that begins on 23 November, at the first opening of the day.
func planned(t *testing.T, b *webtest.Browser, pro webtest.Pro, count string) *webtest.Page {
	t.Helper()
	form := b.Get("/p/"+pro.Slug+"?on=2026-11-23").Want(200, "/p/").Form("/holds")
	form.Action = "/series/plan" // the button of the fold
	return b.Send(form, "weeks", "1", "count", count).Want(200, "/series")
}

// TestASeriesFromPlanToPaid: a clash is named and replaced, all dates are paid by one press and stand on one page, and
// leaving them gives back the sum that was said.
func TestASeriesFromPlanToPaid(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{WindowDays: 365})
	other := s.Browser()
	taken := other.Send(other.Get("/p/"+pro.Slug+"?on=2026-11-30").Form("/holds")).Want(200, "/book/")
	other.Send(taken.Form("/pay"), guest...).Want(200, "/bookings/")

	b := s.Browser()
	plan := planned(t, b, pro, "3")
	if !plan.Has("One date cannot be booked") || !plan.Has("already taken") {
		t.Fatalf("the clash is not named:\n%s", plan.Text())
	}
	near := plan.All("input", "name", "instead-1")
	if len(near) != 4 {
		t.Fatalf("%d answers to the clash", len(near))
	}
	form := plan.Form("/series")
	form.Values.Set("instead-1", webtest.Attr(near[1], "value"))
	form.Values["at"] = ticked(plan)
	checkout := b.Send(form).Want(200, "/book/")
	if !checkout.Has("₹4,500 for 3 dates") {
		t.Fatalf("the sum is not said:\n%s", checkout.Text())
	}
	done := b.Send(checkout.Form("/pay"), guest...).Want(200, "/bookings/")
	if !done.Has("All dates of the series") || strings.Count(done.Text(), "Confirmed") < 3 {
		t.Fatalf("not all dates stand:\n%s", done.Text())
	}
	path := strings.TrimSuffix(done.Path, "?new")
	leave := b.Get(path+"/cancel").Want(200, path)
	if !leave.Has("This and all later ones, 3 dates") || !leave.Has("₹4,500 goes back") {
		t.Fatalf("the sum of leaving is not said:\n%s", leave.Text())
	}
	b.Send(leave.Form("/cancel"), "reason", "time", "scope", "later").Want(200, path)
	if after := b.Get(path); strings.Count(after.Text(), "Cancelled") < 3 {
		t.Errorf("some dates stand:\n%s", after.Text())
	}
}

// ticked are the dates that the page proposes.
func ticked(p *webtest.Page) (out []string) {
	for _, n := range p.All("input", "name", "at") {
		out = append(out, webtest.Attr(n, "value"))
	}
	return out
}

// TestATakenDateComesBackToThePlan: of dates one of which went meanwhile none is held, and the plan says so with the
// others still ticked.
func TestATakenDateComesBackToThePlan(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{WindowDays: 365})
	b := s.Browser()
	plan := planned(t, b, pro, "3")
	other := s.Browser()
	other.Send(other.Get("/p/"+pro.Slug+"?on=2026-11-30").Form("/holds")).Want(200, "/book/")
	form := plan.Form("/series")
	form.Values["at"] = ticked(plan)
	back := b.Send(form)
	if back.Status != 409 || len(ticked(back)) != 2 || len(back.All("input", "name", "instead-1")) != 4 {
		t.Fatalf("%d:\n%s", back.Status, back.Text())
	}
	again := back.Form("/series")
	again.Values["at"] = ticked(back)[:1]
	if few := b.Send(again); few.Status != 422 || !few.Has("Choose at least two dates") {
		t.Fatalf("%d:\n%s", few.Status, few.Text())
	}
	again.Values["at"] = ticked(back)
	held := b.Send(again).Want(200, "/book/")
	changed := b.Send(plan.Form("/series"), "at", ticked(back)[0]) // went back, and thought again
	if changed.Status == 200 {
		t.Errorf("one date is a series: %s", changed.Path)
	}
	if gone := b.Get(held.Path); gone.Status != 410 {
		t.Errorf("what was held before is still held: %d", gone.Status)
	}
	if b.Post("/series/plan", url.Values{}).Status != 403 {
		t.Error("a form without its token is read")
	}
}

// payFirst pays for the first date alone, as the API does.
func payFirst(t *testing.T, s *webtest.Stage, me uuid.UUID, checkout *webtest.Page) {
	t.Helper()
	id, err := uuid.Parse(strings.TrimPrefix(checkout.Path, "/book/"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := payment.NewMethod(payment.Card, sandbox.CardSucceeds)
	if err != nil {
		t.Fatal(err)
	}
	c := booking.Caller{Principal: identity.Principal{PersonID: me, Role: identity.Seeker, Verified: true}}
	if _, err := s.Bookings.Pay(t.Context(), c, booking.PayRequest{BookingID: id, Method: m}); err != nil {
		t.Fatal(err)
	}
}

// TestAHalfPaidSeriesSaysSo: with a date booked and the card then declined, the page names both halves, nothing is left out
// silently, and the rest is paid or given back by choice.
func TestAHalfPaidSeriesSaysSo(t *testing.T) {
	t.Parallel()
	for _, pay := range []bool{true, false} {
		s := webtest.New(t)
		pro := s.Practitioner(catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{WindowDays: 365})
		me := s.Account("kavya@example.org", identity.Seeker)
		b := s.SignedIn("kavya@example.org")
		plan := planned(t, b, pro, "3")
		form := plan.Form("/series")
		form.Values["at"] = ticked(plan)
		checkout := b.Send(form).Want(200, "/book/")
		payFirst(t, s, me.ID, checkout)
		stale := b.Send(checkout.Form("/pay"), guest...)
		if stale.Status != 409 || !stale.Has("One date is booked") {
			t.Fatalf("another sum than was said: %d\n%s", stale.Status, stale.Text())
		}
		no := b.Send(stale.Form("/pay"), "method", "card", "card", sandbox.CardDeclined)
		if no.Status != 402 || !no.Has("Dates booked and paid: 1. Not booked and not charged: 2") {
			t.Fatalf("%d\n%s", no.Status, no.Text())
		}
		var end *webtest.Page
		if pay {
			end = b.Send(no.Form("/pay"), guest...).Want(200, "/bookings/")
		} else {
			end = b.Send(no.Form("/release")).Want(200, "/bookings/")
		}
		if got := strings.Count(end.Text(), "Confirmed"); got < 3 == pay {
			t.Errorf("%d dates stand:\n%s", got, end.Text())
		}
		if list := b.Get("/bookings"); pay && !list.Has("2 more dates of this series") {
			t.Errorf("the list does not fold the series:\n%s", list.Text())
		}
	}
}
