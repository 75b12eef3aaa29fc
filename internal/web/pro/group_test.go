package pro_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/web/page/pagetest"
)

// TestAGroupIsOneLineWithItsPeople: the agenda says how full it is, and each session's page who comes.
func TestAGroupIsOneLineWithItsPeople(t *testing.T) {
	s := newStage(t, "instant")
	s.practice.Service = catalogtest.Service(t, s.DB, catalogtest.ServiceSpec{Practitioner: s.practice.ID, Name: "Breathing class", Capacity: 12, Minutes: 60})
	first := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	second := s.Book(t, s.practice, s.Tomorrow(10), pagetest.Client{Name: "Arjun Pillai", Email: "arjun@example.org"})
	left := s.Book(t, s.practice, s.Tomorrow(10), pagetest.Client{Name: "Fatima Sheikh", Email: "fatima@example.org"})
	if _, _, err := s.Bookings.Cancel(t.Context(), s.practice.Caller(), left.ID, booking.Cancellation{Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	browser := s.As(t, meera)
	browser.SetCookie("zone", "UTC")
	text := browser.Get("/pro/agenda?on="+s.Tomorrow(0).Format(time.DateOnly)).Want(http.StatusOK, "").Has("Breathing class", "2 of 12").Text()
	if strings.Count(text, "Breathing class") != 1 {
		t.Errorf("the group is not one line: %s", text)
	}
	page := browser.Get("/pro/sessions/"+first.Code).Want(http.StatusOK, "").Has("Who takes part", "2 of 12", "Arjun Pillai")
	if !page.Link("/pro/sessions/"+second.Code) || strings.Contains(page.Text(), "Fatima") {
		t.Errorf("the people are not those who come: %s", page.Text())
	}
}
