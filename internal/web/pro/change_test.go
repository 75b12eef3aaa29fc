package pro_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/web/page/pagetest"
)

// day is a date in the zone of the test's browsers.
func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

func (s stage) pro(t *testing.T) *pagetest.Browser {
	t.Helper()
	b := s.As(t, meera)
	b.SetCookie("zone", "UTC")
	return b
}

func TestThePractitionerMovesASession(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code
	to := s.Tomorrow(15).AddDate(0, 0, 2)
	browser := s.pro(t)
	if !browser.Get(path).Link(path + "/move") {
		t.Fatal("the session's page does not lead to moving it")
	}
	form := browser.Get(path+"/move?on="+day(to)).Want(200, "").Has("cancel without a fee", "3:00 pm")
	answer := form.Submit(path+"/move", url.Values{"at": {to.Format(time.RFC3339)}}).Want(303, path)
	answer.Follow().Has("Moved. The client has been told.", "3:00 pm")
	form.Submit(path+"/move", url.Values{"at": {to.Format(time.RFC3339)}}).Want(303, path) // pressed twice
	now, err := s.Bookings.ByID(t.Context(), s.practice.Caller(), b.ID)
	if err != nil || !now.Start.Equal(to) || !now.FreeCancel || now.Version != b.Version+1 {
		t.Errorf("%+v, %v", now, err)
	}
	for reader, page := range map[string]string{"kavya@example.org": "/bookings/", meera: "/pro/sessions/"} {
		m := s.Letters.To(t, reader, "Moved: ")
		if m.Calendar == nil || !strings.Contains(string(m.Calendar.ICS), "URL:https://klear.test"+page+b.Code) {
			t.Errorf("the calendar of %s does not lead to %s", reader, page)
		}
	}
}

func TestMovingWhatChangedMeanwhile(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code
	first, second := s.Tomorrow(12), s.Tomorrow(14)
	form := s.pro(t).Get(path + "/move?on=" + day(first))
	cancel := s.pro(t).Get(path + "/cancel")
	if _, err := s.Bookings.Move(t.Context(), s.practice.Caller(), b.ID, 0, first); err != nil {
		t.Fatal(err)
	}
	again := form.Submit(path+"/move", url.Values{"at": {second.Format(time.RFC3339)}}).Want(409, "").Has("changed meanwhile", "12:00 pm")
	cancel.Submit(path+"/cancel", url.Values{"reason": {"unwell"}}).Want(409, "").Has("changed meanwhile", "12:00 pm")
	if now, err := s.Bookings.ByID(t.Context(), s.practice.Caller(), b.ID); err != nil || !now.Start.Equal(first) || now.Status != booking.Confirmed {
		t.Fatalf("it was changed from an old page: %+v, %v", now, err)
	}
	for _, version := range []string{"", "0", "-1", "x"} {
		form.Submit(path+"/move", url.Values{"version": {version}, "at": {second.Format(time.RFC3339)}}).Want(400, "")
		cancel.Submit(path+"/cancel", url.Values{"version": {version}, "reason": {"unwell"}}).Want(400, "")
	}
	again.Submit(path+"/move", url.Values{"at": {second.Format(time.RFC3339)}}).Want(303, path)
}

func TestMovingToATimeThatWent(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code
	browser := s.pro(t)
	form := browser.Get(path + "/move?on=" + day(s.Tomorrow(12)))
	s.Book(t, s.practice, s.Tomorrow(12), pagetest.Client{Name: "Arjun Pillai", Email: "arjun@example.org"})
	for _, at := range []string{s.Tomorrow(12).Format(time.RFC3339), s.Tomorrow(23).Format(time.RFC3339), "soon", ""} {
		form.Submit(path+"/move", url.Values{"at": {at}}).Want(409, "").Has("just taken")
	}
	s.Clock.Set(b.Start)
	late := s.pro(t)
	late.Get(path+"/move").Want(303, path).Follow().Has("can no longer be moved")
	late.Get(path+"/cancel").Want(303, path).Follow().Has("can no longer be cancelled")
}

func TestThePractitionerCancelsASession(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code
	browser := s.pro(t)
	if !browser.Get(path).Link(path + "/cancel") {
		t.Fatal("the session's page does not lead to cancelling it")
	}
	form := browser.Get(path+"/cancel").Want(200, "").Has("Back to the client", "₹1,500")
	if a := form.Submit(path+"/cancel", url.Values{"reason": {"because"}, "note": {"<b>no</b>"}}).Want(422, "").Has("<b>no</b>"); !a.Wrong("reason") {
		t.Error("an unknown reason is not said to be wrong")
	}
	form.Submit(path+"/cancel", url.Values{"reason": {"unwell"}, "note": {"I am sorry."}}).Want(303, path).Follow().Has("Cancelled.", "money back")
	form.Submit(path+"/cancel", url.Values{"reason": {"unwell"}}).Want(303, path) // pressed twice
	if got := s.status(t, b); got != booking.Cancelled {
		t.Fatalf("it is %s", got)
	}
	paid, err := s.Payments.ByBooking(t.Context(), s.DB, b.ID)
	if err != nil || len(paid) != 1 || paid[0].RefundedMinor != b.Price.Minor {
		t.Errorf("paid back %+v, %v", paid, err)
	}
	seeker := s.Letters.To(t, "kavya@example.org", "Cancelled: ")
	for _, part := range []string{"I am unwell. I am sorry.", "1,500"} {
		if !strings.Contains(seeker.Text, part) {
			t.Errorf("the client is not told %q:\n%s", part, seeker.Text)
		}
	}
	s.Letters.To(t, meera, "Cancelled: ")
	if a := browser.Get(path); a.Link(path+"/move") || a.Link(path+"/cancel") {
		t.Error("a cancelled session can be changed")
	}
	browser.Get(path+"/move").Want(303, path)
}

// TestARequestIsAnsweredNotMoved: and nobody else's session can be looked at that way.
func TestARequestIsAnsweredNotMoved(t *testing.T) {
	s := newStage(t, "approval")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	s.People.Account(t, "kavya@example.org", identity.Seeker)
	for _, verb := range []string{"move", "cancel"} {
		path := "/pro/sessions/" + b.Code + "/" + verb
		s.As(t, meera).Get(path).Want(303, "/pro/requests")
		s.As(t, other).Get(path).Want(404, "")
		s.As(t, "kavya@example.org").Get(path).Want(403, "")
		s.Browser(t).Get(path).Want(303, "/sign-in?next="+url.QueryEscape(path))
	}
	if got := s.status(t, b); got != booking.Pending {
		t.Errorf("it became %s", got)
	}
}

// TestTheOwnBookingIsNotASession: a practitioner who books a colleague is a client there.
func TestTheOwnBookingIsNotASession(t *testing.T) {
	s := newStage(t, "instant")
	colleague := s.Practice(t, other, catalogtest.PractitionerSpec{}, catalogtest.ServiceSpec{})
	b := s.BookAs(t, s.practice.Caller(), colleague, s.Tomorrow(10), pagetest.Client{Name: "Meera", Email: meera})
	browser := s.As(t, meera)
	for _, verb := range []string{"move", "cancel"} {
		path := "/pro/sessions/" + b.Code + "/" + verb
		browser.Get(path).Want(404, "")
		browser.Post(path, browser.Get("/test/form").Fields("/preferences", nil)).Want(404, "")
	}
}
