package pro_test

import (
	"net/url"
	"testing"
	"time"

	"klear/internal/modules/booking"
)

func (s stage) proposal(t *testing.T, b *booking.Booking) (booking.Proposal, bool) {
	t.Helper()
	p, open, err := s.Bookings.ProposalOf(t.Context(), s.practice.Caller(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p, open
}

func TestThePractitionerProposesOtherTimes(t *testing.T) {
	s := newStage(t, "approval")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code + "/propose"
	one, two := s.Tomorrow(12).AddDate(0, 0, 1), s.Tomorrow(15).AddDate(0, 0, 1)
	browser := s.pro(t)
	if !browser.Get("/pro/requests").Link(path) {
		t.Fatal("a request does not lead to proposing another time")
	}
	form := browser.Get(path+"?on="+day(one)).Want(200, "").Has("12:00 pm")
	ticked := url.Values{"at": {two.Format(time.RFC3339), one.Format(time.RFC3339)}}
	form.Submit(path, ticked).Want(303, "/pro/requests").Follow().Has("The client has been asked", "12:00 pm", "3:00 pm")
	form.Submit(path, ticked).Want(303, "/pro/requests") // pressed twice
	if p, open := s.proposal(t, b); !open || len(p.Starts) != 2 || !p.Starts[0].Equal(one) {
		t.Fatalf("%+v, %v", p, open)
	}
	s.Letters.To(t, "kavya@example.org", "Would another time do?")
	again := browser.Get("/pro/requests")
	again.Submit(path+"/withdraw", nil).Want(303, "/pro/requests").Follow().Has("Taken back")
	again.Submit(path+"/withdraw", nil).Want(303, "/pro/requests")
	if _, open := s.proposal(t, b); open {
		t.Error("it is still proposed")
	}
}

func TestProposingWrongTimes(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	path := "/pro/sessions/" + b.Code + "/propose"
	browser := s.pro(t)
	form := browser.Get(path)
	for name, at := range map[string][]string{"none": nil, "no time": {"soon"}, "the same": {s.Tomorrow(10).Format(time.RFC3339)},
		"four": {s.Tomorrow(11).Format(time.RFC3339), s.Tomorrow(12).Format(time.RFC3339), s.Tomorrow(13).Format(time.RFC3339), s.Tomorrow(14).Format(time.RFC3339)}} {
		if a := form.Submit(path, url.Values{"at": at}); a.Status != 422 || !a.Wrong("at") {
			t.Errorf("%s: %d\n%s", name, a.Status, a.Text())
		}
	}
	form.Submit(path, url.Values{"at": {s.Tomorrow(3).Format(time.RFC3339)}}).Want(409, "")
	if _, err := s.Bookings.Move(t.Context(), s.practice.Caller(), b.ID, 0, s.Tomorrow(13)); err != nil {
		t.Fatal(err)
	}
	form.Submit(path, url.Values{"at": {s.Tomorrow(15).Format(time.RFC3339)}}).Want(409, "").Has("changed meanwhile")
	if _, open := s.proposal(t, b); open {
		t.Error("something was proposed")
	}
	s.Clock.Set(s.Tomorrow(13))
	browser.Get(path).Want(303, "/pro/sessions/"+b.Code).Follow().Has("No other time can be proposed")
}
