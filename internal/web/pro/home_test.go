package pro_test

import (
	"strings"
	"testing"
	"time"

	"klear/internal/modules/booking"
	"klear/internal/web/page/pagetest"
)

// TestTheHomeOfAPractice: today, what waits, how full the week is, and the money, which is the ledger's.
func TestTheHomeOfAPractice(t *testing.T) {
	s := newStage(t, "instant")
	browser := s.pro(t)
	browser.Get("/pro").Want(200, "").Has("Nothing waits for you.", "openings left", "No money yet.")
	first := s.Book(t, s.practice, s.Tomorrow(10), kavya(""))
	s.Book(t, s.practice, s.Tomorrow(14), pagetest.Client{Name: "Arjun Pillai", Email: "arjun@example.org"})
	s.Clock.Set(first.Start)
	if _, err := s.Bookings.Finish(t.Context(), s.practice.Caller(), first.ID, 0, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bookings.Offer(t.Context(), s.practice.Caller(), booking.Offer{ServiceID: s.practice.Service, Start: s.Tomorrow(10), Client: booking.Contact{Name: "A", Email: "a@example.org"}}); err != nil {
		t.Fatal(err)
	}
	browser = s.pro(t) // the clock went on
	page := browser.Get("/pro").Want(200, "").Has("Kavya Menon", "Arjun Pillai", "₹1,275", "1 client is asked", "2 bookings")
	if !page.Link("/pro/sessions/"+first.Code+"/receipt") || !page.Link("#rows") {
		t.Error("the numbers do not lead to their rows")
	}
	var earned, escrow int64
	if err := s.DB.QueryRow(t.Context(), `select coalesce(-sum(e.amount_minor) filter (where a.kind = 'practitioner_payable'), 0), coalesce(-sum(e.amount_minor) filter (where a.kind = 'booking_escrow'), 0)
		from ledger.entry e join ledger.account a on a.id = e.account_id`).Scan(&earned, &escrow); err != nil || earned != 127_500 || escrow != 150_000 {
		t.Errorf("the ledger says %d earned, %d in escrow, %v", earned, escrow, err)
	}
}

// TestRequestsThatEndFirstComeFirst, whenever they were made.
func TestRequestsThatEndFirstComeFirst(t *testing.T) {
	s := newStage(t, "approval")
	s.Book(t, s.practice, s.Tomorrow(10).AddDate(0, 0, 5), kavya(""))
	s.Clock.Advance(time.Minute)
	soon := s.Clock.Now().Truncate(time.Hour).Add(3 * time.Hour) // ends an hour before its start
	if _, err := s.DB.Exec(t.Context(), "update schedule.weekly_window set start_min = 0, end_min = 1440"); err != nil {
		t.Fatal(err)
	}
	s.Book(t, s.practice, soon, pagetest.Client{Name: "Arjun Pillai", Email: "arjun@example.org"})
	browser := s.pro(t)
	text := browser.Get("/pro/requests").Want(200, "").Text()
	if a, k := strings.Index(text, "Arjun Pillai"), strings.Index(text, "Kavya Menon"); a < 0 || a > k {
		t.Errorf("the order is wrong:\n%s", text)
	}
	browser.Get("/pro").Has("2 requests wait")
}

// TestTheTimeToAnswer is the median of what was answered, and nothing while that is too little.
func TestTheTimeToAnswer(t *testing.T) {
	s := newStage(t, "approval")
	answer := func(hour int, took time.Duration) {
		t.Helper()
		b := s.Book(t, s.practice, s.Tomorrow(hour), kavya(""))
		if _, err := s.Bookings.Accept(t.Context(), s.practice.Caller(), b.ID, 0); err != nil {
			t.Fatal(err)
		}
		if tag, err := s.DB.Exec(t.Context(), "update booking.booking set requested_at = answered_at - $2::bigint * interval '1 second' where id = $1 and answered_at is not null", b.ID, int(took.Seconds())); err != nil || tag.RowsAffected() != 1 {
			t.Fatalf("%v, %v", tag, err)
		}
	}
	for i, took := range []time.Duration{time.Minute, 2 * time.Hour, 26 * time.Hour, 45 * time.Minute} {
		answer(9+i, took)
	}
	s.Book(t, s.practice, s.Tomorrow(15), kavya("")) // nobody answered
	if text := s.pro(t).Get("/pro").Want(200, "").Text(); strings.Contains(text, "You usually answer") {
		t.Error("four answers say something")
	}
	answer(16, 90*time.Minute)
	s.pro(t).Get("/pro").Want(200, "").Has("You usually answer within 1 h 30 min", "5 requests")
	if _, err := s.DB.Exec(t.Context(), "update booking.booking set answered_at = answered_at - interval '91 days' where starts_at = $1", s.Tomorrow(16)); err != nil {
		t.Fatal(err)
	}
	if text := s.pro(t).Get("/pro").Text(); strings.Contains(text, "You usually answer") {
		t.Error("an old answer counts")
	}
}
