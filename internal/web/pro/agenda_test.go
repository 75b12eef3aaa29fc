package pro_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/modules/schedule"
	"klear/internal/platform/idem"
)

const secretCalendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:%\r\nDURATION:PT1H\r\nSUMMARY:Oncologist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

// TestTheGridShowsEverythingThatTakesTime: sessions, holds, blocks and the busy times of a linked calendar, whose words
// nobody sees; on the day and in the week.
func TestTheGridShowsEverythingThatTakesTime(t *testing.T) {
	s := newStage(t, "instant")
	s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	if _, err := s.Bookings.Hold(t.Context(), booking.Caller{Access: strings.Repeat("x", 40)}, booking.HoldRequest{ServiceID: s.practice.Service, Start: s.Tomorrow(14)}, idem.Key{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Schedule.BlockTime(t.Context(), identity.Principal{}, s.practice.ID, s.Tomorrow(12), s.Tomorrow(13)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Schedule.AddSource(t.Context(), schedule.NewSource{Practitioner: s.practice.ID, Person: s.practice.Account.ID, Zone: "UTC", Name: "Mine",
		File: []byte(strings.Replace(secretCalendar, "%", s.Tomorrow(16).Format("20060102T150405Z"), 1))})
	if err != nil {
		t.Fatal(err)
	}
	browser := s.pro(t)
	for _, view := range []string{"day", "week"} {
		page := browser.Get("/pro/agenda?view="+view+"&on="+day(s.Tomorrow(0))).Want(200, "").
			Has("Kavya Menon", "Yoga", "10:00 am", "Held while somebody pays", "Busy", "Busy in a linked calendar")
		if strings.Contains(page.Body, "Oncologist") {
			t.Error("the linked calendar's words are on the page")
		}
	}
	if text := browser.Get("/pro/agenda?view=day&on=" + day(s.Tomorrow(24))).Text(); strings.Contains(text, "Kavya") || !strings.Contains(text, "Nothing booked.") {
		t.Errorf("the day after shows\n%s", text)
	}
	s.Clock.Advance(16 * time.Minute) // the hold is over, swept or not
	if strings.Contains(browser.Get("/pro/agenda?view=day&on="+day(s.Tomorrow(0))).Text(), "Held while") {
		t.Error("a hold that ended is still shown")
	}
}

// TestAGroupSessionIsOneEntry with its people counted, however many booked.
func TestAGroupSessionIsOneEntry(t *testing.T) {
	s := newStage(t, "instant")
	s.practice.Service = catalogtest.Service(t, s.DB, catalogtest.ServiceSpec{Practitioner: s.practice.ID, Name: "Circle", Capacity: 5})
	for _, email := range []string{"a@example.org", "b@example.org", "c@example.org"} {
		c := kavya("")
		c.Email = email
		s.Book(t, s.practice, s.Tomorrow(10), c)
	}
	s.pro(t).Get("/pro/agenda?view=day&on="+day(s.Tomorrow(0))).Has("Circle", "3 of 5")
}

// TestDraggingLeadsToTheFormThatMoves: what is dropped between openings chooses the nearest; nothing has moved yet.
func TestDraggingLeadsToTheFormThatMoves(t *testing.T) {
	s := newStage(t, "instant")
	b := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	browser := s.pro(t)
	near := s.Tomorrow(15).AddDate(0, 0, 1).Add(4 * time.Minute)
	page := browser.Get("/pro/sessions/"+b.Code+"/move?near="+url.QueryEscape(near.Format("2006-01-02T15:04"))).Want(200, "")
	form := page.Fields("/pro/sessions/"+b.Code+"/move", nil)
	if want := s.Tomorrow(15).AddDate(0, 0, 1).Format(time.RFC3339); form.Get("at") != want {
		t.Errorf("chosen is %s, want %s", form.Get("at"), want)
	}
	if now, err := s.Bookings.ByID(t.Context(), s.practice.Caller(), b.ID); err != nil || !now.Start.Equal(b.Start) {
		t.Errorf("%v, %v", now.Start, err)
	}
	for _, near := range []string{"nonsense", "2026-13-40T99:99", ""} {
		browser.Get("/pro/sessions/"+b.Code+"/move?near="+near).Want(200, "")
	}
}

// TestTheClientsClockIsNamed when it shows another time than the practitioner's, and the zone of the hours when the
// reader is elsewhere.
func TestTheClientsClockIsNamed(t *testing.T) {
	s := newStage(t, "instant")
	caller := booking.Caller{Access: strings.Repeat("z", 40)}
	if _, err := s.Bookings.Hold(t.Context(), caller, booking.HoldRequest{ServiceID: s.practice.Service, Start: s.Tomorrow(10), Zone: "Asia/Kolkata"}, idem.Key{}); err != nil {
		t.Fatal(err)
	}
	s.BookAs(t, booking.Caller{Access: strings.Repeat("y", 40)}, s.practice, s.Tomorrow(12), kavya(""))
	if _, err := s.DB.Exec(t.Context(), "update booking.booking set seeker_zone = 'Asia/Kolkata' where status = 'confirmed'"); err != nil {
		t.Fatal(err)
	}
	browser := s.pro(t)
	browser.Get("/pro/agenda?on=" + day(s.Tomorrow(0))).Has("5:30 pm for the client in India")
	browser.SetCookie("zone", "Asia/Tokyo")
	browser.Get("/pro/agenda?view=week").Has("Your hours are kept in")
}
